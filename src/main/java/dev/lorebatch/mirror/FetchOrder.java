package dev.lorebatch.mirror;

import dev.lorebatch.database.WriteTransaction;

/**
 * Remembers which fetch a row was last written from, so that of two payloads the one
 * asked for later wins, whatever GitLab dates them: {@code updated_at} is bumped at most
 * once a minute and can go back, and projects and labels have none. A row is thus never
 * older than the request of any run that wrote or skipped it.
 */
class FetchOrder {

	static final String PROJECT = "project";

	static final String LABEL = "label";

	private FetchOrder() {
	}

	/**
	 * Whether the row was written from a payload that was asked for later.
	 */
	static boolean isOutdated(WriteTransaction tx, String type, long id, long fetch) {
		return tx.queryForLong(
				"SELECT 1 FROM last_fetches WHERE resource_type = ? AND resource_id = ? AND fetch_id > ?", type, id,
				fetch) != null;
	}

	/**
	 * The time of a fetch; that of the database if it is not known.
	 */
	static String requestedAt(WriteTransaction tx, long fetch) {
		return tx.query("""
				SELECT coalesce((SELECT requested_at FROM sync_run_fetches WHERE id = ?),
					strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
				""", (row, index) -> row.getString(1), fetch).get(0);
	}

	/**
	 * Notes that the row is as a fetch found it, and whose eyes it saw with; the newest
	 * fetch stays.
	 */
	static void note(WriteTransaction tx, String type, long id, long fetch) {
		tx.update("""
				INSERT INTO last_fetches (resource_type, resource_id, fetch_id, token_view_id)
				VALUES (?1, ?2, ?3, (SELECT token_view_id FROM sync_run_fetches WHERE id = ?3))
				ON CONFLICT (resource_type, resource_id) DO UPDATE SET fetch_id = excluded.fetch_id,
					token_view_id = excluded.token_view_id
				WHERE excluded.fetch_id > fetch_id
				""", type, id, fetch);
	}

}
