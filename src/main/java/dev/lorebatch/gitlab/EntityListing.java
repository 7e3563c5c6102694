package dev.lorebatch.gitlab;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.GitLabTime;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.gitlab.ListingPage.ListedEntity;

/**
 * Reads the issues or merge requests of a project in the order of {@code updated_at},
 * page by page, while they change.
 * <p>
 * An entity that changes moves to the end of this order. A keyset listing goes on behind
 * the last row it gave, so nothing is lost; GitLab has it for issues since 18.3, and an
 * older one ignores the parameter and answers with page numbers. Page numbers are counted
 * from the beginning, so a row that leaves it makes those behind it move up, and one of
 * them is skipped. Therefore not the second page is asked for, but the first page of what
 * was updated at the time of the last row or later: a page that is always full of what is
 * not given yet, and never deep. Only rows of one and the same millisecond that fill a
 * page need its second page; those may be skipped, and {@link TieReading} reads them
 * again until nothing new shows up.
 * <p>
 * A page may be short or empty in the middle. Only a missing next page is the end.
 */
class EntityListing {

	private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*rel=\"?next\"?", Pattern.CASE_INSENSITIVE);

	private static final Pattern CURSOR = Pattern.compile("[?&]cursor=([^&#]+)");

	private final ListReader reader;

	EntityListing(ListReader reader) {
		this.reader = reader;
	}

	ListingPage read(long projectId, EntityKind kind, ListingPosition position) {
		ResourcePath resource = ResourcePath.ofProject(projectId, kind.resource())
			.with("order_by", "updated_at")
			.with("sort", "asc")
			.with("with_labels_details", true)
			.with("per_page", GitLabClient.PER_PAGE);
		resource = (position.updatedAfter() != null) ? resource.with("updated_after", position.updatedAfter())
				: resource;
		resource = (position.page() > 1) ? resource.with("page", position.page()) : resource;
		resource = position.keyset() ? resource.with("pagination", "keyset") : resource;
		resource = (position.cursor() != null) ? resource.with("cursor", position.cursor()) : resource;
		try {
			ResourcePath wanted = resource;
			return this.reader.read(wanted, (items, response) -> page(kind, position, items, response));
		}
		catch (GitLabException ex) {
			if (position.keyset() && isKeysetRefused(ex)) {
				return read(projectId, kind, position.atTime(position.updatedAfter()));
			}
			throw ex;
		}
	}

	/**
	 * GitLab says 405 for resources that have no keyset listing.
	 */
	private static boolean isKeysetRefused(GitLabException ex) {
		Integer status = ex.status();
		return ex.kind() == Kind.REFUSED && status != null && (status == 405 || status == 400);
	}

	private static ListingPage page(EntityKind kind, ListingPosition position, List<JsonNode> items,
			GitLabResponse response) {
		List<ListedEntity> entities = new ArrayList<>();
		for (JsonNode item : items) {
			Long iid = GitLabClient.iid(item);
			if (iid != null) {
				entities.add(new ListedEntity(iid, updatedAt(item),
						new Payload(item, GitLabClient.describe(new EntityRef(kind, iid)))));
			}
		}
		requireFiltered(kind, position, entities);
		Page page = Page.of(items, response, GitLabClient.PER_PAGE);
		return new ListingPage(entities, items.size() - entities.size(),
				next(position, items.size(), entities, page, response), page.total(), serverTime(response));
	}

	/**
	 * A server that ignores the filter would give its first page for ever.
	 */
	private static void requireFiltered(EntityKind kind, ListingPosition position, List<ListedEntity> entities) {
		String after = position.updatedAfter();
		for (ListedEntity entity : entities) {
			String time = entity.updatedAt();
			if (after != null && time != null && time.compareTo(after) < 0) {
				throw new GitLabException(Kind.INVALID_JSON,
						"the list of %s has one of %s, but those updated after %s were asked for"
							.formatted(kind.resource(), time, after),
						null);
			}
		}
	}

	private static @Nullable ListingPosition next(ListingPosition position, int rows, List<ListedEntity> entities,
			Page page, GitLabResponse response) {
		boolean numbered = response.headers().firstValue("X-Page").isPresent()
				|| response.headers().firstValue("X-Next-Page").isPresent();
		String cursor = cursor(response);
		if (position.keyset() && !numbered) {
			// Without a cursor it is the end, unless a proxy took the header away
			return (cursor != null) ? position.atCursor(cursor)
					: (rows < GitLabClient.PER_PAGE) ? null : position.atTime(last(position, entities));
		}
		if (page.next() == null) {
			return null;
		}
		String last = last(position, entities);
		int following = (page.next() == Page.UNKNOWN_NEXT) ? position.page() + 1 : page.next();
		return Objects.equals(last, position.updatedAfter()) ? position.atPage(following) : position.atTime(last);
	}

	/**
	 * The time of the last row, but never before the time the list begins with.
	 */
	private static @Nullable String last(ListingPosition position, List<ListedEntity> entities) {
		String latest = position.updatedAfter();
		for (ListedEntity entity : entities) {
			String time = entity.updatedAt();
			latest = (time != null && (latest == null || time.compareTo(latest) > 0)) ? time : latest;
		}
		return latest;
	}

	/**
	 * Only the cursor is taken from the link, never the server it leads to.
	 */
	private static @Nullable String cursor(GitLabResponse response) {
		Matcher link = NEXT.matcher(String.join(", ", response.headers().allValues("Link")));
		if (!link.find()) {
			return null;
		}
		Matcher cursor = CURSOR.matcher(link.group(1));
		return cursor.find() ? ResourcePath.decode(cursor.group(1)) : null;
	}

	private static @Nullable String updatedAt(JsonNode item) {
		JsonNode value = item.get("updated_at");
		return (value != null && value.isString()) ? GitLabTime.normalize(value.asString()) : null;
	}

	private static @Nullable Instant serverTime(GitLabResponse response) {
		try {
			return response.headers()
				.firstValue("Date")
				.map((date) -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
				.orElse(null);
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	/**
	 * Sends one list request.
	 */
	@FunctionalInterface
	interface ListReader {

		ListingPage read(ResourcePath resource, PageReader reader);

	}

	/**
	 * Makes a page of an answer.
	 */
	@FunctionalInterface
	interface PageReader {

		ListingPage read(List<JsonNode> items, GitLabResponse response);

	}

}
