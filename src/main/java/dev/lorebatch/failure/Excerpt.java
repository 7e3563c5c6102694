package dev.lorebatch.failure;

import java.util.regex.Pattern;

import dev.lorebatch.text.VisibleText;

/**
 * What a user or a server wrote, fit for a message: one line, not too long, without what
 * a URL may hold of secrets.
 */
public final class Excerpt {

	private static final int MAX_LENGTH = 80;

	private static final Pattern USER = Pattern.compile("://[^/?#]*@");

	private static final Pattern QUERY = Pattern.compile("(?s)(://[^?#]*)[?#].*");

	private Excerpt() {
	}

	/**
	 * The text between single quotes.
	 */
	public static String quote(String text) {
		return "'" + of(text) + "'";
	}

	public static String of(String text) {
		String safe = QUERY.matcher(USER.matcher(text).replaceAll("://")).replaceFirst("$1");
		safe = Secrets.mask(safe);
		if (safe.length() > MAX_LENGTH) {
			boolean half = Character.isHighSurrogate(safe.charAt(MAX_LENGTH - 1));
			safe = safe.substring(0, half ? MAX_LENGTH - 1 : MAX_LENGTH) + "…";
		}
		return VisibleText.line(safe);
	}

}
