package dev.lorebatch.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Finds the words that somebody probably meant who wrote one that is not known. What is
 * found may be suggested, never taken.
 */
public final class NearestWords {

	private static final int MAX_FOUND = 3;

	private static final int LETTERS_FOR_EACH_EDIT = 3;

	private static final int MAX_EDITS = 3;

	private NearestWords() {
	}

	/**
	 * Returns the known words that are nearest, in the order of the known ones: those
	 * that differ in case only, else those with the fewest letters that are others, one
	 * in three at most. A name that begins with the given one, or has it as its last
	 * word, counts as one letter off.
	 * @return at most three, empty if none is near or more are as near
	 */
	public static List<String> find(String given, Collection<String> known) {
		String wanted = given.toLowerCase(Locale.ROOT);
		int allowed = Math.min(MAX_EDITS, Math.max(1, wanted.length() / LETTERS_FOR_EACH_EDIT));
		List<Word> near = known.stream()
			.map((word) -> new Word(word, edits(wanted, word.toLowerCase(Locale.ROOT))))
			.filter((word) -> word.edits <= allowed && word.edits < wanted.length())
			.toList();
		int fewest = near.stream().map(Word::edits).min(Comparator.naturalOrder()).orElse(0);
		List<String> found = words(near, fewest).distinct().limit(MAX_FOUND + 1L).toList();
		return (found.size() <= MAX_FOUND) ? found : List.of();
	}

	private static int edits(String wanted, String known) {
		boolean whole = known.startsWith(wanted) || (known.endsWith(wanted)
				&& !Character.isLetterOrDigit(known.charAt(known.length() - wanted.length() - 1)));
		return (wanted.length() >= LETTERS_FOR_EACH_EDIT && whole) ? Math.min(1, known.length() - wanted.length())
				: EditDistance.of(wanted, known);
	}

	private static Stream<String> words(List<Word> near, int edits) {
		return near.stream().filter((word) -> word.edits == edits).map(Word::text);
	}

	private record Word(String text, int edits) {

	}

}
