package dev.lorebatch.mirror;

import java.time.Clock;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.view.RunViews;
import dev.lorebatch.view.View;

/**
 * The rows of {@code sync_reconciliations}: when all that is known of a project was last
 * compared with GitLab by a view, and how many runs with that view listed it since.
 */
public class Reconciliations {

	private final JdbcClient jdbc;

	private final Clock clock;

	public Reconciliations(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * How many runs listed the project since a view that covers the view of the run
	 * reconciled, the given one left out.
	 * @param gitlabId GitLab's id of the project
	 */
	public long countRunsSince(long gitlabId, EntityKind kind, String runId) {
		return this.jdbc.sql("""
				SELECT min(c.runs_since - (c.counted_run_id IS ?3)) FROM sync_reconciliations c
				JOIN projects p ON p.id = c.project_id
				JOIN sync_run_views r ON r.run_id = ?3 AND r.project_gitlab_id = p.gitlab_id
				JOIN views v ON v.id = c.view_id
				WHERE p.gitlab_id = ?1 AND c.kind = ?2 AND (v.id = r.view_id OR v.sees_everything)
				""").params(gitlabId, kind.value(), runId).query((row, index) -> row.getLong(1)).single();
	}

	/**
	 * Notes that a run listed the project and did not reconcile.
	 */
	public void markListed(WriteTransaction tx, long gitlabId, EntityKind kind, String runId) {
		Long projectId = tx.queryForLong("SELECT id FROM projects WHERE gitlab_id = ?", gitlabId);
		if (projectId == null) {
			return; // nothing of it was written
		}
		View view = RunViews.of(tx, runId, projectId);
		tx.update("""
				INSERT INTO sync_reconciliations (project_id, kind, view_id, runs_since, counted_run_id)
				VALUES (?, ?, ?, 1, ?)
				ON CONFLICT (project_id, kind, view_id) DO UPDATE SET runs_since = runs_since + 1,
					counted_run_id = excluded.counted_run_id
				WHERE counted_run_id IS NOT excluded.counted_run_id
				""", projectId, kind.value(), view.id(), runId);
	}

	/**
	 * Notes that a run compared all that was known.
	 * @param gone how many were found to be gone
	 * @param unproven how many GitLab did not give, without a proof that they are gone
	 */
	public void markComplete(WriteTransaction tx, long gitlabId, EntityKind kind, String runId, int gone,
			int unproven) {
		Long projectId = tx.queryForLong("SELECT id FROM projects WHERE gitlab_id = ?", gitlabId);
		if (projectId == null) {
			return; // nothing of it was written
		}
		View view = RunViews.of(tx, runId, projectId);
		tx.update("""
				INSERT INTO sync_reconciliations (project_id, kind, view_id, runs_since, counted_run_id, run_id,
					reconciled_at, gone, unproven) VALUES (?, ?, ?, 0, NULL, ?, ?, ?, ?)
				ON CONFLICT (project_id, kind, view_id) DO UPDATE SET runs_since = 0, counted_run_id = NULL,
					run_id = excluded.run_id, reconciled_at = excluded.reconciled_at, gone = excluded.gone,
					unproven = excluded.unproven
				""", projectId, kind.value(), view.id(), runId, Timestamps.format(this.clock.instant()), gone,
				unproven);
	}

}
