package dev.lorebatch.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.run.RunProject.Failure;
import dev.lorebatch.run.RunProject.Listed;

/**
 * The rows of {@code sync_run_projects}.
 */
public class RunProjectRows {

	private static final String WHERE = " WHERE run_id = ? AND project_gitlab_id = ?";

	private final JdbcClient jdbc;

	public RunProjectRows(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Notes that preflight has these projects; what an earlier attempt listed of them
	 * stays, under whatever path they have now. Call {@link #removeUnresolved} before.
	 */
	public void markResolved(WriteTransaction tx, String runId, Collection<ResolvedProject> projects) {
		String ids = projects.stream().map(ResolvedProject::gitlabId).toList().toString();
		// A row is known by its path, and projects can have exchanged theirs
		tx.update("""
				UPDATE sync_run_projects SET project = CAST(project_gitlab_id AS TEXT)
				WHERE run_id = ? AND project_gitlab_id IN (SELECT value FROM json_each(?))
				""", runId, ids);
		for (ResolvedProject project : projects) {
			tx.update("""
					DELETE FROM sync_run_projects WHERE run_id = ? AND project = ? COLLATE NOCASE
						AND project_gitlab_id NOT IN (SELECT value FROM json_each(?))
					""", runId, project.path(), ids); // of another project that had the
														// path
			String id = String.valueOf(project.gitlabId());
			tx.update(
					"""
							INSERT INTO sync_run_projects (run_id, project, project_gitlab_id, outcome) VALUES (?1, ?2, ?2, 'resolved')
							ON CONFLICT (run_id, project) DO NOTHING
							""",
					runId, id);
			tx.update("UPDATE OR IGNORE sync_run_projects SET project = ?" + WHERE, project.path(), runId,
					project.gitlabId());
			tx.update(
					"""
							UPDATE sync_run_projects SET outcome = CASE WHEN outcome = 'failed' THEN 'resolved' ELSE outcome END,
								issues_enabled = ?, merge_requests_enabled = ?,
								http_status = NULL, error_code = NULL, error_message = NULL, retryable = NULL
							"""
							+ WHERE,
					project.isEnabled(EntityKind.ISSUE), project.isEnabled(EntityKind.MERGE_REQUEST), runId,
					project.gitlabId());
		}
	}

	/**
	 * Forgets what an earlier attempt could not resolve.
	 */
	public void removeUnresolved(WriteTransaction tx, String runId) {
		tx.update("DELETE FROM sync_run_projects WHERE run_id = ? AND project_gitlab_id IS NULL", runId);
	}

	/**
	 * Notes that what was asked for is no project that can be read.
	 */
	public void markUnresolved(WriteTransaction tx, String runId, String asked, Failure failure) {
		tx.update(
				"""
						INSERT INTO sync_run_projects (run_id, project, outcome, http_status, error_code, error_message, retryable)
						VALUES (?, ?, 'failed', ?, ?, ?, ?)
						ON CONFLICT (run_id, project) DO UPDATE SET outcome = 'failed', http_status = excluded.http_status,
							error_code = excluded.error_code, error_message = excluded.error_message,
							retryable = excluded.retryable
						""",
				runId, asked, failure.httpStatus(), failure.errorCode(), failure.message(), failure.retryable());
	}

	public void markFailed(WriteTransaction tx, String runId, long gitlabId, Failure failure) {
		tx.update("""
				UPDATE sync_run_projects SET outcome = 'failed', http_status = ?, error_code = ?, error_message = ?,
					retryable = ?
				""" + WHERE, failure.httpStatus(), failure.errorCode(), failure.message(), failure.retryable(), runId,
				gitlabId);
	}

	/**
	 * Notes what a listing gave that was read to its end.
	 */
	public void markListed(WriteTransaction tx, String runId, long gitlabId, EntityKind kind, Listed listed) {
		tx.update(
				"UPDATE sync_run_projects SET %1$s_listed = ?, %1$s_changed = ?, %1$s_gone = ?"
					.formatted(kind.resource()) + WHERE,
				listed.listed(), listed.changed(), listed.gone(), runId, gitlabId);
	}

	/**
	 * Notes the projects that are through: those that did not fail.
	 */
	public void markSynced(WriteTransaction tx, String runId) {
		tx.update("UPDATE sync_run_projects SET outcome = 'synced' WHERE run_id = ? AND outcome = 'resolved'", runId);
	}

	/**
	 * Finds the projects of which the run has dependent sets to fetch, but for those
	 * whose path another project has now.
	 * @return GitLab's ids, ascending
	 */
	public List<Long> findOwing(String runId) {
		return this.jdbc.sql("""
				SELECT gitlab_id FROM projects WHERE path_lost_at IS NULL AND id IN (SELECT project_id
					FROM dependent_jobs WHERE scope_run_id = ? AND status <> 'completed') ORDER BY gitlab_id
				""").param(runId).query(Long.class).list();
	}

	public List<RunProject> findByRun(String runId) {
		return this.jdbc.sql("SELECT * FROM sync_run_projects WHERE run_id = ? ORDER BY project")
			.param(runId)
			.query(RunProjectRows::map)
			.list();
	}

	private static RunProject map(ResultSet row, int index) throws SQLException {
		String code = row.getString("error_code");
		Integer retryable = integer(row, "retryable");
		Failure failure = (code != null)
				? new Failure(integer(row, "http_status"), code, row.getString("error_message"),
						(retryable != null) ? retryable != 0 : ExitCode.valueOf(code).retryable())
				: null;
		long gitlabId = row.getLong("project_gitlab_id");
		return new RunProject(row.getString("project"), row.wasNull() ? null : gitlabId, row.getString("outcome"),
				listed(row, EntityKind.ISSUE), listed(row, EntityKind.MERGE_REQUEST), failure);
	}

	private static Listed listed(ResultSet row, EntityKind kind) throws SQLException {
		Integer enabled = integer(row, kind.resource() + "_enabled");
		return new Listed((enabled != null) ? enabled != 0 : null, integer(row, kind.resource() + "_listed"),
				integer(row, kind.resource() + "_changed"), integer(row, kind.resource() + "_gone"));
	}

	private static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
		int value = row.getInt(column);
		return row.wasNull() ? null : value;
	}

}
