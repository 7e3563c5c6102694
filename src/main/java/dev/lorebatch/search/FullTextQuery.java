package dev.lorebatch.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.lorebatch.search.LexicalResult.Matching;

/**
 * A query as expressions for FTS5's MATCH. What people type can not be a syntax error;
 * only a raw query can.
 */
public final class FullTextQuery {

	private final List<Attempt> attempts;

	private final boolean exact;

	private FullTextQuery(List<Attempt> attempts, boolean exact) {
		this.attempts = List.copyOf(attempts);
		this.exact = exact;
	}

	/**
	 * Reads any text: words, {@code "phrases"}, {@code -excluded}, {@code prefix*},
	 * identifiers and references. Documents with every word are looked for first, and if
	 * there are none, those with any.
	 */
	public static FullTextQuery of(String text) {
		List<QueryTerm> terms = QueryParser.parse(text);
		List<QueryTerm> wanted = terms.stream().filter((term) -> !term.excluded()).toList();
		if (wanted.isEmpty()) {
			return new FullTextQuery(List.of(), false);
		}
		String excluded = terms.stream()
			.filter(QueryTerm::excluded)
			.map((term) -> term.expression(null))
			.collect(Collectors.joining(" OR "));
		List<Attempt> attempts = new ArrayList<>();
		attempts.add(new Attempt(Matching.ALL, expression(wanted, " AND ", excluded)));
		if (wanted.size() > 1) {
			attempts.add(new Attempt(Matching.ANY, expression(wanted, " OR ", excluded)));
		}
		boolean exact = terms.stream().anyMatch(QueryTerm::isOperator)
				|| wanted.stream().allMatch(QueryTerm::isReference);
		return new FullTextQuery(attempts, exact);
	}

	/**
	 * Takes the text as an FTS5 expression as it is.
	 */
	public static FullTextQuery raw(String expression) {
		return new FullTextQuery(
				expression.isBlank() ? List.of() : List.of(new Attempt(Matching.RAW, expression.strip())), false);
	}

	/**
	 * Whether there is nothing in it to search for.
	 */
	public boolean isEmpty() {
		return this.attempts.isEmpty();
	}

	/**
	 * Whether it says exactly what is wanted: with a phrase, a prefix or an exclusion, or
	 * by naming issues and merge requests and nothing else.
	 */
	boolean isExact() {
		return this.exact;
	}

	/**
	 * What to try, one after the other until one finds something.
	 */
	public List<Attempt> attempts() {
		return this.attempts;
	}

	private static String expression(List<QueryTerm> wanted, String operator, String excluded) {
		List<String> groups = new ArrayList<>();
		for (int index = 0; index < wanted.size(); index++) {
			groups.add(wanted.get(index).expression((index + 1 < wanted.size()) ? wanted.get(index + 1) : null));
		}
		String expression = String.join(operator, groups);
		return excluded.isEmpty() ? expression : "(%s) NOT (%s)".formatted(expression, excluded);
	}

	/**
	 * One expression.
	 *
	 * @param matching what a document needs to match it
	 * @param expression for MATCH
	 */
	public record Attempt(Matching matching, String expression) {

	}

}
