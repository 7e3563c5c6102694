package dev.lorebatch.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads the ledger.
 */
public class SyncRuns {

	/**
	 * By job instance, because the view computes the run id of every row. Visible to the
	 * test that reads its query plan.
	 */
	static final String FIND = """
			SELECT * FROM sync_runs WHERE job_instance_id = (
				SELECT e.JOB_INSTANCE_ID FROM BATCH_JOB_EXECUTION_PARAMS p
				JOIN BATCH_JOB_EXECUTION e ON e.JOB_EXECUTION_ID = p.JOB_EXECUTION_ID
				WHERE p.PARAMETER_NAME = 'runId' AND p.PARAMETER_VALUE = ? LIMIT 1)
			""";

	private static final TypeReference<Map<String, Map<String, Long>>> COUNTERS = new TypeReference<>() {
	};

	private final JdbcClient jdbc;

	private final JsonMapper json;

	public SyncRuns(JdbcClient jdbc, JsonMapper json) {
		this.jdbc = jdbc;
		this.json = json;
	}

	public Optional<SyncRun> find(String runId) {
		return this.jdbc.sql(FIND).param(runId).query(this::map).optional();
	}

	/**
	 * The newest runs first.
	 */
	public List<SyncRun> findNewest(int limit) {
		return this.jdbc.sql("SELECT * FROM sync_runs ORDER BY job_instance_id DESC LIMIT ?")
			.param(limit)
			.query(this::map)
			.list();
	}

	/**
	 * The runs that have not ended as far as the repository knows.
	 */
	public List<SyncRun> findOpen() {
		return this.jdbc
			.sql("SELECT * FROM sync_runs WHERE job_instance_id IN (SELECT JOB_INSTANCE_ID FROM BATCH_JOB_EXECUTION "
					+ "WHERE STATUS IN ('STARTING', 'STARTED', 'STOPPING', 'UNKNOWN')) ORDER BY job_instance_id")
			.query(this::map)
			.list();
	}

	/**
	 * Status and warning of each phase of a run, in the order they were started.
	 */
	public List<PhaseRow> findPhases(String runId) {
		return this.jdbc.sql("""
				SELECT f.phase, f.attempts, f.elapsed_ms, f.status, f.warning FROM sync_run_phases f
				WHERE f.job_instance_id = (SELECT e.JOB_INSTANCE_ID FROM BATCH_JOB_EXECUTION_PARAMS p
					JOIN BATCH_JOB_EXECUTION e ON e.JOB_EXECUTION_ID = p.JOB_EXECUTION_ID
					WHERE p.PARAMETER_NAME = 'runId' AND p.PARAMETER_VALUE = ? LIMIT 1)
				ORDER BY f.first_step_execution_id
				""")
			.param(runId)
			.query((row, index) -> new PhaseRow(row.getString("phase"), row.getInt("attempts"),
					row.getLong("elapsed_ms"), row.getString("status"), row.getString("warning")))
			.list();
	}

	private SyncRun map(ResultSet row, int index) throws SQLException {
		return new SyncRun(row.getString("run_id"), row.getString("project"), row.getString("mode"),
				row.getString("status"), row.getString("phase"), row.getString("last_phase"),
				row.getInt("requested_issues"), row.getInt("requested_merge_requests"), row.getInt("attempts"),
				row.getString("started_at"), row.getString("finished_at"), row.getString("last_error"),
				phaseMillis(row), counters(row.getString("counters")), row.getLong("last_job_execution_id"));
	}

	private static Map<String, Long> phaseMillis(ResultSet row) throws SQLException {
		Map<String, Long> millis = new LinkedHashMap<>();
		for (Phase phase : Phase.values()) {
			long value = row.getLong(phase.stepName() + "_ms");
			if (!row.wasNull()) {
				millis.put(phase.stepName(), value);
			}
		}
		return millis;
	}

	private Map<String, Map<String, Long>> counters(@Nullable String text) {
		return (text != null) ? this.json.readValue(text, COUNTERS) : Map.of();
	}

	/**
	 * One phase of a run over all its attempts.
	 */
	public record PhaseRow(String phase, int attempts, long elapsedMillis, String status, @Nullable String warning) {

	}

}
