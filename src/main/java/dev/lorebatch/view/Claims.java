package dev.lorebatch.view;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;

/**
 * Confirms or withdraws what the last run of a view claims. GitLab tells the level only
 * when the project is asked for, so a level that changes while a run lists shows when the
 * project is asked for again: if it is the level of before, the run saw all that its view
 * shows; if it is another one, nobody knows since when.
 */
final class Claims {

	private Claims() {
	}

	/**
	 * Notes that GitLab told the level of the view again.
	 */
	static void confirm(WriteTransaction tx, long viewId) {
		tx.update("""
				UPDATE sync_watermarks SET confirmed_watermark = watermark
				WHERE view_id = ? AND confirmed_watermark IS NOT watermark
				""", viewId);
	}

	/**
	 * Takes back the watermarks and has the entities looked at again that the last run of
	 * the view fetched. They are looked at by the next run with a view that covers this
	 * one.
	 * @param runId that run; {@code null} for none
	 * @param now what the entities settle at that have no {@code updated_at}
	 */
	static void withdraw(WriteTransaction tx, long viewId, @Nullable String runId, String now) {
		tx.update("DELETE FROM sync_watermarks WHERE view_id = ? AND confirmed_watermark IS NULL", viewId);
		tx.update("UPDATE sync_watermarks SET watermark = confirmed_watermark WHERE view_id = ?", viewId);
		tx.update("""
				UPDATE dependent_states SET settles_at = coalesce(settles_at, updated_at, ?)
				WHERE view_id = ? AND run_id = ?
				""", now, viewId, runId);
	}

}
