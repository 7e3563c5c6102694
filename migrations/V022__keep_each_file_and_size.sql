-- A merge request can have two entries of one path: a file that became a link is one that was deleted and one that was
-- added. occurrence counts the entries of the same two paths from 0, in GitLab's order.
CREATE TEMP TABLE kept_merge_request_files AS SELECT * FROM merge_request_files;
DROP TABLE merge_request_files;

CREATE TABLE merge_request_files (
	id INTEGER PRIMARY KEY,
	merge_request_id INTEGER NOT NULL REFERENCES merge_requests (id) ON DELETE CASCADE,
	old_path TEXT NOT NULL,
	new_path TEXT NOT NULL,
	occurrence INTEGER NOT NULL DEFAULT 0,
	change_kind TEXT NOT NULL CHECK (change_kind IN ('added', 'deleted', 'renamed', 'modified')),
	completeness TEXT NOT NULL CHECK (completeness IN ('complete', 'collapsed', 'too_large', 'unknown')),
	generated INTEGER,
	old_mode TEXT,
	new_mode TEXT,
	additions INTEGER,
	deletions INTEGER,
	UNIQUE (merge_request_id, old_path, new_path, occurrence)
) STRICT;

INSERT INTO merge_request_files (id, merge_request_id, old_path, new_path, change_kind, completeness, generated, old_mode,
	new_mode, additions, deletions)
SELECT id, merge_request_id, old_path, new_path, change_kind, completeness, generated, old_mode, new_mode, additions,
	deletions
FROM kept_merge_request_files;
DROP TABLE kept_merge_request_files;

CREATE INDEX merge_request_files_new_path_ix ON merge_request_files (new_path);

-- The size of the image that position_x and position_y were measured in. What GitLab sent is at hand.
ALTER TABLE notes ADD COLUMN position_width REAL;
ALTER TABLE notes ADD COLUMN position_height REAL;

UPDATE notes SET (position_width, position_height) = (
	SELECT CAST(n.value ->> '$.position.width' AS REAL), CAST(n.value ->> '$.position.height' AS REAL)
	FROM discussions d
	JOIN raw_payloads r ON r.parent_type = 'merge_request' AND r.parent_id = d.merge_request_id
		AND r.resource_type = 'discussion' AND r.resource_key LIKE '%/' || d.gitlab_id
	JOIN json_each(iif(json_valid(r.payload), r.payload, '{}'), '$.notes') n ON n.value ->> '$.id' = notes.gitlab_id
	WHERE d.id = notes.discussion_id)
WHERE position_type = 'image';
