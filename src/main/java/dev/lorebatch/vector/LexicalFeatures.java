package dev.lorebatch.vector;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.lorebatch.entity.Letters;

/**
 * The features of a text by which the hashing provider compares: words, pairs of words,
 * parts of words. Case, accents, ligatures and widths make no difference.
 * <p>
 * A feature is a text itself, its kind, a colon and the words. Only its
 * {@linkplain String#hashCode() hash code} is needed, and that is made without the text:
 * there are ten features to a word.
 */
final class LexicalFeatures {

	private static final Pattern MARKS = Pattern.compile("\\p{M}+");

	/** Words that only punctuation of code holds together are one name. */
	private static final String JOINTS = "_.:/#!-";

	/** Between aB, between ABc and between letters and digits. */
	static final Pattern INSIDE = Pattern.compile("[^\\p{L}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})"
			+ "|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})|(?<=\\p{L})(?=\\p{N})|(?<=\\p{N})(?=\\p{L})");

	private static final float WORD_WEIGHT = 1.0f;

	private static final float NAME_WEIGHT = 1.0f;

	private static final float PAIR_WEIGHT = 0.5f;

	private static final float TRIGRAM_WEIGHT = 0.3f;

	/**
	 * Half of all words are so short, and most of those say nothing about a text. There
	 * are too many of them to be counted like the others.
	 */
	private static final int SHORT = 3;

	private static final float SHORT_SHARE = 0.05f;

	/** Nobody writes longer names; hashes and encoded files are not worth more. */
	private static final int LONGEST_NAME = 256;

	private static final int TRIGRAM = 3;

	private static final int WORD_HASH = "w:".hashCode();

	private static final int NAME_HASH = "n:".hashCode();

	private static final int PAIR_HASH = "p:".hashCode();

	private static final int TRIGRAM_HASH = "t:".hashCode();

	private final Consumer consumer;

	private String previous = "";

	private float previousShare = 1;

	private LexicalFeatures(Consumer consumer) {
		this.consumer = consumer;
	}

	/**
	 * Gives every feature of the text with its weight. There is at least one.
	 */
	static void extract(String text, Consumer consumer) {
		LexicalFeatures features = new LexicalFeatures(consumer);
		String folded = fold(text);
		int end = 0;
		for (int start = startOfName(folded, end); start < folded.length(); start = startOfName(folded, end)) {
			end = endOfName(folded, start);
			features.addName(folded.substring(start, end));
		}
		if (features.previous.isEmpty()) {
			consumer.accept(("x:" + text).hashCode(), WORD_WEIGHT);
		}
	}

	static int startOfName(String text, int from) {
		int start = from;
		while (start < text.length() && !Letters.isLetterOrNumber(text.codePointAt(start))) {
			start += Character.charCount(text.codePointAt(start));
		}
		return start;
	}

	static int endOfName(String text, int start) {
		int end = endOfWord(text, start);
		while (true) {
			int next = end;
			while (next < text.length() && JOINTS.indexOf(text.charAt(next)) >= 0) {
				next++;
			}
			int longer = (next > end) ? endOfWord(text, next) : next;
			if (longer == next) {
				return end;
			}
			end = longer;
		}
	}

	private static int endOfWord(String text, int start) {
		int end = start;
		while (end < text.length() && Letters.isLetterOrNumber(text.codePointAt(end))) {
			end += Character.charCount(text.codePointAt(end));
		}
		return end;
	}

	private void addName(String name) {
		String[] words = words((name.length() > LONGEST_NAME) ? name.substring(0, LONGEST_NAME) : name);
		for (String word : words) {
			addWord(lowerCase(word));
		}
		if (words.length > 1 && name.length() <= LONGEST_NAME) {
			this.consumer.accept(append(NAME_HASH, lowerCase(name)), NAME_WEIGHT);
		}
	}

	/**
	 * Most names are one word in small letters, and are spared the pattern.
	 */
	static String[] words(String name) {
		return isOneWord(name) ? new String[] { name } : INSIDE.split(name);
	}

	private static boolean isOneWord(String name) {
		for (int index = 0; index < name.length(); index++) {
			char letter = name.charAt(index);
			boolean small = letter >= 'a' && letter <= 'z';
			boolean capital = index == 0 && letter >= 'A' && letter <= 'Z';
			if (!small && !capital) {
				return false;
			}
		}
		return !name.isEmpty();
	}

	private void addWord(String word) {
		float share = isShort(word) ? SHORT_SHARE : 1;
		this.consumer.accept(append(WORD_HASH, word), WORD_WEIGHT * share);
		if (!this.previous.isEmpty()) {
			this.consumer.accept(append(append(append(PAIR_HASH, this.previous), ' '), word),
					PAIR_WEIGHT * share * this.previousShare);
		}
		String padded = '^' + word + '$';
		for (int start = 0; start + TRIGRAM <= padded.length(); start++) {
			int hash = TRIGRAM_HASH;
			for (int index = start; index < start + TRIGRAM; index++) {
				hash = append(hash, padded.charAt(index));
			}
			this.consumer.accept(hash, TRIGRAM_WEIGHT * share);
		}
		this.previous = word;
		this.previousShare = share;
	}

	private static boolean isShort(String word) {
		boolean letters = word.length() <= SHORT;
		for (int index = 0; letters && index < word.length(); index++) {
			letters = word.charAt(index) >= 'a' && word.charAt(index) <= 'z';
		}
		return letters;
	}

	/**
	 * The hash code of a text, from that of its beginning.
	 */
	private static int append(int hash, String end) {
		int longer = hash;
		for (int index = 0; index < end.length(); index++) {
			longer = append(longer, end.charAt(index));
		}
		return longer;
	}

	private static int append(int hash, char end) {
		return 31 * hash + end;
	}

	/**
	 * Keeps the case: it shows where the words of a name begin. ASCII is folded already.
	 */
	static String fold(String text) {
		return isAscii(text) ? text : foldAny(text);
	}

	private static boolean isAscii(String text) {
		for (int index = 0; index < text.length(); index++) {
			if (text.charAt(index) >= 0x80) {
				return false;
			}
		}
		return true;
	}

	static String foldAny(String text) {
		String compatible = Normalizer.normalize(text, Form.NFKD);
		return MARKS.matcher(compatible).replaceAll("").replace("ß", "ss");
	}

	private static String lowerCase(String word) {
		return word.toLowerCase(Locale.ROOT);
	}

	/**
	 * Takes a feature, as its hash code, and its weight.
	 */
	@FunctionalInterface
	interface Consumer {

		void accept(int hash, float weight);

	}

}
