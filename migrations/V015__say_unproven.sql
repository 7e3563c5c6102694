-- `unproven` is the word for every claim that could not be shown, so the receipt says it, too: verification was
-- 'unverified'. SQLite changes a constraint only with its table. The columns are those of V002 and V007.
CREATE TEMP TABLE kept_run_entities AS SELECT * FROM sync_run_entities;
DROP TABLE sync_run_entities;

CREATE TABLE sync_run_entities (
	run_id TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('issue', 'merge_request')),
	iid INTEGER NOT NULL,
	outcome TEXT NOT NULL DEFAULT 'requested',
	change TEXT,
	http_status INTEGER,
	error_code TEXT,
	error_message TEXT,
	attempts INTEGER,
	gitlab_updated_at TEXT,
	fetched_at TEXT,
	ingested_at TEXT,
	dependents_at TEXT,
	gitlab_user_notes_count INTEGER,
	verification TEXT NOT NULL DEFAULT 'unproven' CHECK (verification IN ('verified', 'moving', 'unproven')),
	verification_note TEXT,
	verified_at TEXT,
	verify_rounds INTEGER NOT NULL DEFAULT 0,
	settles_at TEXT,
	settling INTEGER GENERATED ALWAYS AS (settles_at IS NOT NULL) VIRTUAL,
	dependents TEXT,
	PRIMARY KEY (run_id, kind, iid)
) STRICT, WITHOUT ROWID;

INSERT INTO sync_run_entities (run_id, kind, iid, outcome, change, http_status, error_code, error_message, attempts,
	gitlab_updated_at, fetched_at, ingested_at, dependents_at, gitlab_user_notes_count, verification, verification_note,
	verified_at, verify_rounds, settles_at, dependents)
SELECT run_id, kind, iid, outcome, change, http_status, error_code, error_message, attempts,
	gitlab_updated_at, fetched_at, ingested_at, dependents_at, gitlab_user_notes_count,
	CASE verification WHEN 'unverified' THEN 'unproven' ELSE verification END, verification_note, verified_at,
	verify_rounds, settles_at, dependents
FROM kept_run_entities;
DROP TABLE kept_run_entities;
