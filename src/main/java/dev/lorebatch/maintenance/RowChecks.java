package dev.lorebatch.maintenance;

import java.util.List;

import dev.lorebatch.failure.RecoveryAction;

/**
 * What must hold between rows and SQLite does not watch over.
 */
final class RowChecks {

	private static final String NO_SOURCE = """
			AND NOT EXISTS (SELECT 1 FROM issues i WHERE x.source_type = 'issue' AND i.id = x.source_id)
			AND NOT EXISTS (SELECT 1 FROM merge_requests m WHERE x.source_type = 'merge_request' AND m.id = x.source_id)
			AND NOT EXISTS (SELECT 1 FROM discussions d WHERE x.source_type = 'discussion' AND d.id = x.source_id)
			""";

	/**
	 * The runs that have not ended well and are not given up: they will take their rows.
	 */
	private static final String RESTARTABLE = """
			(SELECT run_id FROM runs WHERE status NOT IN ('completed', 'abandoned'))
			""";

	/**
	 * What nobody has fetched whole, whatever became of the run: not even giving it up
	 * pays its debts.
	 */
	private static final String OWED_ENTITIES = """
			SELECT p.path || CASE x.entity_type WHEN 'issue' THEN '#' ELSE '!' END || coalesce(i.iid, m.iid)
				|| ' of run ' || x.run_id
			FROM dependent_states x JOIN projects p ON p.id = x.project_id
			LEFT JOIN issues i ON x.entity_type = 'issue' AND i.id = x.entity_id
			LEFT JOIN merge_requests m ON x.entity_type = 'merge_request' AND m.id = x.entity_id
			WHERE x.complete = 0 AND x.run_id NOT IN (SELECT run_id FROM live)
			UNION ALL
			SELECT p.path || CASE x.kind WHEN 'issue' THEN '#' ELSE '!' END || x.iid || ' of run ' || min(x.run_id)
			FROM sync_run_failures x JOIN projects p ON p.id = x.project_id
			WHERE x.phase = 'ingest' AND x.resolved_at IS NULL AND x.run_id NOT IN (SELECT run_id FROM live)
			GROUP BY x.project_id, x.kind, x.iid
			""";

	static final List<RowCheck> ALL = List.of(new RowCheck("orphan_documents", Severity.ERROR,
			"documents without the entity they are made of",
			"SELECT 'document ' || x.id || ' of ' || x.source_type || ' ' || x.source_id FROM documents x WHERE 1 "
					+ NO_SOURCE,
			Remedy.SYNC_AGAIN),
			new RowCheck("shared_paths", Severity.ERROR, "paths that belong to more than one project", """
					SELECT path || ' of projects ' || group_concat(gitlab_id, ', ') FROM projects
					WHERE path_lost_at IS NULL GROUP BY lower(path) HAVING count(*) > 1
					""", Remedy.RESTORE),
			new RowCheck("gone_projects", Severity.WARNING,
					"projects that are gone, and not all of whose issues and merge requests are marked so", """
							SELECT 'project ' || gitlab_id || ', once ' || path FROM projects WHERE gone_pending = 1
							""",
					new Remedy("the next sync of a whole project marks them; searches leave them out", List.of())),
			new RowCheck("gone_documents", Severity.ERROR, "documents of issues and merge requests that are gone", """
					SELECT 'document ' || x.id || ' of ' || x.source_type || ' ' || x.source_id FROM documents x
					WHERE (x.entity_type = 'issue'
						AND x.entity_id IN (SELECT id FROM issues WHERE gone_at IS NOT NULL))
					OR (x.entity_type = 'merge_request'
						AND x.entity_id IN (SELECT id FROM merge_requests WHERE gone_at IS NOT NULL))
					""", Remedy.REBUILD),
			new RowCheck("orphan_references", Severity.ERROR, "references from entities that are not there",
					"SELECT 'reference ' || x.id || ' of ' || x.source_type || ' ' || x.source_id FROM entity_references x "
							+ "WHERE 1 " + NO_SOURCE,
					Remedy.SYNC_AGAIN),
			new RowCheck("orphan_payloads", Severity.ERROR, "raw payloads of entities that are not there", """
					SELECT 'payload ' || x.resource_type || ' ' || x.resource_key FROM raw_payloads x
					WHERE (x.parent_type = 'issue' AND x.parent_id NOT IN (SELECT id FROM issues))
					OR (x.parent_type = 'merge_request' AND x.parent_id NOT IN (SELECT id FROM merge_requests))
					OR (x.resource_type = 'issue' AND NOT EXISTS (SELECT 1 FROM issues i
						WHERE i.project_id = x.project_id AND i.iid = CAST(x.resource_key AS INTEGER)))
					OR (x.resource_type = 'merge_request' AND NOT EXISTS (SELECT 1 FROM merge_requests m
						WHERE m.project_id = x.project_id AND m.iid = CAST(x.resource_key AS INTEGER)))
					""", Remedy.SYNC_AGAIN),
			new RowCheck("orphan_jobs", Severity.ERROR, "dependent jobs of entities that are not there", """
					SELECT 'job ' || x.id || ' ' || x.job_type || ' of run ' || x.scope_run_id FROM dependent_jobs x
					WHERE (x.entity_type = 'issue' AND x.entity_id NOT IN (SELECT id FROM issues))
					OR (x.entity_type = 'merge_request' AND x.entity_id NOT IN (SELECT id FROM merge_requests))
					""", Remedy.SYNC_AGAIN),
			new RowCheck("orphan_run_rows", Severity.ERROR, "requested entities of runs that are not in the ledger", """
					SELECT DISTINCT 'run ' || run_id FROM (
						SELECT run_id FROM sync_run_entities UNION SELECT run_id FROM sync_run_retries)
					WHERE run_id NOT IN (SELECT run_id FROM runs) AND run_id NOT IN (SELECT run_id FROM live)
					""", Remedy.RESTORE),
			new RowCheck("unfinished_jobs", Severity.ERROR, "complete runs with fetches that were not made", """
					SELECT 'job ' || x.id || ' ' || x.job_type || ' of run ' || x.scope_run_id || ' is ' || x.status
					FROM dependent_jobs x WHERE x.status <> 'completed'
					AND x.scope_run_id IN (SELECT run_id FROM runs WHERE status = 'completed')
					""", new Remedy("sync the entities of these runs again, as a new run", List.of())),
			new RowCheck("unproven_sets", Severity.WARNING,
					"issues and merge requests whose sets contradict what GitLab counts", """
							SELECT p.path || CASE s.entity_type WHEN 'issue' THEN '#' ELSE '!' END
								|| coalesce(i.iid, m.iid) || ': ' || s.unproven
							FROM dependent_states s
							JOIN projects p ON p.id = s.project_id
							LEFT JOIN issues i ON s.entity_type = 'issue' AND i.id = s.entity_id
							LEFT JOIN merge_requests m ON s.entity_type = 'merge_request' AND m.id = s.entity_id
							WHERE s.unproven IS NOT NULL
							""", new Remedy("sync these entities, or the project, again", List.of())),
			new RowCheck("refused_sets", Severity.WARNING,
					"issues and merge requests with sets that GitLab refuses to the token", """
							SELECT p.path || CASE s.entity_type WHEN 'issue' THEN '#' ELSE '!' END
								|| coalesce(i.iid, m.iid) || ': '
								|| (SELECT group_concat(key || ' (HTTP ' || (value ->> '$.http_status') || ')', ', ')
									FROM json_each(s.refused))
							FROM dependent_states s
							JOIN projects p ON p.id = s.project_id
							LEFT JOIN issues i ON s.entity_type = 'issue' AND i.id = s.entity_id
							LEFT JOIN merge_requests m ON s.entity_type = 'merge_request' AND m.id = s.entity_id
							WHERE s.refused IS NOT NULL
							""",
					new Remedy("sync the project with a token that may read them, or leave them", List.of())),
			new RowCheck("dead_runs", Severity.WARNING, "runs that look as if they were running, and are not", """
					SELECT 'run ' || run_id || ' is ' || status FROM runs
					WHERE status IN ('starting', 'started', 'stopping', 'unknown')
					AND run_id NOT IN (SELECT run_id FROM live)
					""", Remedy.RECOVER),
			new RowCheck("stuck_jobs", Severity.WARNING, "claimed fetches of runs that nobody works on", """
					SELECT 'job ' || x.id || ' ' || x.job_type || ' of run ' || x.scope_run_id FROM dependent_jobs x
					WHERE x.status = 'claimed' AND x.scope_run_id NOT IN (SELECT run_id FROM live)
					AND x.scope_run_id NOT IN (SELECT run_id FROM runs WHERE status = 'completed')
					""", Remedy.LIST_RUNS),
			new RowCheck("left_jobs", Severity.WARNING, "fetches of runs that will never make them", """
					SELECT 'job ' || x.id || ' ' || x.job_type || ' of run ' || x.scope_run_id FROM dependent_jobs x
					WHERE x.status IN ('pending', 'failed') AND x.scope_run_id NOT IN (SELECT run_id FROM live)
					AND x.scope_run_id NOT IN (SELECT run_id FROM runs WHERE status = 'completed')
					AND x.scope_run_id NOT IN
					""" + RESTARTABLE, new Remedy("sync these entities again, as a new run", List.of())),
			new RowCheck("owed_entities", Severity.WARNING,
					"issues and merge requests that runs which did not end well have not fetched whole", OWED_ENTITIES,
					new Remedy("restart these runs, or sync the projects", Remedy.LIST_RUNS.actions())),
			new RowCheck("owed_documents", Severity.WARNING,
					"sources whose documents runs that did not end well have not made", """
							SELECT x.source_type || ' ' || x.source_id || ' of run ' || x.origin_run_id
							FROM dirty_sources x WHERE x.origin_run_id NOT IN (SELECT run_id FROM live)
							AND x.origin_run_id IN
							""" + RESTARTABLE, Remedy.LIST_RUNS),
			new RowCheck("owed_vectors", Severity.WARNING,
					"documents whose vectors runs that did not end well have not made", """
							SELECT 'document ' || x.document_id || ' of run ' || x.origin_run_id
							FROM pending_embeddings x JOIN documents d ON d.id = x.document_id
							WHERE x.origin_run_id NOT IN (SELECT run_id FROM live)
							AND NOT EXISTS (SELECT 1 FROM embeddings e
								WHERE e.document_id = d.id AND e.content_hash = d.content_hash)
							AND x.origin_run_id IN
							""" + RESTARTABLE,
					new Remedy("make them", List.of(RecoveryAction.of("make the missing vectors", "embed")))),
			new RowCheck("left_dirty_sources", Severity.WARNING,
					"sources whose documents are old, and whose run will not make them", """
							SELECT x.source_type || ' ' || x.source_id || ' of run ' || x.origin_run_id
							FROM dirty_sources x WHERE x.origin_run_id NOT IN (SELECT run_id FROM live)
							AND x.origin_run_id NOT IN
							""" + RESTARTABLE, new Remedy("sync these entities again, without --no-docs", List.of())),
			new RowCheck("left_embeddings", Severity.WARNING,
					"documents whose vectors are old, and whose run will not make them", """
							SELECT 'document ' || x.document_id || ' of run ' || x.origin_run_id
							FROM pending_embeddings x WHERE x.origin_run_id NOT IN (SELECT run_id FROM live)
							AND x.origin_run_id NOT IN
							""" + RESTARTABLE,
					new Remedy("make them", List.of(RecoveryAction.of("make the missing vectors", "embed")))),
			new RowCheck("mixed_vectors", Severity.WARNING,
					"documents whose vectors are of another model, or version of it, than the newest ones",
					"""
							SELECT 'document ' || x.document_id || ' has ' || x.dimensions || ' dimensions of ' || x.model
								|| coalesce(' ' || substr(x.model_digest, 1, 12), '')
							FROM (SELECT * FROM embeddings ORDER BY id DESC LIMIT 1) n JOIN embeddings x
							WHERE x.chunk_index = 0 AND (x.provider <> n.provider OR x.model <> n.model
								OR x.dimensions <> n.dimensions OR x.model_digest <> coalesce(n.model_digest,
									(SELECT model_digest FROM embeddings k WHERE k.provider = n.provider
										AND k.model = n.model AND k.model_digest IS NOT NULL ORDER BY k.id DESC LIMIT 1)))
							""",
					new Remedy("make them again", List.of(RecoveryAction.of("make outdated vectors again", "embed")))),
			new RowCheck("unproven_vectors", Severity.WARNING,
					"documents whose vectors may be of another version of their model: it is not stored",
					"""
							SELECT 'document ' || x.document_id || ' has ' || x.dimensions || ' dimensions of ' || x.model
							FROM embeddings x WHERE x.chunk_index = 0 AND x.model_digest IS NULL
							AND (x.provider, x.model) IN (
								SELECT provider, model FROM embeddings WHERE model_digest IS NOT NULL)
							""",
					new Remedy("make them again, or leave them: search uses them", List
						.of(RecoveryAction.of("make vectors whose model is not known again", "embed", "--unproven")))));

	private RowChecks() {
	}

}
