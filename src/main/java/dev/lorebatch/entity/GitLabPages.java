package dev.lorebatch.entity;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.LoreException;

/**
 * The web pages of the configured GitLab: tells their URLs, copied from a browser, from
 * those of other servers.
 */
public final class GitLabPages {

	private static final Pattern ANY_URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);

	private static final Pattern URL = Pattern.compile("(https?)://([^/?#\\s]+)([^?#]*)(?:[?#].*)?",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private final String server;

	private final String authority;

	private final String root;

	private GitLabPages(String server, String authority, String root) {
		this.server = server;
		this.authority = authority;
		this.root = root;
	}

	/**
	 * @param server the configured URL; GitLab may live below a path
	 */
	public static GitLabPages of(String server) {
		Matcher matcher = URL.matcher(server);
		if (!matcher.matches()) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"lore.gitlab.url %s is not an http or https URL".formatted(Excerpt.quote(server)));
		}
		String root = matcher.group(3).replaceAll("/+$", "");
		return new GitLabPages(Excerpt.of(server), authority(matcher.group(1), matcher.group(2)), root);
	}

	static boolean isUrl(String text) {
		return ANY_URL.matcher(text).matches();
	}

	/**
	 * Whether a URL is one of this GitLab.
	 */
	public boolean contain(String url) {
		try {
			pathOf(url);
			return true;
		}
		catch (LoreException ex) {
			return false;
		}
	}

	/**
	 * What of a URL's path is below the root of this GitLab, decoded, without slashes
	 * around it.
	 * @throws LoreException with {@link ExitCode#USAGE} if it is none of this GitLab
	 */
	String pathOf(String url) {
		Matcher matcher = URL.matcher(url);
		if (!matcher.matches()) {
			throw new LoreException(ExitCode.USAGE, "%s is not an http or https URL".formatted(Excerpt.quote(url)),
					"copy the address of the page from the browser");
		}
		if (matcher.group(2).contains("@")) {
			throw new LoreException(ExitCode.USAGE, "a URL must not contain a user or password",
					"copy the address of the page from the browser");
		}
		String path = matcher.group(3);
		boolean below = this.root.isEmpty() || path.startsWith(this.root + "/");
		if (!below || !authority(matcher.group(1), matcher.group(2)).equals(this.authority)) {
			throw new LoreException(ExitCode.USAGE,
					"%s is not a page of the configured GitLab, %s".formatted(Excerpt.quote(url), this.server),
					"name its server with --gitlab-url or LORE_GITLAB_URL");
		}
		return decode(path.substring(this.root.length())).replaceAll("^/+|/+$", "");
	}

	/**
	 * Host and port as they compare; both default ports are the same server.
	 */
	private static String authority(String scheme, String authority) {
		String defaultPort = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
		String lower = authority.toLowerCase(Locale.ROOT);
		return lower.endsWith(defaultPort) ? lower.substring(0, lower.length() - defaultPort.length()) : lower;
	}

	static String decode(String text) {
		try {
			return text.contains("%") ? URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8) : text;
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

}
