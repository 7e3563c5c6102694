package dev.lorebatch.search;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.EntityKind;

/**
 * Finds issues and merge requests of the mirror by what people call them.
 */
public class EntityLookup {

	private final JdbcClient jdbc;

	public EntityLookup(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * All of that number, one for each project that has it.
	 * @param project full path or numeric id; {@code null} for any
	 */
	public List<Found> find(EntityKind kind, long iid, @Nullable String project) {
		String sql = "SELECT e.id, p.path, p.gitlab_id FROM %s e JOIN projects p ON p.id = e.project_id WHERE e.iid = ?1"
			.formatted(kind.resource())
				+ " AND (?2 IS NULL OR p.path = ?2 COLLATE NOCASE OR CAST(p.gitlab_id AS TEXT) = ?2) ORDER BY p.path";
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
