package dev.lorebatch.gitlab;

import java.net.URI;
import java.util.Locale;

import dev.lorebatch.failure.Secrets;
import dev.lorebatch.gitlab.GitLabException.Kind;

/**
 * Decides where a redirect leads. A renamed project answers 301 with its numeric id
 * (GitLab 16.7 and newer). The token goes to the configured server only; where a redirect
 * leads elsewhere, the failure says where, and what that means.
 */
class Redirects {

	static final int MAX_REDIRECTS = 3;

	private static final String API = "/api/v4";

	private final URI server;

	private final ErrorAnswers errors;

	Redirects(URI server, ErrorAnswers errors) {
		this.server = server;
		this.errors = errors;
	}

	/**
	 * Finds the address to ask next.
	 * @param followed how many redirects there were before
	 * @throws GitLabException if there is none, or none that may get the token
	 */
	URI follow(URI from, GitLabResponse response, int followed, String label) {
		int status = response.status();
		String location = response.headers().firstValue("Location").orElse("");
		if (location.isEmpty()) {
			throw new GitLabException(Kind.NOT_GITLAB, status,
					"%s: GitLab answered HTTP %d without saying where to".formatted(label, status), null, false, null);
		}
		URI target = resolve(from, location, label);
		if (!isServer(target)) {
			throw elsewhere(target, status, label);
		}
		if (followed >= MAX_REDIRECTS) {
			throw new GitLabException(Kind.REDIRECTED, status,
					"%s: more than %d redirects".formatted(label, MAX_REDIRECTS), null, false, null)
				.suggesting("look at what is before GitLab: it redirects in a circle");
		}
		return target;
	}

	private static URI resolve(URI from, String location, String label) {
		try {
			return from.resolve(location);
		}
		catch (IllegalArgumentException ex) {
			throw new GitLabException(Kind.REDIRECTED, "%s: redirected to something that is no URL".formatted(label),
					ex);
		}
	}

	private GitLabException elsewhere(URI target, int status, String label) {
		boolean sameHost = target.getHost() != null && target.getUserInfo() == null
				&& this.server.getHost().equalsIgnoreCase(target.getHost());
		if (sameHost && isSecure(target) && !isSecure(this.server)) {
			return failure(status,
					"%s: redirected to %s; the token was not sent there".formatted(label, address(target)),
					"set lore.gitlab.url, or --gitlab-url, to %s".formatted(address(target)));
		}
		if (sameHost && isSecure(this.server) && "http".equalsIgnoreCase(target.getScheme())) {
			return failure(status,
					"%s: redirected to %s, without TLS; the token was not sent there".formatted(label, address(target)),
					"have GitLab's external_url, or the proxy before it, say https");
		}
		return failure(status, "%s: redirected to another server (%s); the token was not sent there".formatted(label,
				this.errors.mask(String.valueOf(target.getHost()))), suggestion(target));
	}

	/**
	 * An address of the API is probably that of the GitLab that is meant, any other one
	 * is a login.
	 */
	private String suggestion(URI target) {
		boolean http = isSecure(target) || "http".equalsIgnoreCase(target.getScheme());
		if (!http || target.getHost() == null || target.getUserInfo() != null) {
			return "look at what is before GitLab: that is no address of a GitLab";
		}
		return target.getRawPath().contains(API + "/")
				? "if that is your GitLab, which will get the token, set lore.gitlab.url to %s"
					.formatted(address(target))
				: "that looks like a login, which the API cannot pass: have the proxy let requests to %s through"
					.formatted(API);
	}

	/**
	 * The server and what may stand before the API, as the setting has it. Nothing else
	 * of a target is repeated: it may have secrets in it.
	 */
	private String address(URI target) {
		String path = target.getRawPath();
		int api = path.indexOf(API + "/");
		String port = (target.getPort() >= 0) ? ":" + target.getPort() : "";
		String text = "%s://%s%s%s".formatted(target.getScheme().toLowerCase(Locale.ROOT), target.getHost(), port,
				(api > 0) ? path.substring(0, api) : "");
		return this.errors.mask(Secrets.maskUrl(text));
	}

	private static GitLabException failure(int status, String message, String suggestion) {
		return new GitLabException(Kind.REDIRECTED, status, message, null, false, null).suggesting(suggestion);
	}

	private boolean isServer(URI target) {
		return target.getUserInfo() == null && this.server.getScheme().equalsIgnoreCase(target.getScheme())
				&& this.server.getHost().equalsIgnoreCase(target.getHost()) && port(this.server) == port(target);
	}

	private static boolean isSecure(URI uri) {
		return "https".equalsIgnoreCase(uri.getScheme());
	}

	private static int port(URI uri) {
		return (uri.getPort() >= 0) ? uri.getPort() : isSecure(uri) ? 443 : 80;
	}

}
