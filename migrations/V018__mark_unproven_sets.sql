-- Dependent sets that contradict what is known of the entity. first_rows: how many rows a first reading gave that was not
-- believed, so that the job is read a second time, and never a third. unproven: why the second reading is not believed
-- either; what the mirror has of the set stays.
ALTER TABLE dependent_jobs ADD COLUMN first_rows INTEGER;
ALTER TABLE dependent_jobs ADD COLUMN unproven TEXT;

-- Why the sets of the entity are not complete although all of them were read; the next run looks again.
ALTER TABLE dependent_states ADD COLUMN unproven TEXT;
CREATE INDEX dependent_states_unproven_ix ON dependent_states (run_id) WHERE unproven IS NOT NULL;
