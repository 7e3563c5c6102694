-- beats counts the heartbeats of a lease: whether it moves is seen without believing any clock. process_start_ticks is the
-- start of the process in ticks since the boot, null where the platform does not say: process_started_at is computed from
-- a clock that may be set. looks does for a waiting run what beats does for a lease.
ALTER TABLE run_leases ADD COLUMN beats INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run_leases ADD COLUMN process_start_ticks INTEGER;
ALTER TABLE sync_lock_waiters ADD COLUMN looks INTEGER NOT NULL DEFAULT 0;

-- When the payload was asked for, by GitLab's clock: updated_at is compared with this. Null if GitLab told no time.
ALTER TABLE sync_run_entities ADD COLUMN gitlab_fetched_at TEXT;
