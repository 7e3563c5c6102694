package dev.lorebatch.vector;

/**
 * Measures text in bytes of UTF-8 without encoding it, and never cuts a character in two.
 */
final class Utf8 {

	static final int LONGEST_CHARACTER = 4;

	private Utf8() {
	}

	/**
	 * The index so many bytes further on, or as many as there are in whole characters.
	 */
	static int forward(String text, int start, int bytes) {
		int index = start;
		int left = bytes;
		while (index < text.length()) {
			int character = text.codePointAt(index);
			left -= length(character);
			if (left < 0) {
				break;
			}
			index += Character.charCount(character);
		}
		return index;
	}

	/**
	 * The index so many bytes before, or as many as there are in whole characters.
	 */
	static int back(String text, int end, int bytes) {
		int index = end;
		int left = bytes;
		while (index > 0) {
			int character = text.codePointBefore(index);
			left -= length(character);
			if (left < 0) {
				break;
			}
			index -= Character.charCount(character);
		}
		return index;
	}

	static int length(String text) {
		int bytes = 0;
		int index = 0;
		while (index < text.length()) {
			int character = text.codePointAt(index);
			bytes += length(character);
			index += Character.charCount(character);
		}
		return bytes;
	}

	private static int length(int character) {
		return (character < 0x80) ? 1 : (character < 0x800) ? 2 : (character < 0x10000) ? 3 : LONGEST_CHARACTER;
	}

}
