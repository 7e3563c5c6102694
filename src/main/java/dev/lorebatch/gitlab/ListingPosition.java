package dev.lorebatch.gitlab;

import org.jspecify.annotations.Nullable;

/**
 * Where in a listing in the order of {@code updated_at} the next page is. Everything
 * before it was given.
 *
 * @param updatedAfter list what was updated then or later, {@code null} for all
 * @param page the page of that list
 * @param cursor GitLab's cursor, in a keyset listing
 * @param keyset whether to ask for a keyset listing
 */
public record ListingPosition(@Nullable String updatedAfter, int page, @Nullable String cursor, boolean keyset) {

	/**
	 * The beginning.
	 * @param keyset whether the server may know keyset listings of this resource
	 */
	public static ListingPosition start(@Nullable String updatedAfter, boolean keyset) {
		return new ListingPosition(updatedAfter, 1, null, keyset);
	}

	ListingPosition atCursor(String next) {
		return new ListingPosition(this.updatedAfter, 1, next, true);
	}

	ListingPosition atPage(int next) {
		return new ListingPosition(this.updatedAfter, next, null, false);
	}

	/**
	 * The first page of what was updated at that time or later, by page numbers.
	 */
	ListingPosition atTime(@Nullable String time) {
		return new ListingPosition(time, 1, null, false);
	}

}
