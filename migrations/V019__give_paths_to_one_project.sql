-- A project is its GitLab id. A path belongs to the project of which GitLab said so last, and to no other.

-- path_lost_at: another project has the path of this row since then; where this one is now is not known, unless it is
-- gone. Null: the path is its own. gone_at: when GitLab said 404 to its id, to the view that had seen it, after its path
-- had been given to another project; gone_run_id: the run that found out. gone_pending: 1 as long as some of its
-- entities have no tombstone yet; readers leave all of them out all the same.
ALTER TABLE projects ADD COLUMN path_lost_at TEXT;
ALTER TABLE projects ADD COLUMN gone_at TEXT;
ALTER TABLE projects ADD COLUMN gone_run_id TEXT;
ALTER TABLE projects ADD COLUMN gone_pending INTEGER NOT NULL DEFAULT 0;

-- What references begin with, and by what a project is looked up: its path, or GitLab's id if the path is another one's.
ALTER TABLE projects ADD COLUMN reference_path TEXT
	GENERATED ALWAYS AS (iif(path_lost_at IS NULL, path, CAST(gitlab_id AS TEXT))) VIRTUAL;

-- Of those that share a path, the one of the latest fetch has it. Nothing is proven of the others.
UPDATE projects SET path_lost_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE id IN (SELECT id FROM (
	SELECT p.id, row_number() OVER (PARTITION BY lower(p.path) ORDER BY coalesce(f.fetch_id, 0) DESC, p.id DESC) AS place
	FROM projects p LEFT JOIN last_fetches f ON f.resource_type = 'project' AND f.resource_id = p.id)
	WHERE place > 1);

-- GitLab has no two paths that differ in case only.
CREATE UNIQUE INDEX projects_own_path_ux ON projects (path COLLATE NOCASE) WHERE path_lost_at IS NULL;
CREATE INDEX projects_gone_pending_ix ON projects (id) WHERE gone_pending = 1;
CREATE INDEX projects_gone_ix ON projects (id) WHERE gone_at IS NOT NULL;

CREATE VIEW replaced_projects AS
SELECT l.gitlab_id AS project_gitlab_id, l.path AS former_path, o.gitlab_id AS path_owner_gitlab_id,
	iif(l.gone_at IS NULL, 'unproven', 'gone') AS state, l.path_lost_at, l.gone_at, l.gone_run_id
FROM projects l LEFT JOIN projects o ON o.path = l.path COLLATE NOCASE AND o.path_lost_at IS NULL
WHERE l.path_lost_at IS NOT NULL;

DROP VIEW settling_entities;
CREATE VIEW settling_entities AS
SELECT p.reference_path || CASE s.entity_type WHEN 'issue' THEN '#' ELSE '!' END || coalesce(i.iid, m.iid) AS reference,
	s.updated_at, s.settles_at, s.run_id
FROM dependent_states s
JOIN projects p ON p.id = s.project_id
LEFT JOIN issues i ON s.entity_type = 'issue' AND i.id = s.entity_id
LEFT JOIN merge_requests m ON s.entity_type = 'merge_request' AND m.id = s.entity_id
WHERE s.complete = 1 AND s.settles_at IS NOT NULL AND p.gone_at IS NULL;

DROP VIEW gone_entities;
CREATE VIEW gone_entities AS
SELECT p.reference_path || '#' || i.iid AS reference, i.title, i.state, coalesce(i.gone_at, p.gone_at) AS gone_at,
	coalesce(i.gone_run_id, p.gone_run_id) AS gone_run_id
FROM issues i JOIN projects p ON p.id = i.project_id WHERE coalesce(i.gone_at, p.gone_at) IS NOT NULL
UNION ALL
SELECT p.reference_path || '!' || m.iid, m.title, m.state, coalesce(m.gone_at, p.gone_at),
	coalesce(m.gone_run_id, p.gone_run_id)
FROM merge_requests m JOIN projects p ON p.id = m.project_id WHERE coalesce(m.gone_at, p.gone_at) IS NOT NULL;

-- The views for people show what is there.
DROP VIEW issue_overview;
DROP VIEW merge_request_overview;
DROP VIEW note_overview;

CREATE VIEW issue_overview AS
SELECT
	p.reference_path || '#' || i.iid AS reference,
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
WHERE i.gone_at IS NULL AND p.gone_at IS NULL;

CREATE VIEW merge_request_overview AS
SELECT
	p.reference_path || '!' || m.iid AS reference,
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
WHERE m.gone_at IS NULL AND p.gone_at IS NULL;

CREATE VIEW note_overview AS
SELECT
	p.reference_path || CASE WHEN d.issue_id IS NULL THEN '!' || m.iid ELSE '#' || i.iid END AS reference,
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
WHERE coalesce(i.gone_at, m.gone_at, p.gone_at) IS NULL;
