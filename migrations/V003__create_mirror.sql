-- The mirror: GitLab's names, GitLab's ids as gitlab_id (64 bit), times as ISO-8601 UTC text with milliseconds.
-- No column here says when or by which run a row was fetched: syncing twice changes nothing the second time.
CREATE TABLE projects (
	id INTEGER PRIMARY KEY,
	gitlab_id INTEGER NOT NULL UNIQUE,
	path TEXT NOT NULL,
	name TEXT,
	web_url TEXT
) STRICT;

CREATE INDEX projects_path_ix ON projects (path);

CREATE TABLE issues (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES projects (id),
	gitlab_id INTEGER NOT NULL,
	iid INTEGER NOT NULL,
	title TEXT NOT NULL,
	description TEXT,
	state TEXT NOT NULL,
	issue_type TEXT,
	author_username TEXT,
	milestone_title TEXT,
	confidential INTEGER NOT NULL DEFAULT 0,
	discussion_locked INTEGER,
	user_notes_count INTEGER,
	upvotes INTEGER,
	downvotes INTEGER,
	due_date TEXT,
	weight INTEGER,
	moved_to_gitlab_id INTEGER,
	created_at TEXT,
	updated_at TEXT,
	closed_at TEXT,
	closed_by_username TEXT,
	web_url TEXT,
	UNIQUE (project_id, iid)
) STRICT;

CREATE INDEX issues_gitlab_id_ix ON issues (gitlab_id);
CREATE INDEX issues_updated_ix ON issues (project_id, updated_at);

CREATE TABLE merge_requests (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES projects (id),
	gitlab_id INTEGER NOT NULL,
	iid INTEGER NOT NULL,
	title TEXT NOT NULL,
	description TEXT,
	state TEXT NOT NULL,
	draft INTEGER NOT NULL DEFAULT 0,
	author_username TEXT,
	milestone_title TEXT,
	source_branch TEXT,
	target_branch TEXT,
	source_project_gitlab_id INTEGER,
	target_project_gitlab_id INTEGER,
	sha TEXT,
	merge_commit_sha TEXT,
	squash_commit_sha TEXT,
	merge_user_username TEXT,
	detailed_merge_status TEXT,
	discussion_locked INTEGER,
	user_notes_count INTEGER,
	upvotes INTEGER,
	downvotes INTEGER,
	created_at TEXT,
	updated_at TEXT,
	merged_at TEXT,
	closed_at TEXT,
	closed_by_username TEXT,
	web_url TEXT,
	UNIQUE (project_id, iid)
) STRICT;

CREATE INDEX merge_requests_gitlab_id_ix ON merge_requests (gitlab_id);
CREATE INDEX merge_requests_updated_ix ON merge_requests (project_id, updated_at);

CREATE TABLE labels (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES projects (id),
	gitlab_id INTEGER,
	name TEXT NOT NULL,
	color TEXT,
	description TEXT,
	UNIQUE (project_id, name)
) STRICT;

CREATE TABLE issue_labels (
	issue_id INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
	label_id INTEGER NOT NULL REFERENCES labels (id),
	PRIMARY KEY (issue_id, label_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX issue_labels_label_ix ON issue_labels (label_id);

CREATE TABLE merge_request_labels (
	merge_request_id INTEGER NOT NULL REFERENCES merge_requests (id) ON DELETE CASCADE,
	label_id INTEGER NOT NULL REFERENCES labels (id),
	PRIMARY KEY (merge_request_id, label_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX merge_request_labels_label_ix ON merge_request_labels (label_id);

CREATE TABLE issue_assignees (
	issue_id INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
	username TEXT NOT NULL,
	PRIMARY KEY (issue_id, username)
) STRICT, WITHOUT ROWID;

CREATE TABLE merge_request_assignees (
	merge_request_id INTEGER NOT NULL REFERENCES merge_requests (id) ON DELETE CASCADE,
	username TEXT NOT NULL,
	PRIMARY KEY (merge_request_id, username)
) STRICT, WITHOUT ROWID;

CREATE TABLE merge_request_reviewers (
	merge_request_id INTEGER NOT NULL REFERENCES merge_requests (id) ON DELETE CASCADE,
	username TEXT NOT NULL,
	PRIMARY KEY (merge_request_id, username)
) STRICT, WITHOUT ROWID;

CREATE TABLE discussions (
	id INTEGER PRIMARY KEY,
	gitlab_id TEXT NOT NULL,
	issue_id INTEGER REFERENCES issues (id) ON DELETE CASCADE,
	merge_request_id INTEGER REFERENCES merge_requests (id) ON DELETE CASCADE,
	individual_note INTEGER NOT NULL DEFAULT 0,
	position INTEGER NOT NULL,
	CHECK ((issue_id IS NULL) <> (merge_request_id IS NULL))
) STRICT;

CREATE UNIQUE INDEX discussions_issue_ux ON discussions (issue_id, gitlab_id) WHERE issue_id IS NOT NULL;
CREATE UNIQUE INDEX discussions_merge_request_ux ON discussions (merge_request_id, gitlab_id)
	WHERE merge_request_id IS NOT NULL;

CREATE TABLE notes (
	id INTEGER PRIMARY KEY,
	gitlab_id INTEGER NOT NULL,
	discussion_id INTEGER NOT NULL REFERENCES discussions (id) ON DELETE CASCADE,
	ordinal INTEGER NOT NULL,
	body TEXT NOT NULL,
	type TEXT,
	author_username TEXT,
	system INTEGER NOT NULL DEFAULT 0,
	internal INTEGER NOT NULL DEFAULT 0,
	resolvable INTEGER NOT NULL DEFAULT 0,
	resolved INTEGER NOT NULL DEFAULT 0,
	resolved_by_username TEXT,
	resolved_at TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT,
	position_type TEXT,
	position_base_sha TEXT,
	position_start_sha TEXT,
	position_head_sha TEXT,
	position_old_path TEXT,
	position_new_path TEXT,
	position_old_line INTEGER,
	position_new_line INTEGER,
	position_line_range TEXT,
	position_x REAL,
	position_y REAL,
	UNIQUE (discussion_id, gitlab_id)
) STRICT;

CREATE INDEX notes_gitlab_id_ix ON notes (gitlab_id);

CREATE TABLE resource_state_events (
	id INTEGER PRIMARY KEY,
	gitlab_id INTEGER NOT NULL,
	issue_id INTEGER REFERENCES issues (id) ON DELETE CASCADE,
	merge_request_id INTEGER REFERENCES merge_requests (id) ON DELETE CASCADE,
	user_username TEXT,
	state TEXT,
	source_commit TEXT,
	source_merge_request_gitlab_id INTEGER,
	created_at TEXT NOT NULL,
	CHECK ((issue_id IS NULL) <> (merge_request_id IS NULL))
) STRICT;

CREATE UNIQUE INDEX resource_state_events_issue_ux ON resource_state_events (issue_id, gitlab_id)
	WHERE issue_id IS NOT NULL;
CREATE UNIQUE INDEX resource_state_events_merge_request_ux ON resource_state_events (merge_request_id, gitlab_id)
	WHERE merge_request_id IS NOT NULL;

CREATE TABLE resource_label_events (
	id INTEGER PRIMARY KEY,
	gitlab_id INTEGER NOT NULL,
	issue_id INTEGER REFERENCES issues (id) ON DELETE CASCADE,
	merge_request_id INTEGER REFERENCES merge_requests (id) ON DELETE CASCADE,
	user_username TEXT,
	action TEXT,
	label_gitlab_id INTEGER,
	label_name TEXT,
	created_at TEXT NOT NULL,
	CHECK ((issue_id IS NULL) <> (merge_request_id IS NULL))
) STRICT;

CREATE UNIQUE INDEX resource_label_events_issue_ux ON resource_label_events (issue_id, gitlab_id)
	WHERE issue_id IS NOT NULL;
CREATE UNIQUE INDEX resource_label_events_merge_request_ux ON resource_label_events (merge_request_id, gitlab_id)
	WHERE merge_request_id IS NOT NULL;

CREATE TABLE resource_milestone_events (
	id INTEGER PRIMARY KEY,
	gitlab_id INTEGER NOT NULL,
	issue_id INTEGER REFERENCES issues (id) ON DELETE CASCADE,
	merge_request_id INTEGER REFERENCES merge_requests (id) ON DELETE CASCADE,
	user_username TEXT,
	action TEXT,
	milestone_gitlab_id INTEGER,
	milestone_title TEXT,
	created_at TEXT NOT NULL,
	CHECK ((issue_id IS NULL) <> (merge_request_id IS NULL))
) STRICT;

CREATE UNIQUE INDEX resource_milestone_events_issue_ux ON resource_milestone_events (issue_id, gitlab_id)
	WHERE issue_id IS NOT NULL;
CREATE UNIQUE INDEX resource_milestone_events_merge_request_ux
	ON resource_milestone_events (merge_request_id, gitlab_id) WHERE merge_request_id IS NOT NULL;

-- completeness: complete | collapsed | too_large | unknown. Only `complete` rows have line counts: an empty diff of a
-- collapsed file is GitLab's limit, not the truth.
CREATE TABLE merge_request_files (
	id INTEGER PRIMARY KEY,
	merge_request_id INTEGER NOT NULL REFERENCES merge_requests (id) ON DELETE CASCADE,
	old_path TEXT NOT NULL,
	new_path TEXT NOT NULL,
	change_kind TEXT NOT NULL CHECK (change_kind IN ('added', 'deleted', 'renamed', 'modified')),
	completeness TEXT NOT NULL CHECK (completeness IN ('complete', 'collapsed', 'too_large', 'unknown')),
	generated INTEGER,
	old_mode TEXT,
	new_mode TEXT,
	additions INTEGER,
	deletions INTEGER,
	UNIQUE (merge_request_id, old_path, new_path)
) STRICT;

CREATE INDEX merge_request_files_new_path_ix ON merge_request_files (new_path);

-- Who points at whom, seen from the entity it was read on: `closes`, `closed_by`, `mentions`, `mentioned_in`.
-- `provenance` says where: description, discussions, or the endpoint closed_by or closes_issues. The rows of one source
-- and provenance are replaced as a set. The target may be in no mirrored project, or in another tracker.
CREATE TABLE entity_references (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES projects (id),
	source_type TEXT NOT NULL CHECK (source_type IN ('issue', 'merge_request')),
	source_id INTEGER NOT NULL,
	provenance TEXT NOT NULL,
	reference_type TEXT NOT NULL CHECK (reference_type IN ('closes', 'closed_by', 'mentions', 'mentioned_in')),
	target_type TEXT NOT NULL CHECK (target_type IN ('issue', 'merge_request', 'external')),
	target_project_path TEXT NOT NULL,
	target_key TEXT NOT NULL,
	UNIQUE (source_type, source_id, provenance, reference_type, target_type, target_project_path, target_key)
) STRICT;

CREATE INDEX entity_references_target_ix ON entity_references (target_project_path, target_type, target_key);

-- What GitLab sent, so that nothing it said is lost and re-extraction needs no network.
CREATE TABLE raw_payloads (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES projects (id),
	resource_type TEXT NOT NULL,
	resource_key TEXT NOT NULL,
	parent_type TEXT,
	parent_id INTEGER,
	payload TEXT NOT NULL,
	payload_hash TEXT NOT NULL,
	UNIQUE (project_id, resource_type, resource_key)
) STRICT;

CREATE INDEX raw_payloads_parent_ix ON raw_payloads (parent_type, parent_id, resource_type);
