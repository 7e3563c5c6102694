package dev.lorebatch.failure;

import java.util.regex.Pattern;

/**
 * What a user or a server wrote, fit for a message: one line, not too long, without what
 * a URL may hold of secrets.
 */
public final class Excerpt {

	private static final int MAX_LENGTH = 80;

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

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
		String cut = (safe.length() > MAX_LENGTH) ? safe.substring(0, MAX_LENGTH) + "…" : safe;
		return line(cut);
	}

	/**
	 * The whole text on one line.
	 */
	public static String line(String text) {
		return UNPRINTABLE.matcher(text).replaceAll(" ");
	}

}
