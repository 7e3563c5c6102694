package dev.lorebatch.dependents;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.lock.RunLeases;

/**
 * Counts what runs that are dead, failed or given up still owe: entities whose dependent
 * sets are not all in, and entities that could not be written. Nothing but fetching them,
 * or the proof that they are gone, ends that.
 */
class OwedEntities {

	/**
	 * Of the projects of the run what others owe, of all others what it owes itself: they
	 * are not among its projects any more.
	 */
	private static final String OWED = """
			SELECT s.run_id, count(*) AS entities FROM dependent_states s JOIN projects p ON p.id = s.project_id
			WHERE s.complete = 0 AND (p.gitlab_id IN (SELECT value FROM json_each(?1))) = (s.run_id <> ?2)
			GROUP BY s.run_id
			UNION ALL
			SELECT f.run_id, count(*) FROM (
				SELECT min(f.run_id) AS run_id FROM sync_run_failures f JOIN projects p ON p.id = f.project_id
				WHERE f.phase = 'ingest' AND f.resolved_at IS NULL AND f.run_id <> ?2
					AND p.gitlab_id IN (SELECT value FROM json_each(?1))
				GROUP BY f.project_id, f.kind, f.iid) f
			GROUP BY f.run_id
			""";

	private final JdbcClient jdbc;

	private final RunLeases leases;

	OwedEntities(JdbcClient jdbc, RunLeases leases) {
		this.jdbc = jdbc;
		this.leases = leases;
	}

	/**
	 * @param projectIds GitLab's ids of the projects of the run
	 */
	int count(String runId, Collection<Long> projectIds) {
		return this.jdbc.sql(OWED)
			.params(projectIds.toString(), runId)
			.query((row,
					index) -> (row.getString("run_id").equals(runId) || !this.leases.isAlive(row.getString("run_id")))
							? row.getInt("entities") : 0)
			.list()
			.stream()
			.mapToInt(Integer::intValue)
			.sum();
	}

	/**
	 * In one line; {@code null} if nothing is owed.
	 */
	static @Nullable String describe(int owed) {
		if (owed == 0) {
			return null;
		}
		return "%s still owed by runs that did not end well: GitLab neither gives %s nor says that %s gone; db check "
			.formatted((owed == 1) ? "1 issue or merge request is" : owed + " issues and merge requests are",
					(owed == 1) ? "it" : "them", (owed == 1) ? "it is" : "they are")
				+ "names " + ((owed == 1) ? "it" : "them");
	}

}
