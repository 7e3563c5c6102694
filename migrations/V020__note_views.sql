-- Views: what GitLab shows one user at one access level in one project. Watermarks, complete sets and absence are facts
-- about a view. What was mirrored before this migration counts as read by a view that is not known, written as 0 or null.

-- user_key: 'user:' and GitLab's id of the user, or 'token:' and the fingerprint of the token if GitLab does not tell whose
-- it is. access_level: the higher one of project_access and group_access in the project's permissions; null if GitLab told
-- none, which is a level of its own. sees_everything: from Reporter on nothing of a project's issues and merge requests is
-- hidden. last_fetch_id and last_run_id: of the run that had this view last.
CREATE TABLE views (
	id INTEGER PRIMARY KEY,
	project_gitlab_id INTEGER NOT NULL,
	user_key TEXT NOT NULL,
	username TEXT,
	access_level INTEGER,
	sees_everything INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(access_level >= 20, 0)) VIRTUAL,
	last_fetch_id INTEGER NOT NULL,
	last_run_id TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX views_ux ON views (project_gitlab_id, user_key, coalesce(access_level, -1));

-- Null: GitLab was not asked yet.
ALTER TABLE token_views ADD COLUMN user_key TEXT;
ALTER TABLE token_views ADD COLUMN username TEXT;

-- The view a run has of each of its projects since its last preflight. previous_view_id: of the run before, or of an
-- earlier attempt; null if there was none, 0 if it is not known. fetched_view_id: the view its dependent sets were fetched
-- with. issues_anew, merge_requests_anew: 1 if all were listed because no view that sees as much had listed them.
CREATE TABLE sync_run_views (
	run_id TEXT NOT NULL,
	project_gitlab_id INTEGER NOT NULL,
	view_id INTEGER NOT NULL,
	previous_view_id INTEGER,
	fetched_view_id INTEGER,
	issues_anew INTEGER NOT NULL DEFAULT 0,
	merge_requests_anew INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (run_id, project_gitlab_id)
) STRICT, WITHOUT ROWID;

-- Which view a row of the mirror was last written from.
CREATE TEMP TABLE kept_last_fetches AS SELECT * FROM last_fetches;
DROP TABLE last_fetches;
CREATE TABLE last_fetches (
	resource_type TEXT NOT NULL CHECK (resource_type IN ('project', 'issue', 'merge_request', 'label')
		OR resource_type GLOB 'issue/*' OR resource_type GLOB 'merge_request/*'),
	resource_id INTEGER NOT NULL,
	fetch_id INTEGER NOT NULL,
	view_id INTEGER,
	PRIMARY KEY (resource_type, resource_id)
) STRICT, WITHOUT ROWID;
INSERT INTO last_fetches (resource_type, resource_id, fetch_id)
SELECT resource_type, resource_id, fetch_id FROM kept_last_fetches;
DROP TABLE kept_last_fetches;

-- Up to where the issues or merge requests of a project are mirrored as a view sees them. confirmed_watermark: what is left
-- of it if GitLab tells another level to the same user before it tells this one again; null for nothing.
CREATE TEMP TABLE kept_sync_watermarks AS SELECT * FROM sync_watermarks;
DROP TABLE sync_watermarks;
CREATE TABLE sync_watermarks (
	project_id INTEGER NOT NULL REFERENCES projects (id),
	kind TEXT NOT NULL CHECK (kind IN ('issue', 'merge_request')),
	view_id INTEGER NOT NULL,
	watermark TEXT NOT NULL,
	confirmed_watermark TEXT,
	project_path TEXT NOT NULL,
	run_id TEXT NOT NULL,
	moved_at TEXT NOT NULL,
	PRIMARY KEY (project_id, kind, view_id)
) STRICT, WITHOUT ROWID;
INSERT INTO sync_watermarks (project_id, kind, view_id, watermark, project_path, run_id, moved_at)
SELECT project_id, kind, 0, watermark, project_path, run_id, moved_at FROM kept_sync_watermarks;
DROP TABLE kept_sync_watermarks;

-- Which state of an entity its dependent sets belong to, for each view that read them.
CREATE TEMP TABLE kept_dependent_states AS SELECT * FROM dependent_states;
DROP VIEW settling_entities;
DROP TABLE dependent_states;
CREATE TABLE dependent_states (
	entity_type TEXT NOT NULL CHECK (entity_type IN ('issue', 'merge_request')),
	entity_id INTEGER NOT NULL,
	view_id INTEGER NOT NULL,
	project_id INTEGER NOT NULL REFERENCES projects (id),
	run_id TEXT NOT NULL,
	updated_at TEXT,
	user_notes_count INTEGER,
	settles_at TEXT,
	complete INTEGER NOT NULL DEFAULT 0,
	unproven TEXT,
	PRIMARY KEY (entity_type, entity_id, view_id)
) STRICT, WITHOUT ROWID;
INSERT INTO dependent_states (entity_type, entity_id, view_id, project_id, run_id, updated_at, user_notes_count,
	settles_at, complete, unproven)
SELECT entity_type, entity_id, 0, project_id, run_id, updated_at, user_notes_count, settles_at, complete, unproven
FROM kept_dependent_states;
DROP TABLE kept_dependent_states;

CREATE INDEX dependent_states_open_ix ON dependent_states (project_id, entity_type, entity_id)
	WHERE complete = 0 OR settles_at IS NOT NULL;

CREATE INDEX dependent_states_unproven_ix ON dependent_states (run_id) WHERE unproven IS NOT NULL;

CREATE VIEW settling_entities AS
SELECT p.reference_path || CASE s.entity_type WHEN 'issue' THEN '#' ELSE '!' END || coalesce(i.iid, m.iid) AS reference,
	s.updated_at, s.settles_at, s.run_id
FROM dependent_states s
JOIN projects p ON p.id = s.project_id
LEFT JOIN issues i ON s.entity_type = 'issue' AND i.id = s.entity_id
LEFT JOIN merge_requests m ON s.entity_type = 'merge_request' AND m.id = s.entity_id
WHERE s.complete = 1 AND s.settles_at IS NOT NULL AND p.gone_at IS NULL;

-- When all that is known of a project was last compared with GitLab, by view.
CREATE TEMP TABLE kept_sync_reconciliations AS SELECT * FROM sync_reconciliations;
DROP TABLE sync_reconciliations;
CREATE TABLE sync_reconciliations (
	project_id INTEGER NOT NULL REFERENCES projects (id),
	kind TEXT NOT NULL CHECK (kind IN ('issue', 'merge_request')),
	view_id INTEGER NOT NULL,
	runs_since INTEGER NOT NULL DEFAULT 0,
	counted_run_id TEXT,
	run_id TEXT,
	reconciled_at TEXT,
	gone INTEGER,
	unproven INTEGER,
	PRIMARY KEY (project_id, kind, view_id)
) STRICT, WITHOUT ROWID;
INSERT INTO sync_reconciliations (project_id, kind, view_id, runs_since, counted_run_id, run_id, reconciled_at, gone,
	unproven)
SELECT project_id, kind, 0, runs_since, counted_run_id, run_id, reconciled_at, gone, unproven
FROM kept_sync_reconciliations;
DROP TABLE kept_sync_reconciliations;

-- 1: the view that read the set last did not get the row, and is not known to see all that others see. The row stays as
-- another view read it, until a view that sees as much reads the set.
ALTER TABLE discussions ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notes ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE resource_state_events ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE resource_label_events ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE resource_milestone_events ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entity_references ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;
