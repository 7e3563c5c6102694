-- What whole projects need beside single IIDs: how far a listing got, what of an entity's dependents is proven, and what
-- became of each project of a run.

-- Up to where the issues or merge requests of a project are mirrored, in GitLab's time. Written by the run that read a
-- listing to its end, in the transaction of its last entities. Surgical runs never move it. project_path is that of the
-- project then: GitLab says the path with every entity, so after a renaming everything is listed again.
CREATE TABLE sync_watermarks (
	project_id INTEGER NOT NULL REFERENCES projects (id),
	kind TEXT NOT NULL CHECK (kind IN ('issue', 'merge_request')),
	watermark TEXT NOT NULL,
	project_path TEXT NOT NULL,
	run_id TEXT NOT NULL,
	moved_at TEXT NOT NULL,
	PRIMARY KEY (project_id, kind)
) STRICT, WITHOUT ROWID;

-- Which state of an entity its dependent sets belong to. A row is written when a run queues them (complete = 0) and
-- completed by the same run when all of them are in. settles_at: the entity was fetched so soon after its updated_at that
-- GitLab may have hidden a later change; it is looked at again. No row: nothing is known.
CREATE TABLE dependent_states (
	entity_type TEXT NOT NULL CHECK (entity_type IN ('issue', 'merge_request')),
	entity_id INTEGER NOT NULL,
	project_id INTEGER NOT NULL REFERENCES projects (id),
	run_id TEXT NOT NULL,
	updated_at TEXT,
	user_notes_count INTEGER,
	settles_at TEXT,
	complete INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (entity_type, entity_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX dependent_states_open_ix ON dependent_states (project_id, entity_type, entity_id)
	WHERE complete = 0 OR settles_at IS NOT NULL;

-- The entities whose dependents are all in, but that the next run looks at again.
CREATE VIEW settling_entities AS
SELECT p.path || CASE s.entity_type WHEN 'issue' THEN '#' ELSE '!' END || coalesce(i.iid, m.iid) AS reference,
	s.updated_at, s.settles_at, s.run_id
FROM dependent_states s
JOIN projects p ON p.id = s.project_id
LEFT JOIN issues i ON s.entity_type = 'issue' AND i.id = s.entity_id
LEFT JOIN merge_requests m ON s.entity_type = 'merge_request' AND m.id = s.entity_id
WHERE s.complete = 1 AND s.settles_at IS NOT NULL;

-- One row per project of a run of whole projects. project: its path, or what was asked for if it could not be resolved.
CREATE TABLE sync_run_projects (
	run_id TEXT NOT NULL,
	project TEXT NOT NULL,
	project_gitlab_id INTEGER,
	outcome TEXT NOT NULL CHECK (outcome IN ('resolved', 'synced', 'failed')),
	issues_enabled INTEGER,
	merge_requests_enabled INTEGER,
	issues_listed INTEGER,
	issues_changed INTEGER,
	merge_requests_listed INTEGER,
	merge_requests_changed INTEGER,
	http_status INTEGER,
	error_code TEXT,
	error_message TEXT,
	PRIMARY KEY (run_id, project)
) STRICT, WITHOUT ROWID;

-- The entities of a run of whole projects that failed; the others have no row. Those that could not be transformed are
-- not in the mirror, so later runs try them again until resolved_at is set.
CREATE TABLE sync_run_failures (
	run_id TEXT NOT NULL,
	project_id INTEGER NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('issue', 'merge_request')),
	iid INTEGER NOT NULL,
	phase TEXT NOT NULL,
	error_code TEXT NOT NULL,
	error_message TEXT NOT NULL,
	occurred_at TEXT NOT NULL,
	resolved_at TEXT,
	PRIMARY KEY (run_id, project_id, kind, iid)
) STRICT, WITHOUT ROWID;

CREATE INDEX sync_run_failures_open_ix ON sync_run_failures (project_id, kind, iid)
	WHERE phase = 'ingest' AND resolved_at IS NULL;

-- Dependent sets are numbered, too, as 'issue/discussions': a long run lets others write between its transactions.
CREATE TEMP TABLE kept_last_fetches AS SELECT * FROM last_fetches;
DROP TABLE last_fetches;
CREATE TABLE last_fetches (
	resource_type TEXT NOT NULL CHECK (resource_type IN ('project', 'issue', 'merge_request', 'label')
		OR resource_type GLOB 'issue/*' OR resource_type GLOB 'merge_request/*'),
	resource_id INTEGER NOT NULL,
	fetch_id INTEGER NOT NULL,
	PRIMARY KEY (resource_type, resource_id)
) STRICT, WITHOUT ROWID;
INSERT INTO last_fetches SELECT * FROM kept_last_fetches;
DROP TABLE kept_last_fetches;
