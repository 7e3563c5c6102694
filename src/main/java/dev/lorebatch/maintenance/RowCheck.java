package dev.lorebatch.maintenance;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A check that is a query for bad rows.
 *
 * @param sql gives one text for each bad row; may use {@code runs}, the runs of the
 * ledger with their status, and {@code live}, those that a live process works on
 */
record RowCheck(String name, Severity severity, String problem, String sql, Remedy remedy) {

	/** What every check may use. */
	private static final String GIVEN = """
			WITH live AS (SELECT value AS run_id FROM json_each(:live)),
			runs AS MATERIALIZED (SELECT run_id, status FROM sync_runs WHERE run_id IS NOT NULL),
			bad (example) AS (%s)
			""";

	List<Finding> run(JdbcClient jdbc, String liveRuns) {
		String given = GIVEN.formatted(this.sql);
		long count = jdbc.sql(given + "SELECT count(*) FROM bad").param("live", liveRuns).query(Long.class).single();
		if (count == 0) {
			return List.of();
		}
		List<String> examples = jdbc.sql(given + "SELECT example FROM bad LIMIT " + Finding.MAX_EXAMPLES)
			.param("live", liveRuns)
			.query(String.class)
			.list();
		return List.of(new Finding(this.name, this.severity, this.problem, count, examples, this.remedy.suggestion(),
				this.remedy.actions()));
	}

}
