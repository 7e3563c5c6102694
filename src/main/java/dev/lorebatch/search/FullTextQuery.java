package dev.lorebatch.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.search.LexicalResult.Matching;

/**
 * A query as expressions for FTS5's MATCH. What people type can not be a syntax error;
 * only a raw query can.
 */
public final class FullTextQuery {

	private static final FullTextQuery EMPTY = new FullTextQuery(List.of(), "", null, false);

	private final List<QueryTerm> wanted;

	private final String excluded;

	private final @Nullable String raw;

	private final boolean exact;

	private FullTextQuery(List<QueryTerm> wanted, String excluded, @Nullable String raw, boolean exact) {
		this.wanted = wanted;
		this.excluded = excluded;
		this.raw = raw;
		this.exact = exact;
	}

	/**
	 * Reads any text: words, {@code "phrases"}, {@code -excluded}, {@code prefix*},
	 * identifiers and references.
	 */
	public static FullTextQuery of(String text) {
		List<QueryTerm> terms = QueryParser.parse(text);
		List<QueryTerm> wanted = terms.stream().filter((term) -> !term.excluded()).toList();
		if (wanted.isEmpty()) {
			return EMPTY;
		}
		String excluded = terms.stream()
			.filter(QueryTerm::excluded)
			.map((term) -> term.expression(null))
			.collect(Collectors.joining(" OR "));
		boolean exact = terms.stream().anyMatch(QueryTerm::isOperator)
				|| wanted.stream().allMatch(QueryTerm::isReference);
		return new FullTextQuery(wanted, excluded, null, exact);
	}

	/**
	 * Takes the text as an FTS5 expression as it is.
	 */
	public static FullTextQuery raw(String expression) {
		return expression.isBlank() ? EMPTY : new FullTextQuery(List.of(), "", expression.strip(), false);
	}

	/**
	 * Whether there is nothing in it to search for.
	 */
	public boolean isEmpty() {
		return this.wanted.isEmpty() && this.raw == null;
	}

	/**
	 * Whether it says exactly what is wanted: with a phrase, a prefix or an exclusion, or
	 * by naming issues and merge requests and nothing else.
	 */
	boolean isExact() {
		return this.exact;
	}

	/**
	 * What to try first: documents with everything it asks for.
	 */
	Attempt all() {
		return (this.raw != null) ? new Attempt(Matching.RAW, this.raw, this.raw, false, Long.MAX_VALUE) : new Attempt(
				Matching.ALL, without(join(this.wanted, " AND ")), alone(this.wanted), false, Long.MAX_VALUE);
	}

	/**
	 * What to try if that finds nothing: documents with any of it. They need one of the
	 * rarest terms, of as many as are in so many documents together; the others only add
	 * to the rank. Most of the documents that have nothing but those are about something
	 * else, and ranking them would take most of the time. Common ones are left out.
	 * @param documents counts the documents that match an expression, up to one more than
	 * the larger of the two limits
	 * @param most so many documents to rank
	 * @param common what is in more documents than this is common
	 * @return {@code null} if it asks for one thing only
	 */
	@Nullable Attempt any(ToLongFunction<String> documents, long most, long common) {
		if (this.wanted.size() < 2) {
			return null;
		}
		Map<QueryTerm, Long> frequencies = new LinkedHashMap<>();
		this.wanted
			.forEach((term) -> frequencies.computeIfAbsent(term, (key) -> documents.applyAsLong(key.expression(null))));
		long unknown = frequencies.values().stream().filter((count) -> count == 0).count();
		boolean unknownWords = 2 * unknown >= frequencies.size();
		Set<QueryTerm> rarest = rarest(frequencies, most);
		long sum = rarest.stream().mapToLong(frequencies::get).sum();
		long atMost = (sum <= most) ? sum : Long.MAX_VALUE; // beyond it nobody counted
															// further
		List<QueryTerm> needed = this.wanted.stream().filter(rarest::contains).toList();
		List<QueryTerm> others = frequencies.entrySet()
			.stream()
			.filter((term) -> !rarest.contains(term.getKey()) && term.getValue() <= common)
			.map(Map.Entry::getKey)
			.toList();
		String rare = join(needed, " OR ");
		String expression = others.isEmpty() ? rare : "(%s) AND (%s OR %s)".formatted(rare, rare, alone(others));
		return new Attempt(Matching.ANY, without(expression),
				alone(Stream.concat(needed.stream(), others.stream()).toList()), unknownWords, atMost);
	}

	private static Set<QueryTerm> rarest(Map<QueryTerm, Long> frequencies, long most) {
		Set<QueryTerm> rarest = new HashSet<>();
		long sum = 0;
		for (Map.Entry<QueryTerm, Long> entry : frequencies.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByValue())
			.toList()) {
			sum += entry.getValue();
			if (sum <= most || sum == entry.getValue()) { // at least the first that is
															// anywhere
				rarest.add(entry.getKey());
			}
		}
		return rarest;
	}

	private static String alone(List<QueryTerm> terms) {
		return terms.stream().map((term) -> term.expression(null)).distinct().collect(Collectors.joining(" OR "));
	}

	private static String join(List<QueryTerm> terms, String operator) {
		List<String> groups = new ArrayList<>();
		for (int index = 0; index < terms.size(); index++) {
			groups.add(terms.get(index).expression((index + 1 < terms.size()) ? terms.get(index + 1) : null));
		}
		return String.join(operator, groups);
	}

	private String without(String expression) {
		return this.excluded.isEmpty() ? expression : "(%s) NOT (%s)".formatted(expression, this.excluded);
	}

	/**
	 * One expression.
	 *
	 * @param matching what a document needs to match it
	 * @param expression for MATCH
	 * @param words the same words, in any of the documents it finds: for passages
	 * @param unknownWords whether half of what it asks for is in no document
	 * @param atMost no more documents match it
	 */
	record Attempt(Matching matching, String expression, String words, boolean unknownWords, long atMost) {

	}

}
