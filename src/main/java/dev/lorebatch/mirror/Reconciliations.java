package dev.lorebatch.mirror;

import java.time.Clock;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.Timestamps;

/**
 * The rows of {@code sync_reconciliations}: when all that is known of a project was last
 * compared with GitLab, and how many runs listed it since.
 */
public class Reconciliations {

	private final JdbcClient jdbc;

	private final Clock clock;

	public Reconciliations(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * How many runs listed the project since, the given one left out.
	 * @param gitlabId GitLab's id of the project
	 */
	public long countRunsSince(long gitlabId, EntityKind kind, String runId) {
		return this.jdbc.sql("""
				SELECT r.runs_since - (r.counted_run_id IS ?3) FROM sync_reconciliations r
				JOIN projects p ON p.id = r.project_id WHERE p.gitlab_id = ?1 AND r.kind = ?2
				""").params(gitlabId, kind.value(), runId).query(Long.class).optional().orElse(0L);
	}

	/**
	 * Notes that a run listed the project and did not reconcile.
	 */
	public void markListed(WriteTransaction tx, long gitlabId, EntityKind kind, String runId) {
		tx.update("""
				INSERT INTO sync_reconciliations (project_id, kind, runs_since, counted_run_id)
				SELECT id, ?2, 1, ?3 FROM projects WHERE gitlab_id = ?1
				ON CONFLICT (project_id, kind) DO UPDATE SET runs_since = runs_since + 1,
					counted_run_id = excluded.counted_run_id
				WHERE counted_run_id IS NOT excluded.counted_run_id
				""", gitlabId, kind.value(), runId);
	}

	/**
	 * Notes that a run compared all that was known.
	 * @param fetch the number of its first fetch
	 * @param gone how many were found to be gone
	 * @param unproven how many GitLab did not give, without a proof that they are gone
	 */
	public void markComplete(WriteTransaction tx, long gitlabId, EntityKind kind, String runId, long fetch, int gone,
			int unproven) {
		tx.update("""
				INSERT INTO sync_reconciliations (project_id, kind, runs_since, counted_run_id, run_id, reconciled_at,
					token_view_id, gone, unproven)
				SELECT id, ?2, 0, NULL, ?3, ?4, (SELECT token_view_id FROM sync_run_fetches WHERE id = ?5), ?6, ?7
				FROM projects WHERE gitlab_id = ?1
				ON CONFLICT (project_id, kind) DO UPDATE SET runs_since = 0, counted_run_id = NULL,
					run_id = excluded.run_id, reconciled_at = excluded.reconciled_at,
					token_view_id = excluded.token_view_id, gone = excluded.gone, unproven = excluded.unproven
				""", gitlabId, kind.value(), runId, Timestamps.format(this.clock.instant()), fetch, gone, unproven);
	}

}
