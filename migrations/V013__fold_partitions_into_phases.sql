-- The ledger knows runs of whole projects: ingest is partitioned there, its partitions are step executions named
-- `ingest:12:issue`. They are no phases of their own.
DROP VIEW sync_runs;
DROP VIEW sync_run_phases;

-- One row per run and phase, over all attempts of the run. Counters are the integer entries `lore.*` of the newest
-- step execution context of that phase (Spring Batch carries the context of a failed step into its restart); requests,
-- retries and waits are those of each attempt, summed. Those of partitions are added to their phase.
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
		(SELECT json_group_object(counter, total) FROM (
			SELECT substr(j.key, 6) AS counter, sum(j.value) AS total
			FROM BATCH_JOB_EXECUTION a
			JOIN BATCH_STEP_EXECUTION s ON s.JOB_EXECUTION_ID = a.JOB_EXECUTION_ID
			JOIN BATCH_STEP_EXECUTION_CONTEXT c ON c.STEP_EXECUTION_ID = s.STEP_EXECUTION_ID,
				json_each(coalesce(c.SERIALIZED_CONTEXT, c.SHORT_CONTEXT)) j
			WHERE a.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID
				AND (s.STEP_EXECUTION_ID = l.STEP_EXECUTION_ID
					OR (s.STEP_NAME GLOB l.STEP_NAME || ':*' AND NOT EXISTS (
						SELECT 1 FROM BATCH_JOB_EXECUTION b
						JOIN BATCH_STEP_EXECUTION t ON t.JOB_EXECUTION_ID = b.JOB_EXECUTION_ID
						WHERE b.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID AND t.STEP_NAME = s.STEP_NAME
							AND t.STEP_EXECUTION_ID > s.STEP_EXECUTION_ID)))
				AND j.key LIKE 'lore.%' AND j.type = 'integer'
			GROUP BY j.key)),
		(SELECT json_object(
				'requests', sum(json_extract(coalesce(c.SERIALIZED_CONTEXT, c.SHORT_CONTEXT), '$."lore.requests"')),
				'retries', sum(json_extract(coalesce(c.SERIALIZED_CONTEXT, c.SHORT_CONTEXT), '$."lore.retries"')),
				'retry_wait_ms',
				sum(json_extract(coalesce(c.SERIALIZED_CONTEXT, c.SHORT_CONTEXT), '$."lore.retry_wait_ms"')))
			FROM BATCH_JOB_EXECUTION a
			JOIN BATCH_STEP_EXECUTION s ON s.JOB_EXECUTION_ID = a.JOB_EXECUTION_ID
			JOIN BATCH_STEP_EXECUTION_CONTEXT c ON c.STEP_EXECUTION_ID = s.STEP_EXECUTION_ID
			WHERE a.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID
				AND (s.STEP_NAME = l.STEP_NAME OR s.STEP_NAME GLOB l.STEP_NAME || ':*'))) AS counters,
	(SELECT json_extract(coalesce(c.SERIALIZED_CONTEXT, c.SHORT_CONTEXT), '$.warning')
		FROM BATCH_STEP_EXECUTION_CONTEXT c WHERE c.STEP_EXECUTION_ID = l.STEP_EXECUTION_ID) AS warning
FROM BATCH_JOB_EXECUTION e
JOIN BATCH_STEP_EXECUTION l ON l.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID
WHERE instr(l.STEP_NAME, ':') = 0 AND l.STEP_EXECUTION_ID = (SELECT max(s.STEP_EXECUTION_ID)
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
		WHERE p.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND p.PARAMETER_NAME IN ('project', 'projects')) AS project,
	CASE i.JOB_NAME WHEN 'surgicalSync' THEN 'surgical' WHEN 'incrementalSync' THEN 'incremental'
		WHEN 'fullSync' THEN 'full' ELSE i.JOB_NAME END AS mode,
	coalesce((SELECT CASE WHEN p.PARAMETER_VALUE = '' THEN 0
			ELSE length(p.PARAMETER_VALUE) - length(replace(p.PARAMETER_VALUE, ',', '')) + 1 END
		FROM BATCH_JOB_EXECUTION_PARAMS p
		WHERE p.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND p.PARAMETER_NAME = 'issues'), 0) AS requested_issues,
	coalesce((SELECT CASE WHEN p.PARAMETER_VALUE = '' THEN 0
			ELSE length(p.PARAMETER_VALUE) - length(replace(p.PARAMETER_VALUE, ',', '')) + 1 END
		FROM BATCH_JOB_EXECUTION_PARAMS p
		WHERE p.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID AND p.PARAMETER_NAME = 'mrs'), 0) AS requested_merge_requests,
	lower(e.STATUS) AS status,
	CASE e.STATUS
		WHEN 'COMPLETED' THEN 'done'
		WHEN 'FAILED' THEN 'failed'
		WHEN 'ABANDONED' THEN 'failed'
		WHEN 'UNKNOWN' THEN 'failed'
		ELSE coalesce((SELECT substr(s.STEP_NAME, 1, instr(s.STEP_NAME || ':', ':') - 1) FROM BATCH_STEP_EXECUTION s
			WHERE s.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID ORDER BY s.STEP_EXECUTION_ID DESC LIMIT 1), 'preflight')
	END AS phase,
	(SELECT substr(s.STEP_NAME, 1, instr(s.STEP_NAME || ':', ':') - 1) FROM BATCH_STEP_EXECUTION s
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
