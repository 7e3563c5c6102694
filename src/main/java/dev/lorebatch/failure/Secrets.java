package dev.lorebatch.failure;

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
	 * Text that repeats arguments, without what looks like a token or a password.
	 */
	public static String mask(String text) {
		String masked = USER_INFO_IN_TEXT.matcher(text).replaceAll(MASK + "@");
		masked = NAMED_TOKEN.matcher(masked).replaceAll("$1=" + MASK);
		return GITLAB_TOKEN.matcher(masked).replaceAll(MASK);
	}

}
