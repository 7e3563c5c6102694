package dev.lorebatch.entity;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.LoreException;

/**
 * The web pages of the configured GitLab: tells their URLs, copied from a browser, from
 * those of other servers.
 */
public final class GitLabPages {

	private static final Pattern ANY_URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);

	private static final Pattern URL = Pattern.compile("(https?)://([^/?#\\s]+)([^?#]*)(?:[?#].*)?",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private final String server;

	private final String authority;

	private final String root;

	private final boolean any;

	private GitLabPages(String server, String authority, String root, boolean any) {
		this.server = server;
		this.authority = authority;
		this.root = root;
		this.any = any;
	}

	/**
	 * @param server the configured URL; GitLab may live below a path
	 */
	public static GitLabPages of(String server) {
		Matcher matcher = URL.matcher(server);
		if (!matcher.matches()) {
			throw new LoreException(ExitCode.CONFIG_INVALID,
					"lore.gitlab.url %s is not an http or https URL".formatted(Excerpt.quote(server)));
		}
		String root = matcher.group(3).replaceAll("/+$", "");
		return new GitLabPages(Excerpt.of(server), authority(matcher.group(1), matcher.group(2)), root, false);
	}

	/**
	 * The pages that texts of a GitLab link to.
	 * @param server where it says that its pages are, which need not be a URL;
	 * {@code null} if it does not say, then all servers are taken for it
	 */
	public static GitLabPages ofTexts(@Nullable String server) {
		if (server == null) {
			return new GitLabPages("", "", "", true);
		}
		return URL.matcher(server).matches() ? of(server) : new GitLabPages("", "", "", false);
	}

	static boolean isUrl(String text) {
		return ANY_URL.matcher(text).matches();
	}

	/**
	 * Whether a URL is one of this GitLab.
	 */
	public boolean contain(String url) {
		try {
			requirePage(url);
			return true;
		}
		catch (LoreException ex) {
			return false;
		}
	}

	/**
	 * What of a URL's path is below the root of this GitLab, decoded, without slashes
	 * around it.
	 * @throws LoreException with {@link ExitCode#USAGE} if it is none of this GitLab
	 */
	String pathOf(String url) {
		String path = url.substring(requirePage(url)).replaceFirst("(?s)[?#].*", "");
		return decode(path).replaceAll("/+$", "");
	}

	/**
	 * Where in a URL the path below the root of this GitLab begins, without a slash.
	 * @throws LoreException with {@link ExitCode#USAGE} if it is none of this GitLab
	 */
	int requirePage(String url) {
		Matcher matcher = URL.matcher(url);
		if (!matcher.matches()) {
			throw new LoreException(ExitCode.USAGE, "%s is not an http or https URL".formatted(Excerpt.quote(url)),
					"copy the address of the page from the browser");
		}
		if (matcher.group(2).contains("@")) {
			throw new LoreException(ExitCode.USAGE, "a URL must not contain a user or password",
					"copy the address of the page from the browser");
		}
		int root = rootOf(url);
		if (root < 0) {
			throw new LoreException(ExitCode.USAGE,
					"%s is not a page of the configured GitLab, %s".formatted(Excerpt.quote(url), this.server),
					"name its server with --gitlab-url or LORE_GITLAB_URL");
		}
		return root;
	}

	/**
	 * Finds where the path below the root of the GitLab begins.
	 * @return -1 if the URL is none of this GitLab
	 */
	int rootOf(String url) {
		Matcher matcher = URL.matcher(url);
		if (!matcher.matches()) {
			return -1;
		}
		String path = matcher.group(3);
		boolean below = this.root.isEmpty() || path.startsWith(this.root + "/");
		if (!this.any && !(below && authority(matcher.group(1), matcher.group(2)).equals(this.authority))) {
			return -1;
		}
		int begin = matcher.start(3) + this.root.length();
		while (begin < matcher.end(3) && url.charAt(begin) == '/') {
			begin++;
		}
		return begin;
	}

	/**
	 * Host and port as they compare; both default ports are the same server.
	 */
	private static String authority(String scheme, String authority) {
		String defaultPort = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
		String lower = authority.toLowerCase(Locale.ROOT);
		return lower.endsWith(defaultPort) ? lower.substring(0, lower.length() - defaultPort.length()) : lower;
	}

	static String decode(String text) {
		try {
			return text.contains("%") ? URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8) : text;
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

}
