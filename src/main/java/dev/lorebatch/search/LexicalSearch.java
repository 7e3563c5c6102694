package dev.lorebatch.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

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
	private static final int MAX_RANKED = 10_000;

	/** What is rare: together in no more documents. */
	private static final int MAX_RARE = 5_000;

	/**
	 * What is common: in more than one of so many documents. BM25 takes no notice of what
	 * is in more than half of them, but would look at every one.
	 */
	private static final int COMMON = 2;

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

	/** The same if every document may be a hit: only the best are looked up. */
	private static final String HITS_OF_ALL = """
			WITH best AS MATERIALIZED (
				SELECT rowid AS id, rank AS score FROM documents_fts WHERE documents_fts MATCH ? AND rowid > ?
				ORDER BY rank LIMIT ?)
			SELECT d.id, best.score, d.source_type, d.entity_type, d.entity_id, d.title
			FROM best CROSS JOIN documents d ON d.id = best.id
			ORDER BY best.score
			""";

	/** Walks the index from its end, without a score for each match. */
	private static final String LAST_BEYOND = "SELECT f.rowid " + MATCHES + " ORDER BY f.rowid DESC LIMIT 1 OFFSET ?";

	private static final String LAST_OF_ALL_BEYOND = "SELECT rowid FROM documents_fts WHERE documents_fts MATCH ? "
			+ "ORDER BY rowid DESC LIMIT 1 OFFSET ?";

	private static final String COUNT = "SELECT count(*) FROM (SELECT 1 FROM documents_fts WHERE documents_fts MATCH ? LIMIT ?)";

	private static final String DOCUMENTS = "SELECT count(*) FROM documents";

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
		Map<Long, String> snippets = new Passages(this.jdbc, markers).find(result.words(),
				result.hits().stream().map(LexicalHit::documentId).toList());
		List<LexicalHit> hits = result.hits()
			.stream()
			.map((hit) -> hit.withSnippet(snippets.getOrDefault(hit.documentId(), "")))
			.toList();
		return new LexicalResult(result.matching(), result.expression(), result.words(), result.unknownWords(), hits);
	}

	/**
	 * The same without passages, which cost more than everything else.
	 */
	public LexicalResult rank(FullTextQuery query, SearchCondition condition, int limit) {
		return rank(query, condition, limit, () -> {
		});
	}

	/**
	 * The same.
	 * @param unknownWords told if half of the words are nowhere, before documents with
	 * the others are ranked, which takes the most time
	 */
	LexicalResult rank(FullTextQuery query, SearchCondition condition, int limit, Runnable unknownWords) {
		if (query.isEmpty()) {
			return new LexicalResult(Matching.NOTHING, "", "", false, List.of());
		}
		LexicalResult result = rank(query.all(), condition, limit);
		FullTextQuery.Attempt any = result.hits().isEmpty() ? any(query) : null;
		if (any != null && any.unknownWords()) {
			unknownWords.run();
		}
		return (any != null) ? rank(any, condition, limit) : result;
	}

	private FullTextQuery.@Nullable Attempt any(FullTextQuery query) {
		long common = Math.max(MAX_RARE, this.jdbc.sql(DOCUMENTS).query(Long.class).single() / COMMON);
		return query.any((term) -> count(term, common), MAX_RARE, common);
	}

	private LexicalResult rank(FullTextQuery.Attempt attempt, SearchCondition condition, int limit) {
		try {
			return new LexicalResult(attempt.matching(), attempt.expression(), attempt.words(), attempt.unknownWords(),
					findHits(attempt, condition, limit));
		}
		catch (DataAccessException ex) {
			if (attempt.matching() == Matching.RAW) {
				throw invalid(ex);
			}
			throw ex;
		}
	}

	/**
	 * How many documents match, counted no further than to one more than so many.
	 */
	private long count(String expression, long most) {
		return this.jdbc.sql(COUNT).params(expression, most + 1).query(Long.class).single();
	}

	private List<LexicalHit> findHits(FullTextQuery.Attempt attempt, SearchCondition condition, int limit) {
		String expression = attempt.expression();
		long matching = (attempt.atMost() <= this.maxRanked) ? attempt.atMost() : count(expression, this.maxRanked);
		if (matching == 0) {
			return List.of();
		}
		boolean all = this.policy.searchable() && condition.sql().equals(SearchCondition.ALL.sql());
		String allowed = this.policy.searchable() ? "1" : "d.confidential = 0";
		long beyond = (matching <= this.maxRanked) ? 0
				: this.jdbc.sql(all ? LAST_OF_ALL_BEYOND : LAST_BEYOND.formatted(allowed, condition.sql()))
					.params(parameters(expression, condition, this.maxRanked))
					.query(Long.class)
					.optional()
					.orElse(0L);
		return this.jdbc.sql(all ? HITS_OF_ALL : HITS.formatted(allowed, condition.sql()))
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
