package dev.lorebatch.sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page by offset, and the headers that go with it.
 *
 * @param number the number, from 1
 * @param size the most rows it can have
 */
record Page(int number, int size) {

	private static final int DEFAULT_SIZE = 20;

	private static final int LARGEST_SIZE = 100;

	/** GitLab does not count further. */
	private static final int LARGEST_TOTAL = 10_000;

	static Page of(Query query) {
		return new Page(query.positive("page", 1), size(query));
	}

	static int size(Query query) {
		return Math.min(query.positive("per_page", DEFAULT_SIZE), LARGEST_SIZE);
	}

	<T> List<T> slice(List<T> rows) {
		long from = Math.min((long) (this.number - 1) * this.size, rows.size());
		return rows.subList((int) from, (int) Math.min(from + this.size, rows.size()));
	}

	Map<String, String> headers(int total, PageLinks links) {
		int pages = Math.max(1, (total + this.size - 1) / this.size);
		boolean counted = total <= LARGEST_TOTAL;
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("Link", links.header(this.number, pages, counted));
		headers.put("X-Next-Page", (this.number < pages) ? String.valueOf(this.number + 1) : "");
		headers.put("X-Page", String.valueOf(this.number));
		headers.put("X-Per-Page", String.valueOf(this.size));
		headers.put("X-Prev-Page", (this.number > 1) ? String.valueOf(this.number - 1) : "");
		if (counted) {
			headers.put("X-Total", String.valueOf(total));
			headers.put("X-Total-Pages", String.valueOf(pages));
		}
		return headers;
	}

}
