package dev.lorebatch.mirror;

import java.time.Clock;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.Timestamps;

/**
 * The rows of {@code sync_watermarks}: up to where the issues or merge requests of a
 * project are mirrored, in GitLab's time.
 */
public class Watermarks {

	private final JdbcClient jdbc;

	private final Clock clock;

	public Watermarks(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * @param gitlabId GitLab's id of the project
	 */
	public Optional<Watermark> find(long gitlabId, EntityKind kind) {
		return this.jdbc.sql("""
				SELECT w.watermark, w.project_path FROM sync_watermarks w JOIN projects p ON p.id = w.project_id
				WHERE p.gitlab_id = ? AND w.kind = ?
				""")
			.params(gitlabId, kind.value())
			.query((row, index) -> new Watermark(row.getString("watermark"), row.getString("project_path")))
			.optional();
	}

	/**
	 * Moves the watermark. Call it in the transaction that commits the last entities of a
	 * listing that was read to its end.
	 * @param projectId local id of the project
	 * @param mayGoBack whether it may move back: everything was listed, and GitLab's
	 * clock is known to have gone back
	 */
	public void write(WriteTransaction tx, long projectId, EntityKind kind, Watermark watermark, boolean mayGoBack,
			String runId) {
		tx.update("""
				INSERT INTO sync_watermarks (project_id, kind, watermark, project_path, run_id, moved_at)
				VALUES (?1, ?2, ?3, ?4, ?5, ?6)
				ON CONFLICT (project_id, kind) DO UPDATE SET
					watermark = iif(?7, excluded.watermark, max(watermark, excluded.watermark)),
					project_path = excluded.project_path, run_id = excluded.run_id, moved_at = excluded.moved_at
				WHERE ?7 OR excluded.watermark > watermark OR excluded.project_path <> project_path
				""", projectId, kind.value(), watermark.time(), watermark.projectPath(), runId,
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
