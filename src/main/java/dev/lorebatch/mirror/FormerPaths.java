package dev.lorebatch.mirror;

import dev.lorebatch.database.WriteTransaction;

/**
 * Writes {@code former_project_paths}: GitLab answers a path that a project had before
 * with the project as it is now, as long as no other project takes the path.
 */
public class FormerPaths {

	private static final String NOTE = """
			INSERT INTO former_project_paths (path, project_id, noted_at)
			SELECT %s, p.id, coalesce((SELECT requested_at FROM sync_run_fetches WHERE id = ?3),
				strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', 'now'))
			FROM projects p WHERE p.id = ?1 AND p.path <> ?2 COLLATE NOCASE AND %s
			ON CONFLICT (path) DO UPDATE SET project_id = excluded.project_id, noted_at = excluded.noted_at
			WHERE former_project_paths.project_id <> excluded.project_id
			""";

	private static final String LEFT = NOTE.formatted("p.path", "p.path_lost_at IS NULL");

	private static final String ASKED = NOTE.formatted("?2",
			"NOT EXISTS (SELECT 1 FROM projects o " + "WHERE o.path = ?2 COLLATE NOCASE AND o.path_lost_at IS NULL)");

	/**
	 * Notes a path that GitLab answered with a project of another path.
	 * @param projectId local id of the project
	 * @param fetch the number of the fetch that asked
	 */
	public void note(WriteTransaction tx, long projectId, String path, long fetch) {
		tx.update(ASKED, projectId, path, fetch);
	}

	/**
	 * Notes the path that the row of a project has, if it gets another one now.
	 * @param projectId local id of the project
	 * @param next the path it gets
	 * @param fetch the number of the fetch that found it
	 */
	static void noteLeft(WriteTransaction tx, long projectId, String next, long fetch) {
		tx.update(LEFT, projectId, next, fetch);
	}

	/**
	 * Forgets which project had a path that belongs to another one now.
	 */
	static void forget(WriteTransaction tx, String path) {
		tx.update("DELETE FROM former_project_paths WHERE path = ?", path);
	}

}
