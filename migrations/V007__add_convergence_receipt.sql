-- The convergence receipt: whether GitLab still said the same of an entity after all of it was fetched.
-- gitlab_updated_at and gitlab_user_notes_count are those of the row the mirror holds since ingest or the last refetch;
-- the closing list is compared with them. verification_note says why an entity could not be verified. settles_at is set
-- if the entity had changed less than 90 seconds before it was fetched: until then GitLab may hide a later change.
ALTER TABLE sync_run_entities ADD COLUMN gitlab_user_notes_count INTEGER;
ALTER TABLE sync_run_entities ADD COLUMN verification TEXT NOT NULL DEFAULT 'unverified'
	CHECK (verification IN ('verified', 'moving', 'unverified'));
ALTER TABLE sync_run_entities ADD COLUMN verification_note TEXT;
ALTER TABLE sync_run_entities ADD COLUMN verified_at TEXT;
ALTER TABLE sync_run_entities ADD COLUMN verify_rounds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_run_entities ADD COLUMN settles_at TEXT;
ALTER TABLE sync_run_entities ADD COLUMN settling INTEGER GENERATED ALWAYS AS (settles_at IS NOT NULL) VIRTUAL;

-- JSON by type of set: {"discussions":{"pages":1,"rows":3}}
ALTER TABLE sync_run_entities ADD COLUMN dependents TEXT;
