package dev.lorebatch.search;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One thing a query asks for, as FTS5 expressions that are never a syntax error: every
 * text is quoted and has no quotes inside.
 *
 * @param alternatives expressions of which one has to match; all that do add to the score
 * @param word the plain word it is, {@code null} if it is something else
 * @param exact whether it is a phrase or a prefix: its letters are meant
 */
record QueryTerm(List<String> alternatives, @Nullable String word, boolean excluded, boolean exact) {

	/**
	 * All but the references of documents, which are found as a whole or not at all. Only
	 * where it makes a difference: looking at columns costs half of the time, and a word
	 * is no reference, which has characters that no word has.
	 */
	private static final String TEXT = "{title content keywords identifiers} : ";

	private static final String REFERENCE = "{identifiers reference} : ";

	static QueryTerm phrase(String text, boolean excluded) {
		return new QueryTerm(List.of(TEXT + quote(text)), null, excluded, true);
	}

	static QueryTerm prefix(String token, boolean excluded) {
		List<String> alternatives = new ArrayList<>();
		String code = Identifiers.code(token);
		if (code != null) {
			alternatives.add("identifiers : " + quote(code) + " *");
		}
		alternatives.add(TEXT + quote(token) + " *");
		return new QueryTerm(alternatives, null, excluded, true);
	}

	static QueryTerm reference(String encoded, boolean excluded) {
		return new QueryTerm(List.of(REFERENCE + quote(encoded)), null, excluded, false);
	}

	static QueryTerm token(String token, boolean excluded) {
		String code = Identifiers.code(token);
		if (code != null) {
			return new QueryTerm(List.of("identifiers : " + quote(code), quote(token)), null, excluded, false);
		}
		List<String> humps = Identifiers.humps(token);
		if (!humps.isEmpty()) {
			return new QueryTerm(List.of(quote(token), quote(String.join(" ", humps))), token, excluded, false);
		}
		return new QueryTerm(List.of(quote(token)), token, excluded, false);
	}

	/**
	 * The same without a minus, which was not meant as one.
	 */
	QueryTerm included() {
		return new QueryTerm(this.alternatives, this.word, false, this.exact);
	}

	/**
	 * Whether it says more than which words are wanted.
	 */
	boolean isOperator() {
		return this.exact || this.excluded;
	}

	/**
	 * Whether it names an issue or merge request.
	 */
	boolean isReference() {
		return this.alternatives.get(0).startsWith(REFERENCE);
	}

	/**
	 * The expression of the term.
	 * @param next the term behind it: the two side by side count more
	 */
	String expression(@Nullable QueryTerm next) {
		if (this.excluded) {
			return this.alternatives.get(0); // the exact one, not what only looks like it
		}
		List<String> all = new ArrayList<>(this.alternatives);
		if (next != null && this.word != null && next.word != null) {
			all.add(quote(this.word + " " + next.word));
		}
		return (all.size() == 1) ? all.get(0) : "(" + String.join(" OR ", all) + ")";
	}

	private static String quote(String text) {
		return "\"" + text.replace('"', ' ') + "\"";
	}

}
