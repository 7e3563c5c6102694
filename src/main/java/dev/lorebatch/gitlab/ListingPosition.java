package dev.lorebatch.gitlab;

import org.jspecify.annotations.Nullable;

/**
 * Where in a listing in the order of {@code updated_at} the next page is. Everything
 * before it was given.
 *
 * @param updatedAfter list what was updated then or later, {@code null} for all
 * @param page the page of that list
 */
public record ListingPosition(@Nullable String updatedAfter, int page) {

	/**
	 * The first page of what was updated at that time or later, {@code null} for all.
	 */
	public static ListingPosition start(@Nullable String updatedAfter) {
		return new ListingPosition(updatedAfter, 1);
	}

	ListingPosition atPage(int next) {
		return new ListingPosition(this.updatedAfter, next);
	}

}
