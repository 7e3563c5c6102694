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
 */
public record ListingPage(List<ListedEntity> items, int unreadable, @Nullable ListingPosition next,
		@Nullable Long total, @Nullable Instant serverTime) {

	/**
	 * An entity of the page.
	 *
	 * @param updatedAt as the database stores it, {@code null} if GitLab does not say
	 */
	public record ListedEntity(long iid, @Nullable String updatedAt, Payload payload) {

	}

}
