package dev.lorebatch.mirror;

import java.time.Clock;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.view.RunViews;
import dev.lorebatch.view.View;

/**
 * The rows of {@code sync_watermarks}: up to where the issues or merge requests of a
 * project are mirrored as a view sees them, in GitLab's time.
 */
public class Watermarks {

	private final JdbcClient jdbc;

	private final Clock clock;

	public Watermarks(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Finds the watermark from which a run lists: the latest of the views that are known
	 * to see at least as much as the view of the run.
	 * @param gitlabId GitLab's id of the project
	 */
	public Optional<Watermark> find(String runId, long gitlabId, EntityKind kind) {
		return this.jdbc.sql("""
				SELECT w.watermark, w.project_path FROM sync_watermarks w
				JOIN projects p ON p.id = w.project_id
				JOIN sync_run_views r ON r.run_id = ?1 AND r.project_gitlab_id = p.gitlab_id
				JOIN views v ON v.id = w.view_id
				WHERE p.gitlab_id = ?2 AND w.kind = ?3 AND (v.id = r.view_id OR v.sees_everything)
				ORDER BY w.watermark DESC LIMIT 1
				""")
			.params(runId, gitlabId, kind.value())
			.query((row, index) -> new Watermark(row.getString("watermark"), row.getString("project_path")))
			.optional();
	}

	/**
	 * Whether any view has listed the project.
	 * @param gitlabId GitLab's id of the project
	 */
	public boolean exists(long gitlabId, EntityKind kind) {
		return this.jdbc.sql("""
				SELECT EXISTS (SELECT 1 FROM sync_watermarks w JOIN projects p ON p.id = w.project_id
					WHERE p.gitlab_id = ? AND w.kind = ?)
				""").params(gitlabId, kind.value()).query(Boolean.class).single();
	}

	/**
	 * Moves the watermark of the run's view. Call it in the transaction that commits the
	 * last entities of a listing that was read to its end. What was read before views
	 * were noted is covered by the first listing of all.
	 * @param projectId local id of the project
	 * @param mayGoBack whether it may move back: everything was listed, and GitLab's
	 * clock is known to have gone back
	 */
	public void write(WriteTransaction tx, long projectId, EntityKind kind, Watermark watermark, boolean mayGoBack,
			String runId) {
		View view = RunViews.of(tx, runId, projectId);
		if (view.isKnown()) {
			tx.update("DELETE FROM sync_watermarks WHERE project_id = ? AND kind = ? AND view_id = 0", projectId,
					kind.value());
		}
		if (mayGoBack) {
			tx.update(
					"DELETE FROM sync_watermarks WHERE project_id = ? AND kind = ? AND view_id <> ? AND watermark > ?",
					projectId, kind.value(), view.id(), watermark.time());
		}
		tx.update("""
				INSERT INTO sync_watermarks (project_id, kind, view_id, watermark, project_path, run_id, moved_at)
				VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
				ON CONFLICT (project_id, kind, view_id) DO UPDATE SET
					watermark = iif(?8, excluded.watermark, max(watermark, excluded.watermark)),
					confirmed_watermark = iif(?8, min(confirmed_watermark, excluded.watermark), confirmed_watermark),
					project_path = excluded.project_path, run_id = excluded.run_id, moved_at = excluded.moved_at
				WHERE ?8 OR excluded.watermark > watermark OR excluded.project_path <> project_path
				""", projectId, kind.value(), view.id(), watermark.time(), watermark.projectPath(), runId,
				Timestamps.format(this.clock.instant()), mayGoBack);
	}

	/**
	 * One watermark.
	 *
	 * @param time in GitLab's time, as the database stores it
	 * @param projectPath the path the project had
	 */
	public record Watermark(String time, String projectPath) {

	}

}
