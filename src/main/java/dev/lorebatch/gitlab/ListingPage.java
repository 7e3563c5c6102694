package dev.lorebatch.gitlab;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Payload;

/**
 * A page of a listing of whole projects.
 *
 * @param items in the order of {@code updated_at}; a row can be on more than one page
 * @param unreadable elements that name no IID and so cannot be told apart
 * @param next where to go on, {@code null} at the end
 * @param total how many rows the list has, a hint; {@code null} if GitLab does not say
 * @param serverTime GitLab's clock when it answered, {@code null} if it does not say
 * @param missing the rows before it that cannot be read, {@code null} for none
 */
public record ListingPage(List<ListedEntity> items, int unreadable, @Nullable ListingPosition next,
		@Nullable Long total, @Nullable Instant serverTime, @Nullable Missing missing) {

	/**
	 * Returns the page as one before which rows are missing.
	 */
	ListingPage behind(int rows, GitLabException failure) {
		return new ListingPage(this.items, this.unreadable, (this.next != null) ? this.next.full() : null, this.total,
				this.serverTime, new Missing(rows, failure));
	}

	/**
	 * Whether a page that was asked for behind another one is that one again: the server
	 * does not page, and the list is what it gave.
	 * @throws GitLabException if the page is full, so that there may be more which the
	 * server does not give
	 */
	public boolean repeats(ListingPage before, ListingPosition position) {
		if (this.items.isEmpty() || this.next == null || !this.items.equals(before.items)) {
			return false;
		}
		if (this.items.size() >= position.perPage()) {
			throw AnswerLimits.endless("the listing");
		}
		return true;
	}

	/**
	 * Rows that GitLab cannot give. They are not older than what was given before, and
	 * not newer than the page.
	 *
	 * @param failure why the first one cannot be read, even alone
	 */
	public record Missing(int rows, GitLabException failure) {

	}

	/**
	 * An entity of the page.
	 *
	 * @param updatedAt as the database stores it, {@code null} if GitLab does not say
	 */
	public record ListedEntity(long iid, @Nullable String updatedAt, Payload payload) {

	}

}
