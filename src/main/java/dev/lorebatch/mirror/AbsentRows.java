package dev.lorebatch.mirror;

/**
 * What becomes of the rows of a dependent set that are not in the answer of GitLab. Only
 * a view that is known to see all that others see proves that they are gone.
 */
public enum AbsentRows {

	/** The view sees everything: what it does not get is gone. */
	REMOVED,

	/**
	 * The view read the set last, too: what it got then and does not get now is gone for
	 * it; what it did not get then stays.
	 */
	REMOVED_IF_SEEN,

	/** Another view read the set last, and may have seen more. */
	KEPT

}
