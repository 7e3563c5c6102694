-- Work that a run still owes. Rows are scoped to the run that enqueued them; the claim index starts with the scope, so
-- the cost of a claim does not grow with the rows of other runs.
CREATE TABLE dependent_jobs (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	project_id INTEGER NOT NULL REFERENCES projects (id),
	job_type TEXT NOT NULL,
	scope_run_id TEXT NOT NULL,
	status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'claimed', 'completed', 'failed')),
	entity_type TEXT NOT NULL CHECK (entity_type IN ('issue', 'merge_request')),
	entity_id INTEGER NOT NULL,
	entity_iid INTEGER NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0,
	next_attempt_at TEXT,
	last_error TEXT,
	pages INTEGER,
	row_count INTEGER,
	enqueued_at TEXT NOT NULL,
	completed_at TEXT,
	UNIQUE (scope_run_id, entity_type, entity_id, job_type)
) STRICT;

CREATE INDEX dependent_jobs_claim_ix ON dependent_jobs (project_id, job_type, scope_run_id, status, id);

-- Sources whose documents a run has to regenerate.
CREATE TABLE dirty_sources (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	source_type TEXT NOT NULL CHECK (source_type IN ('issue', 'merge_request', 'discussion')),
	source_id INTEGER NOT NULL,
	origin_run_id TEXT NOT NULL,
	marked_at TEXT NOT NULL,
	UNIQUE (source_type, source_id, origin_run_id)
) STRICT;

CREATE INDEX dirty_sources_run_ix ON dirty_sources (origin_run_id, id);
