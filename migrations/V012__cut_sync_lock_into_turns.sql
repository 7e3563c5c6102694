-- turns = 1: the holder needs the lock within its write transactions only; whoever waits may take it between two of them.
ALTER TABLE sync_locks ADD COLUMN turns INTEGER NOT NULL DEFAULT 0;

-- The runs that wait for the lock, first come, first served. A row goes with its lease, and one whose process did not
-- look for a while is passed over.
CREATE TABLE sync_lock_waiters (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	token TEXT NOT NULL UNIQUE REFERENCES run_leases (token) ON DELETE CASCADE,
	looked_at TEXT NOT NULL
) STRICT;
