package dev.lorebatch.failure;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Takes what may be a secret out of text that a user typed and that is about to be
 * repeated to him: screens and logs of schedulers have other readers.
 */
public final class Secrets {

	private static final String MASK = "[masked]";

	private static final Pattern USER_INFO = Pattern.compile("(?<=//).*@", Pattern.DOTALL);

	private static final Pattern QUERY = Pattern.compile("[?#].*", Pattern.DOTALL);

	private static final Pattern USER_INFO_IN_TEXT = Pattern.compile("(?<=://)[^\\s'\"]*@");

	/** GitLab's tokens say what they are. */
	private static final Pattern GITLAB_TOKEN = Pattern
		.compile("gl(?:pat|oas|dt|rtr?|cbt|ptt|ft|imt|agent|wt|soat|ffct)-[A-Za-z0-9_.-]+");

	private static final Pattern NAMED_TOKEN = Pattern.compile("(?i)(token|secret|password)=[^\\s'\"]+");

	/** From the root or a drive, home, or the current folder, and without a blank. */
	private static final Pattern PATH = Pattern.compile("(/|~|\\.\\.?[/\\\\]|[A-Za-z]:[/\\\\])\\S*");

	private static final Pattern SECRET_WORD = Pattern.compile("(?i)token|secret|password");

	private Secrets() {
	}

	/**
	 * A value that should be a URL, without user, password, query and fragment. Whatever
	 * stands before the last {@code @} goes: a password can contain everything.
	 */
	public static String maskUrl(String url) {
		return QUERY.matcher(USER_INFO.matcher(url).replaceAll("")).replaceAll("");
	}

	/**
	 * Returns the name of a file that should hold a secret, as it may be shown: empty if
	 * it may be the secret itself, given by mistake. That is what looks like a token, and
	 * what no file has as its name and does not begin like a path: Base64 has slashes,
	 * too.
	 */
	public static String maskFileName(String name) {
		try {
			boolean path = PATH.matcher(name).matches();
			boolean doubtful = GITLAB_TOKEN.matcher(name).find() || (!path && !Files.exists(Path.of(name)));
			return doubtful ? "" : name;
		}
		catch (InvalidPathException ex) {
			return "";
		}
	}

	/**
	 * Text without GitLab's tokens.
	 */
	static String maskTokens(String text) {
		return GITLAB_TOKEN.matcher(text).replaceAll(MASK);
	}

	/**
	 * Text that repeats arguments, without what looks like a token or a password.
	 */
	public static String mask(String text) {
		String masked = USER_INFO_IN_TEXT.matcher(text).replaceAll(MASK + "@");
		masked = NAMED_TOKEN.matcher(masked).replaceAll("$1=" + MASK);
		return maskTokens(masked);
	}

	/**
	 * Tells whether an argument may be a secret, or name one that stands behind it.
	 */
	public static boolean mayBe(String argument) {
		return SECRET_WORD.matcher(argument).find() || !mask(argument).equals(argument);
	}

}
