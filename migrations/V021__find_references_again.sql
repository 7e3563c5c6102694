-- References are found by a grammar that has a version, and whatever path their target had.

-- Paths that differ in case only are one path; texts are kept as they were written.
CREATE TEMP TABLE kept_entity_references AS SELECT * FROM entity_references;
DROP TABLE entity_references;
CREATE TABLE entity_references (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES projects (id),
	source_type TEXT NOT NULL CHECK (source_type IN ('issue', 'merge_request')),
	source_id INTEGER NOT NULL,
	provenance TEXT NOT NULL,
	reference_type TEXT NOT NULL CHECK (reference_type IN ('closes', 'closed_by', 'mentions', 'mentioned_in')),
	target_type TEXT NOT NULL CHECK (target_type IN ('issue', 'merge_request', 'external')),
	target_project_path TEXT NOT NULL COLLATE NOCASE,
	target_key TEXT NOT NULL,
	unseen INTEGER NOT NULL DEFAULT 0,
	UNIQUE (source_type, source_id, provenance, reference_type, target_type, target_project_path COLLATE BINARY, target_key)
) STRICT;
INSERT INTO entity_references (id, project_id, source_type, source_id, provenance, reference_type, target_type,
	target_project_path, target_key, unseen)
SELECT id, project_id, source_type, source_id, provenance, reference_type, target_type, target_project_path, target_key,
	unseen
FROM kept_entity_references;
DROP TABLE kept_entity_references;

CREATE INDEX entity_references_target_ix ON entity_references (target_project_path, target_type, target_key);

-- Paths that projects had before, each with the one that had it last. GitLab answers them with the project's new path as
-- long as no other project has them.
CREATE TABLE former_project_paths (
	path TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES projects (id),
	noted_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX former_project_paths_project_ix ON former_project_paths (project_id);

-- What runs have noted: the path a project was listed, or asked for, under. And the addresses of its pages.
INSERT OR REPLACE INTO former_project_paths (path, project_id, noted_at)
SELECT k.path, p.id, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
FROM (
	SELECT run_id, project AS path, project_gitlab_id AS gitlab_id FROM sync_run_projects
	UNION ALL
	SELECT w.run_id, w.project_path, p.gitlab_id FROM sync_watermarks w JOIN projects p ON p.id = w.project_id
	UNION ALL
	SELECT r.PARAMETER_VALUE, n.PARAMETER_VALUE, v.project_gitlab_id
	FROM BATCH_JOB_EXECUTION_PARAMS r
	JOIN BATCH_JOB_EXECUTION_PARAMS n ON n.JOB_EXECUTION_ID = r.JOB_EXECUTION_ID AND n.PARAMETER_NAME = 'project'
	JOIN sync_run_views v ON v.run_id = r.PARAMETER_VALUE
	WHERE r.PARAMETER_NAME = 'runId'
	UNION ALL
	SELECT NULL, substr(e.web_url, length(p.web_url) - length(p.path) + 1,
		instr(e.web_url, '/-/') - length(p.web_url) + length(p.path) - 1), p.gitlab_id
	FROM (SELECT project_id, web_url FROM issues UNION ALL SELECT project_id, web_url FROM merge_requests) e
	JOIN projects p ON p.id = e.project_id
	WHERE p.web_url LIKE '%/' || p.path AND instr(e.web_url, '/-/') > length(p.web_url) - length(p.path) + 1
		AND substr(e.web_url, 1, length(p.web_url) - length(p.path)) = substr(p.web_url, 1, length(p.web_url) - length(p.path))
) k
JOIN projects p ON p.gitlab_id = k.gitlab_id
LEFT JOIN (SELECT run_id, max(id) AS fetch_id FROM sync_run_fetches GROUP BY run_id) f ON f.run_id = k.run_id
WHERE k.path LIKE '%_/_%' AND k.path NOT LIKE '%*' AND k.path <> p.path COLLATE NOCASE
	AND NOT EXISTS (SELECT 1 FROM projects o WHERE o.path = k.path COLLATE NOCASE AND o.path_lost_at IS NULL)
ORDER BY coalesce(f.fetch_id, 0), p.id;

-- Every path that means a project, present or former.
CREATE VIEW project_names AS
SELECT p.path COLLATE NOCASE AS path, p.id AS project_id, 0 AS former
FROM projects p WHERE p.path_lost_at IS NULL
UNION ALL
SELECT f.path COLLATE NOCASE, f.project_id, 1
FROM former_project_paths f JOIN projects p ON p.id = f.project_id
WHERE p.gone_at IS NULL
	AND NOT EXISTS (SELECT 1 FROM projects o WHERE o.path = f.path COLLATE NOCASE AND o.path_lost_at IS NULL);

-- With which version of the grammar the texts were read for references: those of entities up to last_id are read again, and
-- were up to scanned_through. Younger ones were read with this version when they were written.
CREATE TABLE reference_scans (
	entity_type TEXT NOT NULL CHECK (entity_type IN ('issue', 'merge_request')) PRIMARY KEY,
	grammar INTEGER NOT NULL,
	scanned_through INTEGER NOT NULL,
	last_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO reference_scans (entity_type, grammar, scanned_through, last_id)
SELECT 'issue', 1, 0, coalesce(max(id), 0) FROM issues
UNION ALL
SELECT 'merge_request', 1, 0, coalesce(max(id), 0) FROM merge_requests;
