package dev.lorebatch.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.search.LexicalSearch.Markers;

/**
 * The passages of documents that a query found.
 */
class Passages {

	/**
	 * FTS5's snippet takes time by the square of how often the words occur: a second for
	 * a log of 300 KB.
	 */
	private static final int LARGE = 10_000;

	/** Of a large document, only so much is looked at. */
	private static final int LOOKED_AT = 50_000;

	/** Column 1 is content: keywords and identifiers are not for reading. */
	private static final String SMALL_ONES = """
			SELECT rowid, snippet(documents_fts, 1, ?, ?, '…', 24) FROM documents_fts
			WHERE documents_fts MATCH ? AND rowid IN (SELECT d.id FROM documents d
				WHERE d.id IN (SELECT value FROM json_each(?)) AND octet_length(d.content) <= ?)
			""";

	private static final String LARGE_ONES = """
			SELECT id, substr(body, 1, ?) FROM documents
			WHERE id IN (SELECT value FROM json_each(?)) AND octet_length(content) > ?
			""";

	private final JdbcClient jdbc;

	private final Markers markers;

	Passages(JdbcClient jdbc, Markers markers) {
		this.jdbc = jdbc;
		this.markers = markers;
	}

	/**
	 * The best passage of each of the documents, where there is one.
	 * @param expression by which they were found
	 */
	Map<Long, String> find(String expression, List<Long> documents) {
		Map<Long, String> passages = new HashMap<>();
		if (!documents.isEmpty()) {
			String ids = JsonMapper.shared().writeValueAsString(documents);
			this.jdbc.sql(SMALL_ONES)
				.params(this.markers.start(), this.markers.end(), expression, ids, LARGE)
				.query((row) -> {
					passages.put(row.getLong(1), row.getString(2));
				});
			LargeText large = new LargeText(expression, this.markers);
			this.jdbc.sql(LARGE_ONES).params(LOOKED_AT, ids, LARGE).query((row) -> {
				passages.put(row.getLong(1), large.passage(row.getString(2)));
			});
		}
		return passages;
	}

}
