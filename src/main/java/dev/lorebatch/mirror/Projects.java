package dev.lorebatch.mirror;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;

/**
 * Writes {@code projects}. A project is its GitLab id. A path belongs to the project of
 * which GitLab said so last: who has it in the mirror loses it in the transaction that
 * gives it away.
 */
public class Projects {

	private static final TableWriter WRITER = new TableWriter("projects", List.of("gitlab_id"),
			List.of("path", "name", "web_url", "path_lost_at", "gone_at", "gone_run_id", "gone_pending"));

	private static final String OTHER_OWNER = """
			SELECT id FROM projects WHERE path = ? COLLATE NOCASE AND path_lost_at IS NULL AND gitlab_id <> ?
			""";

	/**
	 * Inserts the project or gives it its present path, unless a later fetch did. It is
	 * there, so a mark that it is gone goes. If a later fetch gave the path to another
	 * project, or the same one did, it stays there, and this row is marked as having lost
	 * it.
	 * @param fetch the number of the fetch the row comes from
	 * @return its local id
	 */
	public long write(WriteTransaction tx, ProjectRow project, long fetch) {
		Long known = WRITER.findId(tx, List.of(project.gitlabId()));
		if (known != null && FetchOrder.isOutdated(tx, FetchOrder.PROJECT, known, fetch)) {
			return known;
		}
		Long owner = tx.queryForLong(OTHER_OWNER, project.path(), project.gitlabId());
		boolean loses = owner != null && FetchOrder.isOutdated(tx, FetchOrder.PROJECT, owner, fetch - 1);
		if (owner != null && !loses) {
			tx.update("UPDATE projects SET path_lost_at = ? WHERE id = ?", FetchOrder.requestedAt(tx, fetch), owner);
		}
		if (known != null) {
			FormerPaths.noteLeft(tx, known, project.path(), fetch);
		}
		TableWriter.Written written = WRITER.write(tx, List.of(project.gitlabId()), project.path(), project.name(),
				project.webUrl(), loses ? lostAt(tx, known, fetch) : null, null, null, 0);
		if (written.change().isWrite()) {
			FormerPaths.forget(tx, project.path());
		}
		FetchOrder.note(tx, FetchOrder.PROJECT, written.id(), fetch);
		return written.id();
	}

	/**
	 * Marks a project as gone, and its path as free for another one, if the user that
	 * looked is the one that saw the project last, and nobody has seen it since. A view
	 * cannot be compared: GitLab tells the level only with the project. When it comes
	 * back, all of it is listed again.
	 * @param fetch the number of the fetch that GitLab answered 404 to
	 * @return whether it is marked now and was not before
	 */
	public boolean markGone(WriteTransaction tx, long gitlabId, String runId, long fetch) {
		Long id = tx.queryForLong("""
				UPDATE projects SET gone_at = ?1, gone_run_id = ?2, gone_pending = 1,
					path_lost_at = coalesce(path_lost_at, ?1)
				WHERE gitlab_id = ?3 AND gone_at IS NULL
					AND EXISTS (SELECT 1 FROM last_fetches f
						WHERE f.resource_type = 'project' AND f.resource_id = projects.id AND f.fetch_id < ?4)
					AND (SELECT v.user_key FROM views v WHERE v.project_gitlab_id = ?3
							ORDER BY v.last_fetch_id DESC LIMIT 1)
						= (SELECT t.user_key FROM token_views t JOIN sync_run_fetches n ON n.token_view_id = t.id
							WHERE n.id = ?4)
				RETURNING id
				""", FetchOrder.requestedAt(tx, fetch), runId, gitlabId, fetch);
		if (id == null) {
			return false;
		}
		FetchOrder.note(tx, FetchOrder.PROJECT, id, fetch);
		tx.update("DELETE FROM sync_watermarks WHERE project_id = ?", id);
		tx.update("DELETE FROM sync_reconciliations WHERE project_id = ?", id);
		return true;
	}

	private static @Nullable String lostAt(WriteTransaction tx, @Nullable Long known, long fetch) {
		List<String> before = (known == null) ? List.of()
				: tx.query("SELECT path_lost_at FROM projects WHERE id = ? AND path_lost_at IS NOT NULL",
						(row, index) -> row.getString(1), known);
		return before.isEmpty() ? FetchOrder.requestedAt(tx, fetch) : before.get(0);
	}

}
