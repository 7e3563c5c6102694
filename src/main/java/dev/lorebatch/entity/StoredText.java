package dev.lorebatch.entity;

import java.util.function.IntFunction;

/**
 * Text as the database can keep it and give it back: a NUL would end it for many readers
 * of SQLite, half of a surrogate pair has no UTF-8. GitLab's own database refuses both;
 * JSON, and whatever imported it, does not.
 */
public final class StoredText {

	private StoredText() {
	}

	/**
	 * The text with the replacement character for what cannot be kept.
	 */
	public static String of(String text) {
		return replace(text, (character) -> "\uFFFD", true);
	}

	/**
	 * JSON text with escapes for what cannot be kept; the same JSON.
	 */
	static String escape(String json) {
		return replace(json, (character) -> "\\u%04x".formatted(character), false);
	}

	private static String replace(String text, IntFunction<String> replacement, boolean nul) {
		StringBuilder replaced = null;
		for (int index = 0; index < text.length(); index++) {
			char character = text.charAt(index);
			boolean pair = Character.isHighSurrogate(character) && index + 1 < text.length()
					&& Character.isLowSurrogate(text.charAt(index + 1));
			boolean bad = (Character.isSurrogate(character) && !pair) || (nul && character == 0);
			if (bad && replaced == null) {
				replaced = new StringBuilder(text.length() + 16).append(text, 0, index);
			}
			if (replaced != null) {
				replaced.append(bad ? replacement.apply(character) : String.valueOf(character));
			}
			if (pair) {
				index++;
				if (replaced != null) {
					replaced.append(text.charAt(index));
				}
			}
		}
		return (replaced != null) ? replaced.toString() : text;
	}

}
