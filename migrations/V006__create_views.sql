-- Views for people: `SELECT * FROM issue_overview` in any SQLite shell.
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
FROM issues i JOIN projects p ON p.id = i.project_id;

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
FROM merge_requests m JOIN projects p ON p.id = m.project_id;

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
JOIN projects p ON p.id = coalesce(i.project_id, m.project_id);
