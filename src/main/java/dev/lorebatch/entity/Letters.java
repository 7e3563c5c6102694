package dev.lorebatch.entity;

/**
 * Letters, numbers and marks of all scripts, as {@code \p{L}}, {@code \p{N}} and
 * {@code \p{M}} of a regular expression mean them. For going through long texts, where a
 * regular expression takes several times as long.
 */
public final class Letters {

	private static final int LETTER = 1 << Character.UPPERCASE_LETTER | 1 << Character.LOWERCASE_LETTER
			| 1 << Character.TITLECASE_LETTER | 1 << Character.MODIFIER_LETTER | 1 << Character.OTHER_LETTER;

	private static final int NUMBER = 1 << Character.DECIMAL_DIGIT_NUMBER | 1 << Character.LETTER_NUMBER
			| 1 << Character.OTHER_NUMBER;

	private static final int MARK = 1 << Character.NON_SPACING_MARK | 1 << Character.ENCLOSING_MARK
			| 1 << Character.COMBINING_SPACING_MARK;

	private Letters() {
	}

	public static boolean isLetterOrNumber(int codePoint) {
		return isAnyOf(codePoint, LETTER | NUMBER);
	}

	public static boolean isLetterOrNumberOrMark(int codePoint) {
		return isAnyOf(codePoint, LETTER | NUMBER | MARK);
	}

	private static boolean isAnyOf(int codePoint, int types) {
		return (1 << Character.getType(codePoint) & types) != 0;
	}

}
