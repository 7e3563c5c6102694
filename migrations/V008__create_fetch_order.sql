-- Every look of a run at GitLab, numbered before the first request is sent. The number tells which of two payloads was
-- asked for later; a clock that was set back could not.
CREATE TABLE sync_run_fetches (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	run_id TEXT NOT NULL,
	requested_at TEXT NOT NULL
) STRICT;

CREATE INDEX sync_run_fetches_run_ix ON sync_run_fetches (run_id, id);

-- The newest of these numbers that a row of the mirror was written from. Not a column there: syncing twice changes
-- nothing the second time. No foreign key, so that old runs can leave the ledger.
CREATE TABLE last_fetches (
	resource_type TEXT NOT NULL CHECK (resource_type IN ('project', 'issue', 'merge_request', 'label')),
	resource_id INTEGER NOT NULL,
	fetch_id INTEGER NOT NULL,
	PRIMARY KEY (resource_type, resource_id)
) STRICT, WITHOUT ROWID;
