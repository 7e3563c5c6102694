package dev.lorebatch.mirror;

import java.util.Locale;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The projects that a run of whole projects has listed before: for another one they need
 * not be asked for by themselves.
 */
public class KnownProjects {

	private final JdbcClient jdbc;

	public KnownProjects(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * @param pathOrId as users name it; GitLab does not tell cases of a path apart
	 */
	public Optional<ProjectRow> find(String pathOrId) {
		return this.jdbc.sql("""
				SELECT gitlab_id, path, name, web_url FROM projects p
				WHERE (lower(path) = ? OR CAST(gitlab_id AS TEXT) = ?)
					AND EXISTS (SELECT 1 FROM sync_watermarks w WHERE w.project_id = p.id)
				ORDER BY id DESC LIMIT 1
				""")
			.params(pathOrId.toLowerCase(Locale.ROOT), pathOrId)
			.query((row, index) -> new ProjectRow(row.getLong("gitlab_id"), row.getString("path"),
					row.getString("name"), row.getString("web_url")))
			.optional();
	}

}
