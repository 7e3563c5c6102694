package dev.lorebatch.queue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Timestamps;

/**
 * The queue of dependent fetches. Every claim names project, type and run, so it is a
 * search in {@code dependent_jobs_claim_ix} whatever other runs left behind.
 */
public class DependentJobs {

	/** Visible to the test that reads its query plan. */
	static final String CLAIM = """
			UPDATE dependent_jobs SET status = 'claimed', attempts = attempts + 1
			WHERE id IN (SELECT id FROM dependent_jobs
				WHERE project_id = ? AND job_type = ? AND scope_run_id = ? AND status = 'pending'
				ORDER BY id LIMIT ?)
			RETURNING id, project_id, job_type, entity_type, entity_id, entity_iid, first_rows
			""";

	private static final String OF_TYPE = " WHERE project_id = ? AND job_type = ? AND scope_run_id = ?";

	private static final String OF_ENTITY = " WHERE scope_run_id = ? AND entity_type = ? AND entity_id = ?";

	private final JdbcClient jdbc;

	private final Clock clock;

	public DependentJobs(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Enqueues every dependent set of the entity for the run; those already there stay as
	 * they are.
	 */
	public void enqueue(WriteTransaction tx, String runId, long projectId, EntityRef entity, long entityId) {
		String now = Timestamps.format(this.clock.instant());
		for (JobType type : JobType.of(entity.kind())) {
			tx.update("""
					INSERT INTO dependent_jobs (project_id, job_type, scope_run_id, entity_type, entity_id, entity_iid,
						enqueued_at) VALUES (?, ?, ?, ?, ?, ?, ?)
					ON CONFLICT (scope_run_id, entity_type, entity_id, job_type) DO NOTHING
					""", projectId, type.value(), runId, entity.kind().value(), entityId, entity.iid(), now);
		}
	}

	/**
	 * Makes the jobs that an earlier attempt of this run claimed or failed, or whose sets
	 * it could not prove, pending again. Only the process that holds the run's lease may
	 * call this.
	 */
	public void reopen(WriteTransaction tx, long projectId, String runId) {
		for (JobType type : JobType.values()) {
			tx.update("UPDATE dependent_jobs SET status = 'pending'" + OF_TYPE + " AND status IN ('claimed', 'failed')",
					projectId, type.value(), runId);
			tx.update("UPDATE dependent_jobs SET status = 'pending', first_rows = NULL, unproven = NULL" + OF_TYPE
					+ " AND status = 'completed' AND unproven IS NOT NULL", projectId, type.value(), runId);
		}
	}

	/**
	 * Makes all jobs of the run in one project pending again: they were fetched with
	 * another view.
	 */
	public void reopenAll(WriteTransaction tx, long projectId, String runId) {
		for (JobType type : JobType.values()) {
			tx.update("UPDATE dependent_jobs SET status = 'pending', refused = NULL" + OF_TYPE, projectId, type.value(),
					runId);
		}
	}

	/**
	 * Makes all jobs of one entity pending again: it changed while they were fetched.
	 */
	public void reopen(WriteTransaction tx, String runId, EntityRef entity, long entityId) {
		tx.update("UPDATE dependent_jobs SET status = 'pending', first_rows = NULL, unproven = NULL, refused = NULL"
				+ OF_ENTITY, runId, entity.kind().value(), entityId);
	}

	/**
	 * Claims up to {@code limit} pending jobs of the run, oldest first within a type.
	 */
	public List<DependentJob> claim(WriteTransaction tx, long projectId, String runId, int limit) {
		List<DependentJob> claimed = new ArrayList<>();
		for (JobType type : JobType.values()) {
			int wanted = limit - claimed.size();
			if (wanted > 0) {
				claimed.addAll(tx.query(CLAIM, DependentJobs::map, projectId, type.value(), runId, wanted));
			}
		}
		claimed.sort(Comparator.comparingLong(DependentJob::id));
		return claimed;
	}

	public void complete(WriteTransaction tx, DependentJob job, int pages, int rows) {
		complete(tx, job, pages, rows, null);
	}

	/**
	 * Completes the job.
	 * @param unproven why its set is not believed, {@code null} if it is
	 */
	public void complete(WriteTransaction tx, DependentJob job, int pages, int rows, @Nullable String unproven) {
		tx.update("""
				UPDATE dependent_jobs SET status = 'completed', pages = ?, row_count = ?, last_error = NULL,
					completed_at = ?, unproven = ?, refused = NULL WHERE id = ?
				""", pages, rows, Timestamps.format(this.clock.instant()), unproven, job.id());
	}

	/**
	 * Completes the job without a set: GitLab refuses it to the token.
	 * @param status the HTTP status it is refused with
	 * @param message what says so
	 */
	public void completeRefused(WriteTransaction tx, DependentJob job, int status, String message) {
		tx.update(
				"UPDATE dependent_jobs SET status = 'completed', pages = NULL, row_count = NULL, "
						+ "completed_at = ?, refused = ?, last_error = ? WHERE id = ?",
				Timestamps.format(this.clock.instant()), status, message, job.id());
	}

	/**
	 * Has the job read a second time. That it is the second is known after a crash, too.
	 * @param rows how many rows the first reading gave
	 */
	public void readAgain(WriteTransaction tx, DependentJob job, int rows) {
		tx.update("UPDATE dependent_jobs SET status = 'pending', first_rows = ? WHERE id = ?", rows, job.id());
	}

	/**
	 * The jobs of the run, some of them, whose sets were taken as empty because the
	 * server does not know the list, though it gave that of another entity.
	 * @param all whether the others are wanted, too
	 */
	public List<DependentJob> findAbsent(String runId, boolean all, int limit) {
		return this.jdbc.sql("""
				SELECT id, project_id, job_type, entity_type, entity_id, entity_iid, first_rows FROM dependent_jobs
				WHERE scope_run_id = ?1 AND status = 'completed' AND pages = 0 AND unproven IS NULL
					AND (entity_type, job_type) IN (SELECT entity_type, job_type FROM dependent_jobs
						WHERE scope_run_id = ?1 AND status = 'completed' GROUP BY entity_type, job_type
						HAVING sum(pages = 0) > 0 AND (sum(pages > 0) > 0 OR ?2))
				ORDER BY id LIMIT ?3
				""").params(runId, all, limit).query(DependentJobs::map).list();
	}

	/**
	 * Has such a job read a second time.
	 */
	public void reopenAbsent(WriteTransaction tx, DependentJob job) {
		readAgain(tx, job, 0);
	}

	/**
	 * Why sets of the entity are not believed, {@code null} if all of them are.
	 */
	public @Nullable String findUnproven(WriteTransaction tx, String runId, DependentJob job) {
		List<String> notes = tx.query(
				"SELECT unproven FROM dependent_jobs" + OF_ENTITY + " AND unproven IS NOT NULL ORDER BY id",
				(row, index) -> row.getString(1), runId, job.entity().kind().value(), job.entityId());
		return notes.isEmpty() ? null : String.join("; ", notes);
	}

	/**
	 * The sets of the entity that GitLab refuses to the token, as JSON:
	 * {@code {"diffs":{"http_status":403,"message":"..."}}}; {@code null} for none.
	 */
	public @Nullable String findRefused(WriteTransaction tx, String runId, DependentJob job) {
		return tx.query(
				"SELECT nullif(json_group_object(job_type, json_object('http_status', refused, 'message', last_error)), '{}') "
						+ "FROM (SELECT job_type, refused, last_error FROM dependent_jobs" + OF_ENTITY
						+ " AND refused IS NOT NULL ORDER BY id)",
				(row, index) -> Optional.ofNullable(row.getString(1)), runId, job.entity().kind().value(),
				job.entityId())
			.get(0)
			.orElse(null);
	}

	/**
	 * Whether jobs of the run in this project wait to be claimed.
	 */
	public boolean hasPending(long projectId, String runId) {
		for (JobType type : JobType.values()) {
			boolean pending = this.jdbc
				.sql("SELECT EXISTS (SELECT 1 FROM dependent_jobs" + OF_TYPE + " AND status = 'pending')")
				.params(projectId, type.value(), runId)
				.query(Boolean.class)
				.single();
			if (pending) {
				return true;
			}
		}
		return false;
	}

	public void fail(WriteTransaction tx, DependentJob job, String error) {
		tx.update("UPDATE dependent_jobs SET status = 'failed', last_error = ? WHERE id = ?", error, job.id());
	}

	/**
	 * Removes what the run has not fetched of an entity: there is nothing to fetch any
	 * more.
	 */
	public void removeUnfinished(WriteTransaction tx, String runId, EntityRef entity, long entityId) {
		tx.update("DELETE FROM dependent_jobs" + OF_ENTITY + " AND status <> 'completed'", runId, entity.kind().value(),
				entityId);
	}

	/**
	 * Removes completed jobs of a run that is complete, some of them.
	 * @return how many
	 */
	public int removeCompleted(WriteTransaction tx, String runId, int limit) {
		return tx.update("DELETE FROM dependent_jobs WHERE id IN (SELECT id FROM dependent_jobs WHERE scope_run_id = ? "
				+ "AND status = 'completed' LIMIT ?)", runId, limit);
	}

	/**
	 * Gives a claimed job back, as if it had never been claimed.
	 */
	public void release(WriteTransaction tx, DependentJob job) {
		tx.update("UPDATE dependent_jobs SET status = 'pending', attempts = attempts - 1 WHERE id = ?", job.id());
	}

	/**
	 * How many jobs of one entity the run still owes.
	 */
	public long countUnfinished(WriteTransaction tx, String runId, DependentJob job) {
		Long count = tx.queryForLong("SELECT count(*) FROM dependent_jobs" + OF_ENTITY + " AND status <> 'completed'",
				runId, job.entity().kind().value(), job.entityId());
		return (count != null) ? count : 0;
	}

	/**
	 * Pages and rows of each set of one entity that was read, as JSON:
	 * {@code {"discussions":{"pages":1,"rows":3}}}.
	 */
	public String summarize(WriteTransaction tx, String runId, DependentJob job) {
		return tx
			.query("SELECT json_group_object(job_type, json_object('pages', pages, 'rows', row_count)) "
					+ "FROM (SELECT job_type, pages, row_count FROM dependent_jobs" + OF_ENTITY
					+ " AND pages IS NOT NULL ORDER BY id)", (row, index) -> row.getString(1), runId,
					job.entity().kind().value(), job.entityId())
			.get(0);
	}

	/**
	 * What the run has committed so far: completed jobs by type, their pages and rows.
	 */
	public List<Completed> countCompleted(String runId) {
		return this.jdbc
			.sql("""
					SELECT job_type, count(*) AS jobs, coalesce(sum(pages), 0) AS pages,
						coalesce(sum(row_count), 0) AS row_count
					FROM dependent_jobs WHERE scope_run_id = ? AND status = 'completed' AND pages IS NOT NULL GROUP BY job_type
					""")
			.param(runId)
			.query((row, index) -> new Completed(JobType.ofValue(row.getString("job_type")), row.getInt("jobs"),
					row.getInt("pages"), row.getInt("row_count")))
			.list();
	}

	public boolean hasAny(String runId) {
		return this.jdbc.sql("SELECT EXISTS (SELECT 1 FROM dependent_jobs WHERE scope_run_id = ?)")
			.param(runId)
			.query(Boolean.class)
			.single();
	}

	/**
	 * How many jobs of the run nobody has tried yet, or has to try again.
	 */
	public int countPending(String runId) {
		return this.jdbc.sql("SELECT count(*) FROM dependent_jobs WHERE scope_run_id = ? AND status = 'pending'")
			.param(runId)
			.query(Integer.class)
			.single();
	}

	/**
	 * Whether some job of the run failed, and is still there.
	 */
	public boolean hasFailed(String runId) {
		return this.jdbc
			.sql("SELECT EXISTS (SELECT 1 FROM dependent_jobs WHERE scope_run_id = ? AND status = 'failed')")
			.param(runId)
			.query(Boolean.class)
			.single();
	}

	/**
	 * How many jobs the run has, by what is left of them.
	 */
	public Progress progress(long projectId, String runId) {
		int total = 0;
		int completed = 0;
		int failed = 0;
		for (JobType type : JobType.values()) {
			Progress ofType = this.jdbc
				.sql("SELECT count(*) AS total, coalesce(sum(status = 'completed'), 0) AS completed, "
						+ "coalesce(sum(status = 'failed'), 0) AS failed FROM dependent_jobs" + OF_TYPE)
				.params(projectId, type.value(), runId)
				.query((row, index) -> new Progress(row.getInt("total"), row.getInt("completed"), row.getInt("failed")))
				.single();
			total += ofType.total();
			completed += ofType.completed();
			failed += ofType.failed();
		}
		return new Progress(total, completed, failed);
	}

	private static DependentJob map(ResultSet row, int index) throws SQLException {
		EntityRef entity = new EntityRef(EntityKind.ofValue(row.getString("entity_type")), row.getLong("entity_iid"));
		return new DependentJob(row.getLong("id"), row.getLong("project_id"),
				JobType.ofValue(row.getString("job_type")), entity, row.getLong("entity_id"), 0,
				(row.getObject("first_rows") != null) ? row.getInt("first_rows") : null);
	}

	/**
	 * Jobs of one run.
	 */
	public record Progress(int total, int completed, int failed) {

	}

	/**
	 * Completed jobs of one type.
	 */
	public record Completed(JobType type, int jobs, int pages, int rows) {

	}

}
