package dev.lorebatch.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;

/**
 * The rows of {@code sync_run_retries}: attempts, waits and causes of a run.
 */
public class RunRetries {

	private final JdbcClient jdbc;

	public RunRetries(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	public void insert(WriteTransaction tx, String runId, Collection<RetryEvent> events) {
		List<@Nullable Object[]> rows = new ArrayList<>();
		for (RetryEvent event : events) {
			rows.add(new @Nullable Object[] { runId, event.phase(), event.request(), event.attempt(), event.cause(),
					event.waitMillis(), event.occurredAt() });
		}
		tx.updateAll("""
				INSERT INTO sync_run_retries (run_id, phase, request, attempt, cause, wait_ms, occurred_at)
				VALUES (?, ?, ?, ?, ?, ?, ?)
				""", rows);
	}

	/**
	 * The first waits of the run, in order.
	 */
	public List<RetryEvent> findByRun(String runId, int limit) {
		return this.jdbc.sql("SELECT * FROM sync_run_retries WHERE run_id = ? ORDER BY occurred_at, id LIMIT ?")
			.params(runId, limit)
			.query((row, index) -> new RetryEvent(row.getString("phase"), row.getString("request"),
					row.getInt("attempt"), row.getString("cause"), row.getLong("wait_ms"),
					row.getString("occurred_at")))
			.list();
	}

}
