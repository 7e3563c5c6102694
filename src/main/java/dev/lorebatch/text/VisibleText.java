package dev.lorebatch.text;

/**
 * Makes characters visible that change what a reader sees without being seen: control
 * characters, which move the cursor, set colours or write to the clipboard of a terminal,
 * line ends, which begin a line that looks like one of the program, and format
 * characters, which turn the direction of text or hide in it. They become escapes as JSON
 * writes them, {@code \n} or {@code \u001b}. Everything else stays as it is, backslashes
 * too, so text that went through once does not change when it goes through again.
 */
public final class VisibleText {

	private VisibleText() {
	}

	/**
	 * The text on one line. In JSON this changes no value, because the escapes are those
	 * of JSON, and what it changes stands only in strings there.
	 */
	public static String line(String text) {
		return escape(text, false);
	}

	/**
	 * The text with its lines and tabs. A line ends with a line feed, or with a carriage
	 * return and a line feed; a lone carriage return is an escape.
	 */
	public static String lines(String text) {
		return escape((text.indexOf('\r') >= 0) ? text.replace("\r\n", "\n") : text, true);
	}

	private static String escape(String text, boolean keepLines) {
		StringBuilder visible = null;
		int copied = 0;
		for (int index = 0; index < text.length();) {
			int character = text.codePointAt(index);
			int next = index + Character.charCount(character);
			if (isHidden(character) && !(keepLines && (character == '\n' || character == '\t'))) {
				visible = (visible != null) ? visible : new StringBuilder(text.length() + 16);
				visible.append(text, copied, index);
				for (; index < next; index++) {
					append(visible, text.charAt(index));
				}
				copied = next;
			}
			index = next;
		}
		return (visible != null) ? visible.append(text, copied, text.length()).toString() : text;
	}

	private static void append(StringBuilder visible, char unit) {
		visible.append('\\');
		int letter = "\b\t\n\f\r".indexOf(unit);
		if (letter >= 0) {
			visible.append("btnfr".charAt(letter));
			return;
		}
		visible.append('u');
		for (int shift = 12; shift >= 0; shift -= 4) {
			visible.append(Character.forDigit((unit >> shift) & 0xF, 16));
		}
	}

	private static boolean isHidden(int character) {
		if (character >= ' ' && character < 0x7F) {
			return false; // most are
		}
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
				true;
			case Character.FORMAT -> !isWritten(character);
			default -> false;
		};
	}

	/**
	 * Whether a format character is part of writing: joiners of Persian, Indian scripts
	 * and emoji, signs that stand around numbers in Arabic, Syriac and Kaithi, and what
	 * arranges hieroglyphs.
	 */
	private static boolean isWritten(int character) {
		return character == 0x200C || character == 0x200D || (character >= 0x0600 && character <= 0x0605)
				|| character == 0x06DD || character == 0x070F || character == 0x0890 || character == 0x0891
				|| character == 0x08E2 || character == 0x110BD || character == 0x110CD
				|| (character >= 0x13430 && character <= 0x1343F);
	}

}
