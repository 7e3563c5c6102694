-- Issues and merge requests that GitLab does not give any more, and the proof of it.

-- Whose eyes a fetch saw with: what a token does not see is not gone. fingerprint: of the token and a salt of this
-- database, shortened; the token cannot be found from it.
CREATE TABLE token_views (
	id INTEGER PRIMARY KEY,
	fingerprint TEXT NOT NULL UNIQUE,
	first_used_at TEXT NOT NULL
) STRICT;

-- One row, made by the first fetch: no two databases have the same.
CREATE TABLE token_view_salt (
	salt TEXT NOT NULL
) STRICT;

-- Null: fetched before views were noted.
ALTER TABLE sync_run_fetches ADD COLUMN token_view_id INTEGER REFERENCES token_views (id);
ALTER TABLE last_fetches ADD COLUMN token_view_id INTEGER REFERENCES token_views (id);

-- Tombstones. gone_at: when it was proven that GitLab says 404 to the token that saw the entity last; null if it is
-- there. Rows and threads stay, documents and vectors go. An entity that is seen again loses its tombstone.
ALTER TABLE issues ADD COLUMN gone_at TEXT;
ALTER TABLE issues ADD COLUMN gone_run_id TEXT;
ALTER TABLE merge_requests ADD COLUMN gone_at TEXT;
ALTER TABLE merge_requests ADD COLUMN gone_run_id TEXT;

CREATE INDEX issues_gone_ix ON issues (project_id, iid) WHERE gone_at IS NOT NULL;
CREATE INDEX merge_requests_gone_ix ON merge_requests (project_id, iid) WHERE gone_at IS NOT NULL;

-- What is gone leaves search in the same transaction: no code path can forget it.
CREATE TRIGGER issues_after_gone AFTER UPDATE OF gone_at ON issues
WHEN new.gone_at IS NOT NULL AND old.gone_at IS NULL
BEGIN
	DELETE FROM documents WHERE entity_type = 'issue' AND entity_id = new.id;
END;

CREATE TRIGGER merge_requests_after_gone AFTER UPDATE OF gone_at ON merge_requests
WHEN new.gone_at IS NOT NULL AND old.gone_at IS NULL
BEGIN
	DELETE FROM documents WHERE entity_type = 'merge_request' AND entity_id = new.id;
END;

-- The last time all known IIDs of a project were compared with GitLab, by project and kind. runs_since: the runs of whole
-- projects that listed it since then, counted_run_id the newest of them; both decide when it is due again.
CREATE TABLE sync_reconciliations (
	project_id INTEGER NOT NULL REFERENCES projects (id),
	kind TEXT NOT NULL CHECK (kind IN ('issue', 'merge_request')),
	runs_since INTEGER NOT NULL DEFAULT 0,
	counted_run_id TEXT,
	run_id TEXT,
	reconciled_at TEXT,
	token_view_id INTEGER REFERENCES token_views (id),
	gone INTEGER,
	unproven INTEGER,
	PRIMARY KEY (project_id, kind)
) STRICT, WITHOUT ROWID;

ALTER TABLE sync_run_projects ADD COLUMN issues_gone INTEGER;
ALTER TABLE sync_run_projects ADD COLUMN merge_requests_gone INTEGER;

CREATE VIEW gone_entities AS
SELECT p.path || '#' || i.iid AS reference, i.title, i.state, i.gone_at, i.gone_run_id
FROM issues i JOIN projects p ON p.id = i.project_id WHERE i.gone_at IS NOT NULL
UNION ALL
SELECT p.path || '!' || m.iid, m.title, m.state, m.gone_at, m.gone_run_id
FROM merge_requests m JOIN projects p ON p.id = m.project_id WHERE m.gone_at IS NOT NULL;

-- The views for people show what is there.
DROP VIEW issue_overview;
DROP VIEW merge_request_overview;
DROP VIEW note_overview;

CREATE VIEW issue_overview AS
SELECT
	p.path || '#' || i.iid AS reference,
	i.title,
	i.state,
	i.author_username AS author,
	(SELECT group_concat(name, ', ') FROM (SELECT l.name FROM issue_labels x JOIN labels l ON l.id = x.label_id
		WHERE x.issue_id = i.id ORDER BY l.name)) AS labels,
	i.milestone_title AS milestone,
	(SELECT count(*) FROM discussions d JOIN notes n ON n.discussion_id = d.id
		WHERE d.issue_id = i.id AND n.system = 0) AS notes,
	i.created_at,
	i.updated_at,
	i.web_url
FROM issues i JOIN projects p ON p.id = i.project_id
WHERE i.gone_at IS NULL;

CREATE VIEW merge_request_overview AS
SELECT
	p.path || '!' || m.iid AS reference,
	m.title,
	m.state,
	m.draft,
	m.author_username AS author,
	m.source_branch,
	m.target_branch,
	(SELECT group_concat(name, ', ') FROM (SELECT l.name FROM merge_request_labels x JOIN labels l ON l.id = x.label_id
		WHERE x.merge_request_id = m.id ORDER BY l.name)) AS labels,
	m.milestone_title AS milestone,
	(SELECT count(*) FROM discussions d JOIN notes n ON n.discussion_id = d.id
		WHERE d.merge_request_id = m.id AND n.system = 0) AS notes,
	(SELECT count(*) FROM merge_request_files f WHERE f.merge_request_id = m.id) AS files,
	m.created_at,
	m.updated_at,
	m.web_url
FROM merge_requests m JOIN projects p ON p.id = m.project_id
WHERE m.gone_at IS NULL;

CREATE VIEW note_overview AS
SELECT
	p.path || CASE WHEN d.issue_id IS NULL THEN '!' || m.iid ELSE '#' || i.iid END AS reference,
	n.author_username AS author,
	n.system,
	n.resolved,
	n.created_at,
	n.body
FROM notes n
JOIN discussions d ON d.id = n.discussion_id
LEFT JOIN issues i ON i.id = d.issue_id
LEFT JOIN merge_requests m ON m.id = d.merge_request_id
JOIN projects p ON p.id = coalesce(i.project_id, m.project_id)
WHERE coalesce(i.gone_at, m.gone_at) IS NULL;
