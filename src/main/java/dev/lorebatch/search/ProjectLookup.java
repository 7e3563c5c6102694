package dev.lorebatch.search;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds projects of the mirror by what people call them.
 */
public class ProjectLookup {

	private final JdbcClient jdbc;

	public ProjectLookup(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Returns the project of that path, one it had before included, or of that id; else
	 * those whose path ends so.
	 * @param name full path, numeric id, or the last segments of a path
	 * @return names for {@link SearchFilter} and {@link EntityLookup}
	 */
	public List<String> find(String name) {
		if (!ids(name).isEmpty()) {
			return List.of(name);
		}
		return this.jdbc.sql("""
				SELECT path FROM projects WHERE path_lost_at IS NULL AND length(path) > length(?1)
					AND substr(path, -length(?1) - 1) = '/' || ?1 COLLATE NOCASE ORDER BY path
				""").param(1, name).query(String.class).list();
	}

	/**
	 * Returns the paths of all projects.
	 */
	public List<String> paths() {
		return this.jdbc.sql("SELECT path FROM projects WHERE path_lost_at IS NULL ORDER BY path")
			.query(String.class)
			.list();
	}

	/**
	 * Returns the local ids of the projects that are called so.
	 * @param name full path, one that the project had before included, or numeric id
	 */
	public List<Long> ids(String name) {
		return this.jdbc.sql("""
				SELECT project_id FROM project_names WHERE path = ?1
				UNION SELECT id FROM projects WHERE CAST(gitlab_id AS TEXT) = ?1
				""").param(1, name).query(Long.class).list();
	}

}
