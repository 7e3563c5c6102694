package dev.lorebatch.gitlab;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.gitlab.GitLabProperties.Auth;

/**
 * Chooses the header that the token is sent in. After the first 401 the other header that
 * the kind of token allows is tried, once for a process; the one that works is used from
 * then on. Thread-safe.
 */
class TokenHeaders {

	private final List<TokenHeader> candidates;

	private final TokenKind kind;

	private final Auth auth;

	private volatile TokenHeader current;

	private boolean tried;

	TokenHeaders(GitLabToken token, Auth auth) {
		this.kind = token.kind();
		this.auth = auth;
		this.candidates = this.kind.headers(auth);
		this.current = this.candidates.get(0);
	}

	/**
	 * Sends a request with the header that counts now, and once more with the other one
	 * if the token is not accepted and nobody has tried that yet.
	 * @param request sends it with a header, to an answer that is no 401
	 * @throws GitLabException as the request does
	 */
	GitLabResponse send(Function<TokenHeader, GitLabResponse> request) {
		TokenHeader used = this.current;
		try {
			return request.apply(used);
		}
		catch (GitLabException ex) {
			if (ex.kind() != Kind.AUTHENTICATION) {
				throw ex;
			}
			return again(used, request, ex);
		}
	}

	/**
	 * Those who are refused at the same time wait for what the one finds out who tries.
	 */
	private GitLabResponse again(TokenHeader used, Function<TokenHeader, GitLabResponse> request,
			GitLabException refused) {
		synchronized (this) {
			if (this.current == used) {
				return tryOther(request, refused);
			}
		}
		return request.apply(this.current);
	}

	private GitLabResponse tryOther(Function<TokenHeader, GitLabResponse> request, GitLabException refused) {
		if (this.tried || this.candidates.size() < 2) {
			throw refused.suggesting(suggestion());
		}
		TokenHeader other = this.candidates.get(1);
		try {
			GitLabResponse response = request.apply(other);
			remember(other);
			return response;
		}
		catch (GitLabException ex) {
			if (ex.kind() == Kind.AUTHENTICATION) {
				this.tried = true;
				throw refused.suggesting(suggestion());
			}
			if (ex.status() != null && ex.status() < 500 && ex.kind() != Kind.RATE_LIMITED) {
				remember(other); // refused for another reason, so the token was accepted
			}
			throw ex;
		}
	}

	private void remember(TokenHeader accepted) {
		this.tried = true;
		this.current = accepted;
	}

	private String suggestion() {
		String headers = this.candidates.stream().map(TokenHeader::toString).collect(Collectors.joining(" and as "));
		String sent = (this.auth == Auth.AUTO) ? "it was sent as " + headers
				: "it was sent as %s only, lore.gitlab.auth=auto tries another header, too".formatted(headers);
		String unfit = this.kind.unfit();
		return (unfit == null) ? "check the token: it must be valid and have the scope read_api (%s)".formatted(sent)
				: "by its prefix the token is %s: use a personal, project or group access token with the scope read_api (%s)"
					.formatted(unfit, sent);
	}

}
