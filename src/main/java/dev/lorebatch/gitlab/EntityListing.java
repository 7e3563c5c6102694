package dev.lorebatch.gitlab;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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
 * An entity that changes moves to the end of this order. Page numbers are counted from
 * the beginning, so those behind it move up, and one of them is skipped. Therefore not
 * the second page is asked for, but the first page of what was updated at the time of the
 * last row or later: a page that is always full of what is not given yet, and never deep.
 * Only rows of one and the same millisecond that fill a page need its second page; those
 * may be skipped, and {@code TieReading} reads them again until nothing new shows up.
 * <p>
 * A page may be short or empty in the middle. The end is what {@link PagingHeaders} read
 * as one: where they say nothing, the listing goes on to an empty page.
 */
class EntityListing {

	private final ListReader reader;

	EntityListing(ListReader reader) {
		this.reader = reader;
	}

	ListingPage read(long projectId, EntityKind kind, ListingPosition position) {
		ResourcePath resource = ResourcePath.ofProject(projectId, kind.resource())
			.with("order_by", "updated_at")
			.with("sort", "asc")
			.with("with_labels_details", true)
			.with("per_page", position.perPage());
		resource = (position.updatedAfter() != null) ? resource.with("updated_after", position.updatedAfter())
				: resource;
		ResourcePath wanted = (position.page() > 1) ? resource.with("page", position.page()) : resource;
		return this.reader.read(wanted, (items, response) -> page(kind, wanted, position, items, response));
	}

	private static ListingPage page(EntityKind kind, ResourcePath resource, ListingPosition position,
			List<JsonNode> items, GitLabResponse response) {
		List<ListedEntity> entities = new ArrayList<>();
		for (JsonNode item : items) {
			Long iid = GitLabClient.iid(item);
			if (iid != null) {
				entities.add(new ListedEntity(iid, updatedAt(item),
						new Payload(item, GitLabClient.describe(new EntityRef(kind, iid)))));
			}
		}
		requireFiltered(kind, position, entities);
		Page page = Page.of(items, response, resource, position.page(), position.perPage());
		return new ListingPage(entities, items.size() - entities.size(),
				(page.next() != null) ? next(resource, position, entities, page.next()) : null, page.total(),
				serverTime(response), null);
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

	private static ListingPosition next(ResourcePath resource, ListingPosition position, List<ListedEntity> entities,
			NextPage next) {
		String last = last(position, entities);
		if (!Objects.equals(last, position.updatedAfter())) {
			return position.goOn(last);
		}
		int following = (next.number() != null) ? next.number() : position.page() + 1;
		// Counted in rows: pages may be smaller where one of them breaks
		long before = (following - 1L) * position.perPage();
		if (following <= position.page() || before >= (long) CompleteList.MAX_PAGES * GitLabClient.PER_PAGE) {
			throw CompleteList.endless(resource);
		}
		return position.atPage(following);
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
