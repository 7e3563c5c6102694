package dev.lorebatch.mirror;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.view.View;

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
	 * Notes that the row is as a fetch found it; the newest fetch stays.
	 */
	static void note(WriteTransaction tx, String type, long id, long fetch) {
		note(tx, type, id, fetch, View.UNKNOWN);
	}

	/**
	 * Notes that the row is as a fetch found it, and the view the fetch was made with;
	 * the newest fetch stays.
	 */
	static void note(WriteTransaction tx, String type, long id, long fetch, View view) {
		tx.update("""
				INSERT INTO last_fetches (resource_type, resource_id, fetch_id, view_id) VALUES (?, ?, ?, ?)
				ON CONFLICT (resource_type, resource_id) DO UPDATE SET fetch_id = excluded.fetch_id,
					view_id = excluded.view_id
				WHERE excluded.fetch_id > fetch_id
				""", type, id, fetch, view.isKnown() ? view.id() : null);
	}

	/**
	 * Whether the row was last written from a fetch with this view.
	 */
	static boolean isLast(WriteTransaction tx, String type, long id, View view) {
		return tx.queryForLong("SELECT 1 FROM last_fetches WHERE resource_type = ? AND resource_id = ? AND view_id = ?",
				type, id, view.id()) != null;
	}

}
