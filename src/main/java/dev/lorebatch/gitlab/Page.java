package dev.lorebatch.gitlab;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One page of a list.
 *
 * @param next the number of the next page, {@code null} on the last one
 * @param total how many rows GitLab says there are, a hint only; {@code null} if it does
 * not say
 */
record Page(List<JsonNode> items, @Nullable Integer next, @Nullable Long total) {

	private static final Pattern NEXT_LINK = Pattern
		.compile("<[^>]*[?&]page=([0-9]{1,9})[^>]*>\\s*;[^,]*rel=\"?next\"?", Pattern.CASE_INSENSITIVE);

	/**
	 * Reads the paging headers. A page may be short or empty in the middle of a list, so
	 * only the next page decides; totals never do. Where a proxy strips all paging
	 * headers, a full page has a next one.
	 */
	static Page of(List<JsonNode> items, GitLabResponse response, int perPage) {
		Optional<String> nextPage = response.headers().firstValue("X-Next-Page").map(String::strip);
		Optional<String> link = Optional.of(String.join(", ", response.headers().allValues("Link")))
			.filter((value) -> !value.isEmpty());
		Integer next = null;
		if (nextPage.isPresent()) {
			next = number(nextPage.get());
		}
		else if (link.isPresent()) {
			Matcher matcher = NEXT_LINK.matcher(link.get());
			next = matcher.find() ? number(matcher.group(1)) : null;
		}
		else if (items.size() >= perPage) {
			int current = response.headers().firstValue("X-Page").map(Page::number).orElse(0);
			next = (current > 0) ? current + 1 : UNKNOWN_NEXT;
		}
		Long total = response.headers()
			.firstValue("X-Total")
			.filter((value) -> value.matches("[0-9]{1,18}"))
			.map(Long::valueOf)
			.orElse(null);
		return new Page(items, next, total);
	}

	/** There is a next page, and it is the one after this. */
	static final int UNKNOWN_NEXT = -1;

	private static @Nullable Integer number(String text) {
		return text.matches("[1-9][0-9]{0,8}") ? Integer.valueOf(text) : null;
	}

}
