-- Sets that GitLab refuses to the token with HTTP 403 while it shows the entity. What the mirror has of them stays; they are
-- asked for again when the view of the run, or its token, is another one, or when the entity changes.

-- The HTTP status that the set of a completed job was refused with; null if it was read.
ALTER TABLE dependent_jobs ADD COLUMN refused INTEGER;

-- By set, as JSON: {"diffs":{"http_status":403,"message":"..."}}; null if none was refused. refused_token_view_id: the token
-- that was refused.
ALTER TABLE dependent_states ADD COLUMN refused TEXT;
ALTER TABLE dependent_states ADD COLUMN refused_token_view_id INTEGER;

DROP INDEX dependent_states_open_ix;
CREATE INDEX dependent_states_open_ix ON dependent_states (project_id, entity_type, entity_id)
	WHERE complete = 0 OR settles_at IS NOT NULL OR refused IS NOT NULL;
CREATE INDEX dependent_states_refused_ix ON dependent_states (run_id) WHERE refused IS NOT NULL;

-- retryable: whether the cause can go away without anybody changing anything; null if that was not noted.
ALTER TABLE sync_run_entities ADD COLUMN refused TEXT;
ALTER TABLE sync_run_entities ADD COLUMN retryable INTEGER;
ALTER TABLE sync_run_failures ADD COLUMN http_status INTEGER;
ALTER TABLE sync_run_failures ADD COLUMN retryable INTEGER;
ALTER TABLE sync_run_projects ADD COLUMN retryable INTEGER;
