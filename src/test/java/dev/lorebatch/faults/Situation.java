package dev.lorebatch.faults;

/**
 * What the mirror has when a run of a whole project begins.
 */
enum Situation {

	/** Nothing: it is the first run. */
	FIRST,

	/** The project as it was before the changes. */
	LATER,

	/** The same, but a failed run owes all sets of one issue. */
	OWED,

	/** The same as {@link #LATER}, and the run is asked to reconcile. */
	RECONCILED

}
