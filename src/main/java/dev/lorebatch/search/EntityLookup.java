package dev.lorebatch.search;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.EntityKind;

/**
 * Finds issues and merge requests of the mirror by what people call them.
 */
public class EntityLookup {

	/**
	 * A project that is gone, or whose path another one has, is meant only by its id; one
	 * that was renamed also by a path it had, as in GitLab.
	 */
	private static final String FIND = """
			SELECT e.id, p.reference_path, p.gitlab_id FROM %s e JOIN projects p ON p.id = e.project_id
			WHERE e.iid = ?1 AND CASE WHEN ?2 IS NULL THEN p.path_lost_at IS NULL
				ELSE p.id IN (SELECT project_id FROM project_names WHERE path = ?2) OR CAST(p.gitlab_id AS TEXT) = ?2 END
			ORDER BY p.reference_path
			""";

	private final JdbcClient jdbc;

	public EntityLookup(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * All of that number, one for each project that has it.
	 * @param project full path or numeric id; {@code null} for any that has its path
	 */
	public List<Found> find(EntityKind kind, long iid, @Nullable String project) {
		String sql = FIND.formatted(kind.resource());
		return this.jdbc.sql(sql)
			.param(1, iid)
			.param(2, project)
			.query((row, index) -> new Found(kind, row.getLong(1), row.getString(2), row.getLong(3), iid))
			.list();
	}

	/**
	 * An issue or merge request.
	 *
	 * @param id local id
	 * @param project its path; GitLab's id if another project has its path now
	 * @param projectGitLabId what GitLab calls the project if its path changes
	 */
	public record Found(EntityKind kind, long id, String project, long projectGitLabId, long iid) {

		/**
		 * As GitLab writes it.
		 */
		public String reference() {
			return this.project + this.kind.sigil() + this.iid;
		}

	}

}
