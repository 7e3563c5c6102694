package dev.lorebatch.sample;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A page by cursor: it starts after the last row of the page before, wherever that is
 * now.
 *
 * @param ordering the order
 * @param size the most rows a page can have
 * @param after the last row of the page before, or null
 */
record Keyset(Ordering ordering, int size, @Nullable Row after) {

	static Keyset of(Query query) {
		String cursor = query.text("cursor");
		return new Keyset(Ordering.of(query), Page.size(query), (cursor != null) ? decode(cursor) : null);
	}

	List<Row> slice(List<Row> rows) {
		int from = 0;
		if (this.after != null) {
			int position = Collections.binarySearch(rows, this.after, this.ordering);
			from = (position >= 0) ? position + 1 : -position - 1;
		}
		return rows.subList(from, Math.min(from + this.size, rows.size()));
	}

	Map<String, String> headers(List<Row> rows, List<Row> page, PageLinks links) {
		boolean last = page.isEmpty() || page.get(page.size() - 1).equals(rows.get(rows.size() - 1));
		return last ? Map.of() : Map.of("Link", links.next(encode(page.get(page.size() - 1))));
	}

	private String encode(Row row) {
		Facts cursor = Facts.none().set("key", String.valueOf(this.ordering.key(row))).set("id", row.id());
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(cursor.toString().getBytes(StandardCharsets.UTF_8));
	}

	private static Row decode(String cursor) {
		try {
			Facts facts = new Facts(Json.parse(Base64.getUrlDecoder().decode(cursor)));
			long key = Long.parseLong(facts.required("key"));
			return new Row(0, facts.number("id"), key, key, "", false);
		}
		catch (IllegalArgumentException | IllegalStateException | ClassCastException | JacksonException ex) {
			throw ApiException.badParameter("cursor", "is invalid");
		}
	}

}
