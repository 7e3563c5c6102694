package dev.lorebatch.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what people type: words, {@code "phrases"}, {@code -excluded}, {@code prefix*},
 * references and identifiers. Everything else is a gap between words, so every text can
 * be read.
 */
final class QueryParser {

	private static final int MAX_LENGTH = 10_000;

	private static final int MAX_TERMS = 32;

	/**
	 * A phrase, or a run of what may be in a word; a quote that is not closed is a gap.
	 */
	private static final Pattern TERM = Pattern
		.compile("(?<!\\S)(?<minus>-)?[\"\u201c\u201d](?<phrase>[^\"\u201c\u201d]*)[\"\u201c\u201d]"
				+ "|(?<run>[\\p{L}\\p{N}\\p{M}_./:\\\\@#!+$'\u2019-]+)(?<star>\\*)?");

	private static final Pattern SEARCHABLE = Pattern.compile("[\\p{L}\\p{N}]");

	private static final Pattern EXCLUDED = Pattern.compile("-[^-].*");

	private QueryParser() {
	}

	static List<QueryTerm> parse(String text) {
		String bounded = wellFormed(text.substring(0, Math.min(text.length(), MAX_LENGTH)));
		List<QueryTerm> terms = new ArrayList<>();
		Matcher matcher = TERM.matcher(bounded);
		while (matcher.find() && terms.size() < MAX_TERMS) {
			if (matcher.group("phrase") != null) {
				addPhrase(terms, matcher.group("phrase"), matcher.group("minus") != null);
			}
			else {
				boolean starts = matcher.start() == 0 || Character.isWhitespace(bounded.charAt(matcher.start() - 1));
				addRun(terms, matcher.group("run"), matcher.group("star") != null, starts);
			}
		}
		boolean onlyExcluded = terms.stream().allMatch(QueryTerm::excluded);
		// There is nothing to exclude from then: -Xlint means the word
		return onlyExcluded ? terms.stream().map(QueryTerm::included).toList() : List.copyOf(terms);
	}

	private static void addPhrase(List<QueryTerm> terms, String phrase, boolean excluded) {
		if (SEARCHABLE.matcher(phrase).find()) {
			terms.add(QueryTerm.phrase(phrase.strip(), excluded));
		}
	}

	private static void addRun(List<QueryTerm> terms, String run, boolean prefix, boolean starts) {
		boolean excluded = starts && EXCLUDED.matcher(run).matches();
		String reference = Identifiers.reference(excluded ? run.substring(1) : run);
		if (reference != null) {
			terms.add(QueryTerm.reference(reference, excluded));
			return;
		}
		String token = Identifiers.trim(run.replaceAll("^['\u2019]+|['\u2019]+$", ""));
		if (SEARCHABLE.matcher(token).find()) {
			terms.add(prefix ? QueryTerm.prefix(token, excluded) : QueryTerm.token(token, excluded));
		}
	}

	/**
	 * Without control characters and halves of characters, which SQLite would end the
	 * text at or refuse.
	 */
	private static String wellFormed(String text) {
		StringBuilder result = new StringBuilder(text.length());
		text.codePoints().forEach((character) -> {
			boolean gap = Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
			result.appendCodePoint(gap ? ' ' : character);
		});
		return result.toString();
	}

}
