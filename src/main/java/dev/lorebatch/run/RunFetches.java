package dev.lorebatch.run;

import java.time.Clock;

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

}
