package dev.lorebatch.search;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What labels, authors and milestones the mirror has, for who asks for one that it has
 * not. Reads whole tables: only for when nothing was found.
 */
public class KnownNames {

	private static final String OF_PROJECT = "(?1 IS NULL OR project_id IN (SELECT project_id FROM project_names "
			+ "WHERE path = ?1 UNION ALL SELECT id FROM projects WHERE CAST(gitlab_id AS TEXT) = ?1))";

	private final JdbcClient jdbc;

	private final @Nullable String project;

	/**
	 * @param project full path or numeric id, {@code null} for all projects
	 */
	public KnownNames(JdbcClient jdbc, @Nullable String project) {
		this.jdbc = jdbc;
		this.project = project;
	}

	public List<String> labels() {
		return names("SELECT DISTINCT name FROM labels WHERE " + OF_PROJECT + " ORDER BY name");
	}

	public List<String> authors() {
		return ofEntities("author_username");
	}

	public List<String> milestones() {
		return ofEntities("milestone_title");
	}

	private List<String> ofEntities(String column) {
		return names("SELECT %1$s FROM issues WHERE %1$s IS NOT NULL AND %2$s UNION SELECT %1$s FROM merge_requests "
			.formatted(column, OF_PROJECT)
				+ "WHERE %1$s IS NOT NULL AND %2$s ORDER BY 1".formatted(column, OF_PROJECT));
	}

	private List<String> names(String sql) {
		return this.jdbc.sql(sql).param(1, this.project).query(String.class).list();
	}

}
