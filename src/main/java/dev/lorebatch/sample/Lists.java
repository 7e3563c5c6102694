package dev.lorebatch.sample;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Answers with a page of a list.
 */
final class Lists {

	private Lists() {
	}

	static Reply page(Call call, List<? extends JsonNode> rows) {
		return page(call, rows, (row) -> row);
	}

	/**
	 * Cuts the page out first and renders it then, so rows rendered as null make a page
	 * shorter and do not move the others: this is how GitLab hides what a viewer may not
	 * see.
	 */
	static <T> Reply page(Call call, List<T> rows, Function<T, @Nullable JsonNode> rendering) {
		Page page = Page.of(call.query());
		List<JsonNode> rendered = page.slice(rows).stream().map(rendering).filter(Objects::nonNull).toList();
		return Reply.ok(Json.array(rendered), page.headers(rows.size(), new PageLinks(call)));
	}

}
