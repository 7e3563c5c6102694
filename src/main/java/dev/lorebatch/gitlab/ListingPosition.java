package dev.lorebatch.gitlab;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where in a listing in the order of {@code updated_at} the next page is. Everything
 * before it was given.
 *
 * @param updatedAfter list what was updated then or later, {@code null} for all
 * @param page the page of that list
 * @param perPage how many rows the page has: fewer than the largest page where rows break
 * larger ones
 * @param left how many pages of this size to read before a larger one is tried
 */
public record ListingPosition(@Nullable String updatedAfter, int page, int perPage, int left) {

	/**
	 * From the largest on. Each divides the one before it, so a row begins a page of
	 * each.
	 */
	private static final List<Integer> SIZES = List.of(GitLabClient.PER_PAGE, 25, 5, 1);

	/**
	 * The first page of what was updated at that time or later, {@code null} for all.
	 */
	public static ListingPosition start(@Nullable String updatedAfter) {
		return new ListingPosition(updatedAfter, 1, GitLabClient.PER_PAGE, 0);
	}

	/**
	 * A further page, a larger one if it is time for that and it begins with this row.
	 */
	ListingPosition atPage(int next) {
		int size = (this.left > 1 || !isReduced()) ? this.perPage : larger();
		int rows = (next - 1) * this.perPage;
		if (size == this.perPage || rows % size != 0) {
			return new ListingPosition(this.updatedAfter, next, this.perPage, Math.max(0, this.left - 1));
		}
		return new ListingPosition(this.updatedAfter, rows / size + 1, size, pagesOf(size));
	}

	private int larger() {
		return SIZES.get(SIZES.indexOf(this.perPage) - 1);
	}

	/**
	 * The first page of what was updated at that time or later, as large as the pages
	 * before let hope.
	 */
	ListingPosition goOn(@Nullable String time) {
		if (this.left > 1 || !isReduced()) {
			return new ListingPosition(time, 1, this.perPage, Math.max(0, this.left - 1));
		}
		return new ListingPosition(time, 1, larger(), pagesOf(larger()));
	}

	/**
	 * Returns whether rows break larger pages.
	 */
	boolean isReduced() {
		return this.perPage < GitLabClient.PER_PAGE;
	}

	boolean isSingle() {
		return this.perPage == 1;
	}

	/**
	 * The page of the next smaller size that begins with the same row.
	 */
	ListingPosition smaller() {
		int size = SIZES.get(SIZES.indexOf(this.perPage) + 1);
		return new ListingPosition(this.updatedAfter, (this.page - 1) * (this.perPage / size) + 1, size, pagesOf(size));
	}

	/**
	 * The row so many rows behind a single one.
	 */
	ListingPosition behind(int rows) {
		return new ListingPosition(this.updatedAfter, this.page + rows, 1, 1);
	}

	/**
	 * Returns this position with the largest page size if it is the first page.
	 */
	ListingPosition full() {
		return (this.page == 1) ? start(this.updatedAfter) : this;
	}

	/**
	 * Counts the pages that make one of the next larger size.
	 */
	private static int pagesOf(int size) {
		int step = SIZES.indexOf(size);
		return (step == 0) ? 0 : SIZES.get(step - 1) / size;
	}

}
