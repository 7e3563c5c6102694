package dev.lorebatch.run;

import java.time.Clock;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.Timestamps;

/**
 * The rows of {@code sync_run_fetches}: numbers the looks of all runs at GitLab.
 */
public class RunFetches {

	private final Clock clock;

	public RunFetches(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Takes the next number. Commit it before the first request is sent: then what comes
	 * back is at least as new as everything that was there when the number was taken.
	 */
	public long begin(WriteTransaction tx, String runId) {
		Long id = tx.queryForLong("INSERT INTO sync_run_fetches (run_id, requested_at) VALUES (?, ?) RETURNING id",
				runId, Timestamps.format(this.clock.instant()));
		if (id == null) {
			throw new IllegalStateException("INSERT returned no id");
		}
		return id;
	}

	/**
	 * When the number was taken.
	 */
	public @Nullable String requestedAt(WriteTransaction tx, long fetch) {
		return tx
			.query("SELECT requested_at FROM sync_run_fetches WHERE id = ?", (row, index) -> row.getString(1), fetch)
			.stream()
			.findFirst()
			.orElse(null);
	}

	/**
	 * Removes the numbers of a run that is complete; they are never given again.
	 */
	public void removeAll(WriteTransaction tx, String runId) {
		tx.update("DELETE FROM sync_run_fetches WHERE run_id = ?", runId);
	}

}
