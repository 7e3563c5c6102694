package dev.lorebatch.view;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;

/**
 * The users of {@code token_views}: GitLab is asked once for each token of a database.
 */
public class TokenUsers {

	private static final String OF_FETCH = " WHERE id = (SELECT token_view_id FROM sync_run_fetches WHERE id = ?)";

	private final JdbcClient jdbc;

	public TokenUsers(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Finds the user of the token a fetch is made with; empty if GitLab was not asked
	 * yet.
	 * @param fetch the number of the fetch
	 */
	public Optional<TokenUser> find(long fetch) {
		return this.jdbc.sql("SELECT user_key, username FROM token_views" + OF_FETCH + " AND user_key IS NOT NULL")
			.param(fetch)
			.query((row, index) -> new TokenUser(row.getString("user_key"), row.getString("username")))
			.optional();
	}

	/**
	 * Notes what GitLab said.
	 * @param user {@code null} if it does not tell whose the token is
	 * @return the user, or what stands for the user
	 */
	public TokenUser note(WriteTransaction tx, long fetch, @Nullable TokenUser user) {
		return tx
			.query("UPDATE token_views SET user_key = coalesce(?, 'token:' || fingerprint), username = ?" + OF_FETCH
					+ " RETURNING user_key, username",
					(row, index) -> new TokenUser(row.getString(1), row.getString(2)),
					(user != null) ? user.key() : null, (user != null) ? user.username() : null, fetch)
			.get(0);
	}

}
