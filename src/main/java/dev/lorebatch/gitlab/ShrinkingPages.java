package dev.lorebatch.gitlab;

import org.jspecify.annotations.Nullable;

/**
 * Reading of a page of a listing that fails because of its rows: smaller pages are asked
 * for, until those before the row that breaks them are read, or the row is alone. Then
 * the one behind it is read, and the page says that a row is missing before it. Failures
 * of smaller pages are not repeated, only that of the row alone.
 */
class ShrinkingPages {

	/** More rows in sequence that cannot be read are no matter of single rows. */
	private static final int MAX_MISSING = 3;

	private final PageReader reader;

	ShrinkingPages(PageReader reader) {
		this.reader = reader;
	}

	/**
	 * Reads the page, or the beginning of it.
	 * @throws GitLabException that of the page, if no row of it can be read; or whatever
	 * is no matter of rows
	 */
	ListingPage read(ListingPosition position) {
		try {
			return this.reader.read(position, !position.isReduced());
		}
		catch (GitLabException ex) {
			if (!ex.isOfRows()) {
				throw ex;
			}
			return readSmaller(position, ex);
		}
	}

	private ListingPage readSmaller(ListingPosition whole, GitLabException failure) {
		ListingPosition position = whole;
		while (!position.isSingle()) {
			position = position.smaller();
			ListingPage page = readOnce(position);
			if (page != null) {
				return page;
			}
		}
		for (int rows = 1; rows <= MAX_MISSING; rows++) {
			ListingPage next = readOnce(position.behind(rows));
			if (next != null) {
				return confirm(position, next, rows);
			}
		}
		if (whole.isReduced()) {
			return this.reader.read(whole, true); // an outage, which was not waited for
													// yet
		}
		throw failure;
	}

	/**
	 * Asks for the row with all retries, because from now on it counts as one that cannot
	 * be read.
	 */
	private ListingPage confirm(ListingPosition row, ListingPage next, int rows) {
		try {
			return this.reader.read(row, true);
		}
		catch (GitLabException ex) {
			if (!ex.isOfRows()) {
				throw ex;
			}
			return next.behind(rows, ex);
		}
	}

	private @Nullable ListingPage readOnce(ListingPosition position) {
		try {
			return this.reader.read(position, false);
		}
		catch (GitLabException ex) {
			if (!ex.isOfRows()) {
				throw ex;
			}
			return null;
		}
	}

	/**
	 * Sends the request for one page.
	 */
	@FunctionalInterface
	interface PageReader {

		/**
		 * Asks for the page.
		 * @param retried whether failures of rows are worth repeating
		 */
		ListingPage read(ListingPosition position, boolean retried);

	}

}
