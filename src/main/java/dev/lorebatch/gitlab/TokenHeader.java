package dev.lorebatch.gitlab;

import java.util.Map;

/**
 * The request headers in which GitLab takes a token
 * (https://docs.gitlab.com/api/rest/authentication/).
 */
enum TokenHeader {

	/** Takes personal, project and group access tokens. */
	PRIVATE_TOKEN("PRIVATE-TOKEN", ""),

	/** Takes access tokens of OAuth, and all that {@link #PRIVATE_TOKEN} takes. */
	BEARER("Authorization", "Bearer "),

	/** Takes tokens of CI jobs. */
	JOB_TOKEN("JOB-TOKEN", "");

	private final String header;

	private final String scheme;

	TokenHeader(String header, String scheme) {
		this.header = header;
		this.scheme = scheme;
	}

	/**
	 * Returns the header with the token; for the request only.
	 */
	Map<String, String> with(GitLabToken token) {
		return Map.of(this.header, this.scheme + token.reveal());
	}

	/**
	 * Returns its name as messages have it.
	 */
	@Override
	public String toString() {
		return this.scheme.isEmpty() ? this.header : this.header + ": " + this.scheme.strip();
	}

}
