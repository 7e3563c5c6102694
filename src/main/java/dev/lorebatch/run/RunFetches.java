package dev.lorebatch.run;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.Ticker;
import dev.lorebatch.entity.Timestamps;

/**
 * The rows of {@code sync_run_fetches}: numbers the looks of all runs at GitLab.
 */
public class RunFetches {

	/** Far more fetches than are under way at once. */
	private static final int REMEMBERED = 10_000;

	private final TokenView view;

	private final GitLabClock gitlabClock;

	private final Clock clock;

	private final Ticker ticker;

	private final Map<Long, Long> begun = Collections.synchronizedMap(new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
			return size() > REMEMBERED;
		}

	});

	public RunFetches(TokenView view, GitLabClock gitlabClock, Clock clock, Ticker ticker) {
		this.view = view;
		this.gitlabClock = gitlabClock;
		this.clock = clock;
		this.ticker = ticker;
	}

	/**
	 * Takes the next number. Commit it before the first request is sent: then what comes
	 * back is at least as new as everything that was there when the number was taken.
	 */
	public long begin(WriteTransaction tx, String runId) {
		String now = Timestamps.format(this.clock.instant());
		Long id = tx.queryForLong("""
				INSERT INTO sync_run_fetches (run_id, requested_at, token_view_id) VALUES (?, ?, ?) RETURNING id
				""", runId, now, view(tx, now));
		if (id == null) {
			throw new IllegalStateException("INSERT returned no id");
		}
		this.begun.put(id, this.ticker.nanos());
		return id;
	}

	private long view(WriteTransaction tx, String now) {
		tx.update("""
				INSERT INTO token_view_salt (salt) SELECT lower(hex(randomblob(16)))
				WHERE NOT EXISTS (SELECT 1 FROM token_view_salt)
				""");
		String salt = tx.query("SELECT salt FROM token_view_salt", (row, index) -> row.getString(1)).get(0);
		String fingerprint = this.view.fingerprint(salt);
		tx.update("INSERT INTO token_views (fingerprint, first_used_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
				fingerprint, now);
		Long id = tx.queryForLong("SELECT id FROM token_views WHERE fingerprint = ?", fingerprint);
		return (id != null) ? id : 0;
	}

	/**
	 * When the number was taken, by GitLab's clock: to be asked for when an answer to the
	 * fetch is here. If GitLab tells no time, or another process took the number, by the
	 * local clock.
	 */
	public @Nullable String askedAt(WriteTransaction tx, long fetch) {
		Long nanos = this.begun.get(fetch);
		Instant time = (nanos != null) ? this.gitlabClock.at(nanos) : null;
		if (time != null) {
			return Timestamps.format(time);
		}
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
