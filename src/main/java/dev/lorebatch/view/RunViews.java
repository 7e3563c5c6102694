package dev.lorebatch.view;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.Timestamps;

/**
 * The rows of {@code views} and {@code sync_run_views}. Preflight notes the view of each
 * project of a run; whatever the run writes after that is read with this view.
 */
public class RunViews {

	private static final String VIEW = "SELECT v.id, v.username, v.access_level, v.sees_everything FROM views v ";

	private static final String OF_RUN = VIEW + """
			JOIN sync_run_views r ON r.view_id = v.id
			JOIN projects p ON p.gitlab_id = r.project_gitlab_id
			WHERE p.id = ?1 AND r.run_id =\s""";

	private static final String WHERE = " WHERE run_id = ? AND project_gitlab_id = ?";

	private final JdbcClient jdbc;

	private final Clock clock;

	public RunViews(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Returns the view that a run has of a project, {@link View#UNKNOWN} if none is
	 * noted.
	 * @param projectId local id of the project
	 */
	public static View of(WriteTransaction tx, String runId, long projectId) {
		return first(tx.query(OF_RUN + "?2", RunViews::view, projectId, runId));
	}

	/**
	 * Returns the view that the run of a fetch has of a project, {@link View#UNKNOWN} if
	 * none is noted.
	 * @param fetch the number of the fetch
	 * @param projectId local id of the project
	 */
	public static View ofFetch(WriteTransaction tx, long fetch, long projectId) {
		return first(tx.query(OF_RUN + "(SELECT run_id FROM sync_run_fetches WHERE id = ?2)", RunViews::view, projectId,
				fetch));
	}

	/**
	 * Finds the view that a run has of a project, {@link View#UNKNOWN} if none is noted.
	 * @param gitlabId GitLab's id of the project
	 */
	public View find(String runId, long gitlabId) {
		return first(this.jdbc
			.sql(VIEW + "JOIN sync_run_views r ON r.view_id = v.id WHERE r.run_id = ? AND r.project_gitlab_id = ?")
			.params(runId, gitlabId)
			.query(RunViews::view)
			.list());
	}

	/**
	 * Finds the view that the run of a fetch has of a project, {@link View#UNKNOWN} if
	 * none is noted.
	 * @param gitlabId GitLab's id of the project
	 */
	public View findOfFetch(long fetch, long gitlabId) {
		return first(this.jdbc.sql(VIEW + """
				JOIN sync_run_views r ON r.view_id = v.id
				WHERE r.run_id = (SELECT run_id FROM sync_run_fetches WHERE id = ?) AND r.project_gitlab_id = ?
				""").params(fetch, gitlabId).query(RunViews::view).list());
	}

	/**
	 * Finds a view, {@link View#UNKNOWN} if there is none with the id.
	 */
	public View find(long id) {
		return first(this.jdbc.sql(VIEW + "WHERE v.id = ?").param(id).query(RunViews::view).list());
	}

	/**
	 * Notes the view of one project of a run, and what it means for what was read before:
	 * the level that GitLab tells now confirms what the last run of this user claims, or
	 * takes it back.
	 * @param fetch the number of the fetch that told the level
	 * @param gitlabId GitLab's id of the project
	 * @param level {@code null} if GitLab tells none
	 */
	public void note(WriteTransaction tx, String runId, long fetch, long gitlabId, TokenUser user,
			@Nullable Integer level) {
		Long previous = previous(tx, gitlabId);
		LastUse last = lastOfUser(tx, gitlabId, user.key());
		View view = write(tx, runId, fetch, gitlabId, user, level);
		if (last != null && last.view().id() == view.id()) {
			Claims.confirm(tx, view.id());
		}
		else if (last != null && !view.covers(last.view())) {
			Claims.withdraw(tx, last.view().id(), last.runId(), Timestamps.format(this.clock.instant()));
		}
		tx.update("""
				INSERT INTO sync_run_views (run_id, project_gitlab_id, view_id, previous_view_id) VALUES (?, ?, ?, ?)
				ON CONFLICT (run_id, project_gitlab_id) DO UPDATE SET view_id = excluded.view_id,
					previous_view_id = view_id WHERE view_id <> excluded.view_id
				""", runId, gitlabId, view.id(), previous);
	}

	/**
	 * Notes that all entities of a kind are listed, because no view that sees as much has
	 * listed them.
	 * @param gitlabId GitLab's id of the project
	 */
	public void markAnew(WriteTransaction tx, String runId, long gitlabId, EntityKind kind) {
		tx.update("UPDATE sync_run_views SET %s_anew = 1".formatted(kind.resource()) + WHERE, runId, gitlabId);
	}

	/**
	 * Notes that the dependent sets of a project are fetched with the present view.
	 * @param projectId local id of the project
	 * @return whether those that an earlier attempt fetched were read with a view that
	 * does not cover it
	 */
	public boolean markFetching(WriteTransaction tx, String runId, long projectId) {
		View view = of(tx, runId, projectId);
		if (!view.isKnown()) {
			return false;
		}
		String row = " WHERE run_id = ? AND project_gitlab_id = (SELECT gitlab_id FROM projects WHERE id = ?)";
		View before = first(tx.query(VIEW + "WHERE v.id = (SELECT fetched_view_id FROM sync_run_views" + row + ")",
				RunViews::view, runId, projectId));
		tx.update("UPDATE sync_run_views SET fetched_view_id = ?" + row, view.id(), runId, projectId);
		return before.isKnown() && !before.covers(view);
	}

	/**
	 * Finds the views of all projects of a run, in the order of GitLab's ids.
	 */
	public List<RunView> findByRun(String runId) {
		return this.jdbc.sql("""
				SELECT r.project_gitlab_id, r.previous_view_id, r.issues_anew, r.merge_requests_anew, p.path,
					v.id, v.username, v.access_level, v.sees_everything,
					b.id AS before_id, b.username AS before_username, b.access_level AS before_access_level,
					b.sees_everything AS before_sees_everything
				FROM sync_run_views r
				JOIN views v ON v.id = r.view_id
				LEFT JOIN views b ON b.id = r.previous_view_id
				LEFT JOIN projects p ON p.gitlab_id = r.project_gitlab_id
				WHERE r.run_id = ? ORDER BY r.project_gitlab_id
				""").param(runId).query((row, index) -> {
			row.getLong("previous_view_id");
			View previous = row.wasNull() ? null : before(row);
			return new RunView(row.getLong("project_gitlab_id"), row.getString("path"), view(row, index), previous,
					row.getBoolean("issues_anew"), row.getBoolean("merge_requests_anew"));
		}).list();
	}

	/**
	 * The view of the run before; 0 if the mirror has the project, but no view of it was
	 * noted.
	 */
	private static @Nullable Long previous(WriteTransaction tx, long gitlabId) {
		Long last = tx.queryForLong(
				"SELECT id FROM views WHERE project_gitlab_id = ? ORDER BY last_fetch_id DESC LIMIT 1", gitlabId);
		return (last != null) ? last : tx.queryForLong("SELECT 0 FROM projects WHERE gitlab_id = ?", gitlabId);
	}

	private static @Nullable LastUse lastOfUser(WriteTransaction tx, long gitlabId, String userKey) {
		return tx.query("""
				SELECT id, username, access_level, sees_everything, last_run_id FROM views
				WHERE project_gitlab_id = ? AND user_key = ? ORDER BY last_fetch_id DESC LIMIT 1
				""", (row, index) -> new LastUse(view(row, index), row.getString("last_run_id")), gitlabId, userKey)
			.stream()
			.findFirst()
			.orElse(null);
	}

	private static View write(WriteTransaction tx, String runId, long fetch, long gitlabId, TokenUser user,
			@Nullable Integer level) {
		return tx.query("""
				INSERT INTO views (project_gitlab_id, user_key, username, access_level, last_fetch_id, last_run_id)
				VALUES (?, ?, ?, ?, ?, ?)
				ON CONFLICT (project_gitlab_id, user_key, coalesce(access_level, -1)) DO UPDATE SET
					username = excluded.username, last_fetch_id = excluded.last_fetch_id,
					last_run_id = excluded.last_run_id
				RETURNING id, username, access_level, sees_everything
				""", RunViews::view, gitlabId, user.key(), user.username(), level, fetch, runId).get(0);
	}

	private static View first(List<View> views) {
		return Optional.of(views).filter((found) -> !found.isEmpty()).map((found) -> found.get(0)).orElse(View.UNKNOWN);
	}

	private static View view(ResultSet row, int index) throws SQLException {
		return new View(row.getLong("id"), row.getString("username"), level(row, "access_level"),
				row.getBoolean("sees_everything"));
	}

	private static View before(ResultSet row) throws SQLException {
		long id = row.getLong("before_id");
		return (id == 0) ? View.UNKNOWN : new View(id, row.getString("before_username"),
				level(row, "before_access_level"), row.getBoolean("before_sees_everything"));
	}

	private static @Nullable Integer level(ResultSet row, String column) throws SQLException {
		int level = row.getInt(column);
		return row.wasNull() ? null : level;
	}

	private record LastUse(View view, String runId) {

	}

}
