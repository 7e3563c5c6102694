package dev.lorebatch.faults;

import java.util.List;

/**
 * A kind of request of a run to which faults happen.
 */
interface Place {

	/**
	 * Its name on a page, without a comma.
	 */
	String label();

	boolean matches(Seen request);

	/**
	 * How often faults happen to it.
	 */
	List<Depth> depths();

	/**
	 * Whether the server is to answer this request with an empty list.
	 */
	default boolean hides(Seen request) {
		return false;
	}

	/**
	 * What to ask the sample instead: GitLab may give short pages, and with those any
	 * list has several.
	 */
	default String forwarded(String target) {
		return target;
	}

}
