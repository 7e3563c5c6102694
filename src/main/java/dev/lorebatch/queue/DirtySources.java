package dev.lorebatch.queue;

import java.time.Clock;
import java.util.Collection;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.Timestamps;

/**
 * Which documents a run has to regenerate. Rows belong to the run that made them; other
 * runs neither see nor change them, even for the same source.
 */
public class DirtySources {

	private final JdbcClient jdbc;

	private final Clock clock;

	public DirtySources(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	public void mark(WriteTransaction tx, SourceType type, long sourceId, String runId) {
		tx.update("""
				INSERT INTO dirty_sources (source_type, source_id, origin_run_id, marked_at) VALUES (?, ?, ?, ?)
				ON CONFLICT (source_type, source_id, origin_run_id) DO NOTHING
				""", type.value(), sourceId, runId, Timestamps.format(this.clock.instant()));
	}

	/**
	 * The runs that left rows.
	 */
	public List<String> findOrigins() {
		return this.jdbc.sql("SELECT DISTINCT origin_run_id FROM dirty_sources").query(String.class).list();
	}

	/**
	 * Marks for a run what another one has marked; the rows of that one stay.
	 */
	public void markLike(WriteTransaction tx, String originRunId, String runId) {
		tx.update("""
				INSERT INTO dirty_sources (source_type, source_id, origin_run_id, marked_at)
				SELECT source_type, source_id, ?, ? FROM dirty_sources WHERE origin_run_id = ?
				ON CONFLICT (source_type, source_id, origin_run_id) DO NOTHING
				""", runId, Timestamps.format(this.clock.instant()), originRunId);
	}

	/**
	 * The next rows of the run behind {@code afterId}, in the order they were marked.
	 */
	public List<DirtySource> findNext(String runId, long afterId, int limit) {
		return this.jdbc.sql("""
				SELECT id, source_type, source_id FROM dirty_sources
				WHERE origin_run_id = ? AND id > ? ORDER BY id LIMIT ?
				""")
			.params(runId, afterId, limit)
			.query((row, index) -> new DirtySource(row.getLong("id"), SourceType.ofValue(row.getString("source_type")),
					row.getLong("source_id")))
			.list();
	}

	public long count(String runId) {
		return this.jdbc.sql("SELECT count(*) FROM dirty_sources WHERE origin_run_id = ?")
			.param(runId)
			.query(Long.class)
			.single();
	}

	/**
	 * Takes rows off the queue, in the transaction that wrote their documents.
	 */
	public void remove(WriteTransaction tx, Collection<? extends DirtySource> sources) {
		tx.update("DELETE FROM dirty_sources WHERE id IN (SELECT value FROM json_each(?))",
				sources.stream().map(DirtySource::id).toList().toString());
	}

}
