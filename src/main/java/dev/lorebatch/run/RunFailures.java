package dev.lorebatch.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * The rows of {@code sync_run_failures}. A run of whole projects notes the entities that
 * failed and no others: a row for each would cost more than reading the list.
 */
public class RunFailures {

	private final JdbcClient jdbc;

	private final Clock clock;

	public RunFailures(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Notes why an entity failed.
	 * @param projectId local id of its project
	 */
	public void note(WriteTransaction tx, String runId, long projectId, EntityRef entity, Phase phase,
			LoreException failure) {
		tx.update("""
				INSERT OR REPLACE INTO sync_run_failures (run_id, project_id, kind, iid, phase, http_status, error_code,
					error_message, retryable, occurred_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
				""", runId, projectId, entity.kind().value(), entity.iid(), phase.stepName(), failure.httpStatus(),
				failure.exitCode().name(), failure.getMessage(), failure.retryable(),
				Timestamps.format(this.clock.instant()));
	}

	/**
	 * Notes that the entity is fine after all, in this run.
	 */
	public void resolve(WriteTransaction tx, String runId, long projectId, EntityRef entity) {
		tx.update("""
				UPDATE sync_run_failures SET resolved_at = ?
				WHERE run_id = ? AND project_id = ? AND kind = ? AND iid = ? AND resolved_at IS NULL
				""", Timestamps.format(this.clock.instant()), runId, projectId, entity.kind().value(), entity.iid());
	}

	/**
	 * Notes that the entity is in the mirror now, or gone, for whatever run missed it.
	 */
	public void resolveIngest(WriteTransaction tx, long projectId, EntityRef entity) {
		tx.update("""
				UPDATE sync_run_failures SET resolved_at = ?
				WHERE project_id = ? AND kind = ? AND iid = ? AND phase = 'ingest' AND resolved_at IS NULL
				""", Timestamps.format(this.clock.instant()), projectId, entity.kind().value(), entity.iid());
	}

	/**
	 * The next entities that some run could not write, and no other one since.
	 * @param gitlabId GitLab's id of the project
	 * @param exceptRunId a run whose failures are left out, empty for none
	 */
	public List<Long> findMissing(long gitlabId, EntityKind kind, String exceptRunId, long afterIid, int limit) {
		return this.jdbc.sql("""
				SELECT DISTINCT f.iid FROM sync_run_failures f JOIN projects p ON p.id = f.project_id
				WHERE p.gitlab_id = ? AND f.kind = ? AND f.phase = 'ingest' AND f.resolved_at IS NULL
					AND f.run_id <> ? AND f.iid > ? ORDER BY f.iid LIMIT ?
				""").params(gitlabId, kind.value(), exceptRunId, afterIid, limit).query(Long.class).list();
	}

	/**
	 * Whether there are entities that the run could not write, and no other one since.
	 * @param gitlabId GitLab's id of the project
	 */
	public boolean hasMissing(String runId, long gitlabId, EntityKind kind) {
		return this.jdbc.sql("""
				SELECT EXISTS (SELECT 1 FROM sync_run_failures f JOIN projects p ON p.id = f.project_id
					WHERE f.run_id = ? AND p.gitlab_id = ? AND f.kind = ? AND f.phase = 'ingest'
						AND f.resolved_at IS NULL)
				""").params(runId, gitlabId, kind.value()).query(Boolean.class).single();
	}

	/**
	 * Those of the named entities that some run could not write and that nobody saw but
	 * views that the view of the given fetch covers.
	 * @param gitlabId GitLab's id of the project
	 */
	public List<Long> findSeenByViewOf(long fetch, long gitlabId, EntityKind kind, Collection<Long> iids) {
		return this.jdbc.sql("""
				SELECT f.iid FROM sync_run_failures f JOIN projects p ON p.id = f.project_id
				WHERE p.gitlab_id = ?1 AND f.kind = ?2 AND f.phase = 'ingest' AND f.resolved_at IS NULL
					AND f.iid IN (SELECT value FROM json_each(?3))
				GROUP BY f.iid
				HAVING min(EXISTS (SELECT 1 FROM sync_run_views own JOIN views v ON v.id = own.view_id
					LEFT JOIN sync_run_views n ON n.run_id = f.run_id AND n.project_gitlab_id = own.project_gitlab_id
					WHERE own.run_id = (SELECT run_id FROM sync_run_fetches WHERE id = ?4)
						AND own.project_gitlab_id = ?1 AND (v.sees_everything OR v.id = n.view_id))) = 1
				""").params(gitlabId, kind.value(), iids.toString(), fetch).query(Long.class).list();
	}

	/**
	 * How many entities failed, and are not fine since.
	 */
	public long count(String runId) {
		return this.jdbc.sql("SELECT count(*) FROM sync_run_failures WHERE run_id = ? AND resolved_at IS NULL")
			.param(runId)
			.query(Long.class)
			.single();
	}

	/**
	 * The first of them.
	 */
	public List<RunFailure> findByRun(String runId, int limit) {
		return this.jdbc.sql("""
				SELECT p.reference_path AS path, f.* FROM sync_run_failures f JOIN projects p ON p.id = f.project_id
				WHERE f.run_id = ? AND f.resolved_at IS NULL ORDER BY p.reference_path, f.kind, f.iid LIMIT ?
				""").params(runId, limit).query(RunFailures::map).list();
	}

	/**
	 * Finds out whether an entity failed, and is not fine since, for a reason that stays
	 * as long as nobody changes anything.
	 */
	public boolean hasPermanent(String runId) {
		return this.jdbc
			.sql("SELECT DISTINCT error_code, retryable FROM sync_run_failures "
					+ "WHERE run_id = ? AND resolved_at IS NULL")
			.param(runId)
			.query((row, index) -> isRetryable(row))
			.list()
			.contains(false);
	}

	private static RunFailure map(ResultSet row, int index) throws SQLException {
		int status = row.getInt("http_status");
		return new RunFailure(row.getString("path"),
				new EntityRef(EntityKind.ofValue(row.getString("kind")), row.getLong("iid")), row.getString("phase"),
				row.wasNull() ? null : status, row.getString("error_code"), row.getString("error_message"),
				isRetryable(row));
	}

	/**
	 * Returns whether trying again may help; by the code alone in rows that older
	 * versions wrote.
	 */
	private static boolean isRetryable(ResultSet row) throws SQLException {
		boolean retryable = row.getBoolean("retryable");
		return row.wasNull() ? ExitCode.valueOf(row.getString("error_code")).retryable() : retryable;
	}

}
