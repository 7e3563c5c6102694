package dev.lorebatch.model;

/**
 * What can happen next: upstream, to the clock, or to the mirror.
 */
enum Op {

	EDIT_TITLE, SET_TIME_BACK, EDIT_LABELS, CLOSE_OR_REOPEN, ADD_NOTE, REPLY, EDIT_NOTE, DELETE_NOTE, OPEN, MOVE,
	DELETE, RENAME,

	WAIT_SECONDS, WAIT_MINUTES,

	SYNC_INCREMENTAL, SYNC_FULL, RECONCILE, SYNC_SURGICAL, SYNC_FAILS_AND_RESTARTS, SYNC_FAILS_FOR_GOOD,
	SYNC_IS_SHOWN_NOTHING;

	boolean isChange() {
		return ordinal() <= RENAME.ordinal();
	}

}
