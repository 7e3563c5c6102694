package dev.lorebatch.view;

import org.jspecify.annotations.Nullable;

/**
 * Whose a token is.
 *
 * @param key {@code user:} and GitLab's id, or {@code token:} and the fingerprint of a
 * token of which GitLab does not tell the user
 */
public record TokenUser(String key, @Nullable String username) {

	/**
	 * The user that GitLab tells.
	 * @param id GitLab's id
	 */
	public static TokenUser of(long id, @Nullable String username) {
		return new TokenUser("user:" + id, username);
	}

}
