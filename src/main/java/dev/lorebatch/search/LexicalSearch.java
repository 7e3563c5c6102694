package dev.lorebatch.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.search.LexicalResult.Matching;

/**
 * Full-text search. Hits are ranked and cut first, passages are made of those that remain
 * only. Thread-safe.
 */
public class LexicalSearch {

	/**
	 * Ranking costs time for every match. A query that more documents than this match is
	 * not about any of them; the newest in the mirror are ranked.
	 */
	private static final int MAX_RANKED = 50_000;

	/**
	 * A document is found by its id first: its index entry leads, filters follow.
	 */
	private static final String MATCHES = """
			FROM documents_fts f
			CROSS JOIN documents d ON d.id = f.rowid
			LEFT JOIN issues i ON d.entity_type = 'issue' AND i.id = d.entity_id
			LEFT JOIN merge_requests m ON d.entity_type = 'merge_request' AND m.id = d.entity_id
			WHERE documents_fts MATCH ? AND %s AND (%s)
			""";

	private static final String HITS = "SELECT d.id, f.rank AS score, d.source_type, d.entity_type, d.entity_id, d.title "
			+ MATCHES + " AND f.rowid > ? ORDER BY f.rank LIMIT ?";

	/** Walks the index from its end, without a score for each match. */
	private static final String LAST_BEYOND = "SELECT f.rowid " + MATCHES + " ORDER BY f.rowid DESC LIMIT 1 OFFSET ?";

	/** Column 1 is content: keywords and identifiers are not for reading. */
	private static final String SNIPPETS = """
			SELECT rowid, snippet(documents_fts, 1, ?, ?, '…', 24) FROM documents_fts
			WHERE documents_fts MATCH ? AND rowid IN (%s)
			""";

	private final JdbcClient jdbc;

	private final ConfidentialPolicy policy;

	private final int maxRanked;

	public LexicalSearch(JdbcClient jdbc, ConfidentialPolicy policy) {
		this(jdbc, policy, MAX_RANKED);
	}

	LexicalSearch(JdbcClient jdbc, ConfidentialPolicy policy, int maxRanked) {
		this.jdbc = jdbc;
		this.policy = policy;
		this.maxRanked = maxRanked;
	}

	/**
	 * Searches.
	 * @param limit at most so many documents
	 * @throws LoreException with {@link ExitCode#USAGE} if a raw query is not valid
	 */
	public LexicalResult search(FullTextQuery query, SearchCondition condition, int limit, Markers markers) {
		LexicalResult result = rank(query, condition, limit);
		Map<Long, String> snippets = snippets(result.expression(),
				result.hits().stream().map(LexicalHit::documentId).toList(), markers);
		List<LexicalHit> hits = result.hits()
			.stream()
			.map((hit) -> hit.withSnippet(snippets.getOrDefault(hit.documentId(), "")))
			.toList();
		return new LexicalResult(result.matching(), result.expression(), hits);
	}

	/**
	 * The same without passages, which cost more than everything else.
	 */
	public LexicalResult rank(FullTextQuery query, SearchCondition condition, int limit) {
		LexicalResult result = new LexicalResult(Matching.NOTHING, "", List.of());
		for (FullTextQuery.Attempt attempt : query.attempts()) {
			List<LexicalHit> hits = rank(attempt, condition, limit);
			result = new LexicalResult(attempt.matching(), attempt.expression(), hits);
			if (!hits.isEmpty()) {
				break;
			}
		}
		return result;
	}

	/**
	 * The best passage of each of the documents.
	 * @param expression by which they were found
	 */
	public Map<Long, String> snippets(String expression, List<Long> documents, Markers markers) {
		Map<Long, String> snippets = new HashMap<>();
		if (!documents.isEmpty()) {
			String ids = documents.stream().map(String::valueOf).collect(Collectors.joining(", "));
			this.jdbc.sql(SNIPPETS.formatted(ids)).params(markers.start(), markers.end(), expression).query((row) -> {
				snippets.put(row.getLong(1), row.getString(2));
			});
		}
		return snippets;
	}

	private List<LexicalHit> rank(FullTextQuery.Attempt attempt, SearchCondition condition, int limit) {
		try {
			return findHits(attempt.expression(), condition, limit);
		}
		catch (DataAccessException ex) {
			if (attempt.matching() == Matching.RAW) {
				throw invalid(ex);
			}
			throw ex;
		}
	}

	private List<LexicalHit> findHits(String expression, SearchCondition condition, int limit) {
		String allowed = this.policy.searchable() ? "1" : "d.confidential = 0";
		long beyond = this.jdbc.sql(LAST_BEYOND.formatted(allowed, condition.sql()))
			.params(parameters(expression, condition, this.maxRanked))
			.query(Long.class)
			.optional()
			.orElse(0L);
		return this.jdbc.sql(HITS.formatted(allowed, condition.sql()))
			.params(parameters(expression, condition, beyond, limit))
			.query((row, index) -> new LexicalHit(index + 1, -row.getDouble("score"), row.getLong("id"),
					row.getString("source_type"), EntityKind.ofValue(row.getString("entity_type")),
					row.getLong("entity_id"), row.getString("title"), ""))
			.list();
	}

	private static List<Object> parameters(String expression, SearchCondition condition, Object... more) {
		List<Object> parameters = new ArrayList<>();
		parameters.add(expression);
		parameters.addAll(condition.parameters());
		parameters.addAll(List.of(more));
		return parameters;
	}

	private static LoreException invalid(DataAccessException ex) {
		String reason = String.valueOf(ex.getMostSpecificCause().getMessage())
			.replaceFirst("(?s)^\\[[A-Z_]+]\\s*", "")
			.replaceFirst("(?s)^SQL error or missing database\\s*", "")
			.replaceAll("\\s+", " ");
		return new LoreException(ExitCode.USAGE, "the raw query is not a valid FTS5 expression: " + reason,
				"leave --raw out, or see https://sqlite.org/fts5.html#full_text_query_syntax", List.of(), ex);
	}

	/**
	 * What to put around the words that were found.
	 */
	public record Markers(String start, String end) {

	}

}
