package dev.lorebatch.crash;

import java.util.Locale;

/**
 * An instant at which what a run has done and what the database says of it differ most:
 * right before and right after something becomes durable. In the order in which a run
 * passes them.
 */
public enum FailPoint {

	/** The process has the run, nothing of the run is written yet. */
	LEASE_TAKEN,

	/** The run's row is in the ledger, its requested entities are not. */
	RUN_ROW_WRITTEN,

	/** The step's row says that it runs, nothing of it is done. */
	STEP_STARTED,

	/** Right after the mutation lock was taken. */
	LOCK_TAKEN,

	/** A run that holds the mutation lock in turns has it, in an open transaction. */
	TURN_TAKEN,

	/** The entities of a listed page are about to be committed. */
	BEFORE_PAGE_COMMIT,

	AFTER_PAGE_COMMIT,

	/** The page is committed, and so is the position behind it. */
	POSITION_SAVED,

	BEFORE_ENTITY_COMMIT,

	AFTER_ENTITY_COMMIT,

	BEFORE_QUEUE_CLAIM,

	AFTER_QUEUE_CLAIM,

	/** All pages of a dependent set are in memory, nothing of it is written. */
	JOB_FETCHED,

	BEFORE_JOB_COMMIT,

	AFTER_JOB_COMMIT,

	BEFORE_VERDICT_COMMIT,

	AFTER_VERDICT_COMMIT,

	BEFORE_DOCUMENT_COMMIT,

	AFTER_DOCUMENT_COMMIT,

	BEFORE_VECTOR_COMMIT,

	AFTER_VECTOR_COMMIT,

	/** The step has done its work, its row says that it runs. */
	STEP_ENDED,

	/** The run's row says how it ended but not why, the lock is free. */
	LOCK_RELEASED,

	/** Everything is written, the lease is still there. */
	JOB_ENDED,

	/** Before any commit, those of Spring Batch's own bookkeeping included. */
	BEFORE_COMMIT,

	/** After any commit, those of Spring Batch's own bookkeeping included. */
	AFTER_COMMIT;

	/**
	 * The name in the switch, for example {@code lock-taken}.
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
