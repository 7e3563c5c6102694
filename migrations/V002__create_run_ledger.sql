-- Stays empty. `DELETE FROM write_lock WHERE 0` as the first statement of a transaction takes SQLite's write lock
-- with the busy handler applied: what BEGIN IMMEDIATE does, without the driver's poisoned-connection fault.
CREATE TABLE write_lock (
	id INTEGER PRIMARY KEY
);

-- Liveness: one row per run that a process is working on right now.
CREATE TABLE run_leases (
	run_id TEXT NOT NULL PRIMARY KEY,
	token TEXT NOT NULL UNIQUE,
	host TEXT NOT NULL,
	pid INTEGER NOT NULL,
	process_started_at TEXT,
	acquired_at TEXT NOT NULL,
	heartbeat_at TEXT NOT NULL,
	expires_at TEXT NOT NULL,
	stop_requested_at TEXT
) STRICT;

-- The mutation lock: held from the first content write to the end of the run. It is alive while the lease it names is.
CREATE TABLE sync_locks (
	name TEXT NOT NULL PRIMARY KEY,
	run_id TEXT NOT NULL,
	token TEXT NOT NULL REFERENCES run_leases (token) ON DELETE CASCADE,
	acquired_at TEXT NOT NULL
) STRICT;

-- One row per requested IID and run: what became of it.
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
	PRIMARY KEY (run_id, kind, iid)
) STRICT, WITHOUT ROWID;

-- Every wait of the retry policy: which request, why, how long.
CREATE TABLE sync_run_retries (
	id INTEGER PRIMARY KEY,
	run_id TEXT NOT NULL,
	phase TEXT NOT NULL,
	request TEXT NOT NULL,
	attempt INTEGER NOT NULL,
	cause TEXT NOT NULL,
	wait_ms INTEGER NOT NULL,
	occurred_at TEXT NOT NULL
) STRICT;

CREATE INDEX sync_run_retries_run_ix ON sync_run_retries (run_id, id);

-- One row per run and phase, over all attempts of the run. Counters are the integer entries `lore.*` of the newest
-- step execution context of that phase (Spring Batch carries the context of a failed step into its restart); requests,
-- retries and waits are those of each attempt, summed.
-- Only correlated look-ups, no grouping: asking for one run costs that run, not the table.
CREATE VIEW sync_run_phases AS
SELECT
	e.JOB_INSTANCE_ID AS job_instance_id,
	l.STEP_NAME AS phase,
	(SELECT count(*) FROM BATCH_JOB_EXECUTION a JOIN BATCH_STEP_EXECUTION s ON s.JOB_EXECUTION_ID = a.JOB_EXECUTION_ID
		WHERE a.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID AND s.STEP_NAME = l.STEP_NAME) AS attempts,
	(SELECT CAST(sum(coalesce(s.END_TIME, s.LAST_UPDATED) - s.START_TIME) AS INTEGER)
		FROM BATCH_JOB_EXECUTION a JOIN BATCH_STEP_EXECUTION s ON s.JOB_EXECUTION_ID = a.JOB_EXECUTION_ID
		WHERE a.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID AND s.STEP_NAME = l.STEP_NAME) AS elapsed_ms,
	lower(l.STATUS) AS status,
	(SELECT min(s.STEP_EXECUTION_ID)
		FROM BATCH_JOB_EXECUTION a JOIN BATCH_STEP_EXECUTION s ON s.JOB_EXECUTION_ID = a.JOB_EXECUTION_ID
		WHERE a.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID AND s.STEP_NAME = l.STEP_NAME) AS first_step_execution_id,
	json_patch(
		(SELECT json_group_object(substr(j.key, 6), j.value)
			FROM BATCH_STEP_EXECUTION_CONTEXT c, json_each(coalesce(c.SERIALIZED_CONTEXT, c.SHORT_CONTEXT)) j
			WHERE c.STEP_EXECUTION_ID = l.STEP_EXECUTION_ID
				AND j.key LIKE 'lore.%' AND j.type = 'integer'),
		(SELECT json_object(
				'requests', sum(json_extract(coalesce(c.SERIALIZED_CONTEXT, c.SHORT_CONTEXT), '$."lore.requests"')),
				'retries', sum(json_extract(coalesce(c.SERIALIZED_CONTEXT, c.SHORT_CONTEXT), '$."lore.retries"')),
				'retry_wait_ms',
				sum(json_extract(coalesce(c.SERIALIZED_CONTEXT, c.SHORT_CONTEXT), '$."lore.retry_wait_ms"')))
			FROM BATCH_JOB_EXECUTION a
			JOIN BATCH_STEP_EXECUTION s ON s.JOB_EXECUTION_ID = a.JOB_EXECUTION_ID
			JOIN BATCH_STEP_EXECUTION_CONTEXT c ON c.STEP_EXECUTION_ID = s.STEP_EXECUTION_ID
			WHERE a.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID AND s.STEP_NAME = l.STEP_NAME)) AS counters,
	(SELECT json_extract(coalesce(c.SERIALIZED_CONTEXT, c.SHORT_CONTEXT), '$.warning')
		FROM BATCH_STEP_EXECUTION_CONTEXT c WHERE c.STEP_EXECUTION_ID = l.STEP_EXECUTION_ID) AS warning
FROM BATCH_JOB_EXECUTION e
JOIN BATCH_STEP_EXECUTION l ON l.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID
WHERE l.STEP_EXECUTION_ID = (SELECT max(s.STEP_EXECUTION_ID)
	FROM BATCH_JOB_EXECUTION a JOIN BATCH_STEP_EXECUTION s ON s.JOB_EXECUTION_ID = a.JOB_EXECUTION_ID
	WHERE a.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID AND s.STEP_NAME = l.STEP_NAME);

-- The ledger: one row per run. A run is a JobInstance (`runId` is its only identifying parameter), an attempt a
-- JobExecution, a phase a StepExecution. A view over the repository, so it can not say anything else than Batch does.
CREATE VIEW sync_runs AS
SELECT
	i.JOB_INSTANCE_ID AS job_instance_id,
	e.JOB_EXECUTION_ID AS last_job_execution_id,
	(SELECT p.PARAMETER_VALUE FROM BATCH_JOB_EXECUTION_PARAMS p
		WHERE p.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND p.PARAMETER_NAME = 'runId') AS run_id,
	(SELECT p.PARAMETER_VALUE FROM BATCH_JOB_EXECUTION_PARAMS p
		WHERE p.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND p.PARAMETER_NAME = 'project') AS project,
	CASE i.JOB_NAME WHEN 'surgicalSync' THEN 'surgical' WHEN 'incrementalSync' THEN 'incremental'
		WHEN 'fullSync' THEN 'full' ELSE i.JOB_NAME END AS mode,
	(SELECT CASE WHEN p.PARAMETER_VALUE = '' THEN 0
			ELSE length(p.PARAMETER_VALUE) - length(replace(p.PARAMETER_VALUE, ',', '')) + 1 END
		FROM BATCH_JOB_EXECUTION_PARAMS p
		WHERE p.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND p.PARAMETER_NAME = 'issues') AS requested_issues,
	(SELECT CASE WHEN p.PARAMETER_VALUE = '' THEN 0
			ELSE length(p.PARAMETER_VALUE) - length(replace(p.PARAMETER_VALUE, ',', '')) + 1 END
		FROM BATCH_JOB_EXECUTION_PARAMS p
		WHERE p.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND p.PARAMETER_NAME = 'mrs') AS requested_merge_requests,
	lower(e.STATUS) AS status,
	CASE e.STATUS
		WHEN 'COMPLETED' THEN 'done'
		WHEN 'FAILED' THEN 'failed'
		WHEN 'ABANDONED' THEN 'failed'
		WHEN 'UNKNOWN' THEN 'failed'
		ELSE coalesce((SELECT s.STEP_NAME FROM BATCH_STEP_EXECUTION s
			WHERE s.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID ORDER BY s.STEP_EXECUTION_ID DESC LIMIT 1), 'preflight')
	END AS phase,
	(SELECT s.STEP_NAME FROM BATCH_STEP_EXECUTION s
		WHERE s.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID ORDER BY s.STEP_EXECUTION_ID DESC LIMIT 1) AS last_phase,
	(SELECT count(*) FROM BATCH_JOB_EXECUTION a WHERE a.JOB_INSTANCE_ID = i.JOB_INSTANCE_ID) AS attempts,
	(SELECT strftime('%Y-%m-%dT%H:%M:%fZ', min(a.CREATE_TIME) / 1000.0, 'unixepoch') FROM BATCH_JOB_EXECUTION a
		WHERE a.JOB_INSTANCE_ID = i.JOB_INSTANCE_ID) AS started_at,
	strftime('%Y-%m-%dT%H:%M:%fZ', e.END_TIME / 1000.0, 'unixepoch') AS finished_at,
	CASE WHEN e.STATUS = 'COMPLETED' THEN NULL ELSE nullif(e.EXIT_MESSAGE, '') END AS last_error,
	(SELECT f.elapsed_ms FROM sync_run_phases f
		WHERE f.job_instance_id = i.JOB_INSTANCE_ID AND f.phase = 'preflight') AS preflight_ms,
	(SELECT f.elapsed_ms FROM sync_run_phases f
		WHERE f.job_instance_id = i.JOB_INSTANCE_ID AND f.phase = 'ingest') AS ingest_ms,
	(SELECT f.elapsed_ms FROM sync_run_phases f
		WHERE f.job_instance_id = i.JOB_INSTANCE_ID AND f.phase = 'dependents') AS dependents_ms,
	(SELECT f.elapsed_ms FROM sync_run_phases f
		WHERE f.job_instance_id = i.JOB_INSTANCE_ID AND f.phase = 'docs') AS docs_ms,
	(SELECT f.elapsed_ms FROM sync_run_phases f
		WHERE f.job_instance_id = i.JOB_INSTANCE_ID AND f.phase = 'embed') AS embed_ms,
	(SELECT json_group_object(f.phase, json(f.counters)) FROM sync_run_phases f
		WHERE f.job_instance_id = i.JOB_INSTANCE_ID) AS counters
FROM BATCH_JOB_INSTANCE i
CROSS JOIN BATCH_JOB_EXECUTION e
	ON e.JOB_EXECUTION_ID = (SELECT max(x.JOB_EXECUTION_ID) FROM BATCH_JOB_EXECUTION x
		WHERE x.JOB_INSTANCE_ID = i.JOB_INSTANCE_ID);
