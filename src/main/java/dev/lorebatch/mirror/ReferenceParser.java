package dev.lorebatch.mirror;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Finds GitLab's references in Markdown: {@code #12}, {@code !3},
 * {@code group/project#12} and issue or merge request URLs. As in GitLab, code is not
 * searched.
 */
public final class ReferenceParser {

	/**
	 * Fenced blocks, closed or not, then spans between backticks, which end with their
	 * paragraph.
	 */
	private static final Pattern CODE = Pattern.compile("^[ \\t>]*(`{3,}|~{3,})[^`\\n]*$.*?(?:^[ \\t>]*\\1|\\z)"
			+ "|(?<!`)(`++)(?:(?!\\n[ \\t\\r]*\\n).)*?(?<!`)\\2(?!`)", Pattern.DOTALL | Pattern.MULTILINE);

	/**
	 * GitLab nests at most 20 groups; a bound also keeps long texts off the stack.
	 */
	private static final String PATH = "[A-Za-z0-9_][\\w.-]*+(?:/[\\w][\\w.-]*+){1,20}";

	static final Pattern SHORT = Pattern.compile("(?<![\\w/&#!.-])(" + PATH + ")?([#!])([1-9][0-9]{0,18})(?![\\w/])");

	private static final Pattern URL = Pattern
		.compile("https?://[^/\\s]+/(" + PATH + "?)/(?:-/)?(issues|merge_requests)/([1-9][0-9]{0,18})(?![\\w])");

	private ReferenceParser() {
	}

	/**
	 * The references in a text, in order.
	 * @param type what they mean: {@code mentions} or {@code mentioned_in}
	 * @param projectPath the project that short references mean
	 */
	public static Set<ReferenceRow> parse(@Nullable String markdown, String type, String projectPath) {
		return parse(markdown, type, projectPath, null);
	}

	/**
	 * The references in a text, in order; URLs count only if they are of this server,
	 * since other forges have issues, too.
	 * @param server where web pages are, without the project, for example
	 * {@code https://gitlab.example.com}; {@code null} if unknown
	 */
	public static Set<ReferenceRow> parse(@Nullable String markdown, String type, String projectPath,
			@Nullable String server) {
		Set<ReferenceRow> found = new LinkedHashSet<>();
		boolean sigils = markdown != null && (markdown.indexOf('#') >= 0 || markdown.indexOf('!') >= 0);
		boolean addresses = markdown != null && markdown.contains("://");
		if (markdown == null || (!sigils && !addresses)) {
			return found;
		}
		String text = withoutCode(markdown);
		if (addresses) {
			addUrls(text, type, server, found);
		}
		if (sigils) {
			addShort(text, type, projectPath, found);
		}
		return found;
	}

	private static String withoutCode(String markdown) {
		boolean code = markdown.indexOf('`') >= 0 || markdown.contains("~~~");
		return code ? CODE.matcher(markdown).replaceAll(" ") : markdown;
	}

	private static void addUrls(String text, String type, @Nullable String server, Set<ReferenceRow> found) {
		Matcher urls = URL.matcher(text);
		while (urls.find()) {
			if (server != null && !urls.group().startsWith(server + "/")) {
				continue;
			}
			int root = rootLength(server);
			if (root < urls.group(1).length()) {
				String target = urls.group(2).equals("issues") ? "issue" : "merge_request";
				found.add(new ReferenceRow(type, target, urls.group(1).substring(root), urls.group(3)));
			}
		}
	}

	private static void addShort(String text, String type, String projectPath, Set<ReferenceRow> found) {
		Matcher shorts = SHORT.matcher(text).useTransparentBounds(true);
		for (int sigil = nextSigil(text, 0); sigil < text.length(); sigil = nextSigil(text, sigil + 1)) {
			if (!shorts.region(startOfPath(text, sigil), text.length()).lookingAt()) {
				continue;
			}
			String target = shorts.group(2).equals("#") ? "issue" : "merge_request";
			String path = (shorts.group(1) != null) ? shorts.group(1) : projectPath;
			found.add(new ReferenceRow(type, target, path, shorts.group(3)));
		}
	}

	private static int nextSigil(String text, int from) {
		int next = from;
		while (next < text.length() && text.charAt(next) != '#' && text.charAt(next) != '!') {
			next++;
		}
		return next;
	}

	/**
	 * A reference can begin nowhere else: what is before it would have to be no part of
	 * it, and is.
	 */
	private static int startOfPath(String text, int sigil) {
		int start = sigil;
		while (start > 0 && isOfPath(text.charAt(start - 1))) {
			start--;
		}
		return start;
	}

	private static boolean isOfPath(char character) {
		return (character < 0x80 && Character.isLetterOrDigit(character)) || "_/.-".indexOf(character) >= 0;
	}

	/**
	 * GitLab may live below a path; it is no part of a project's. What GitLab says its
	 * address is need not be one.
	 */
	private static int rootLength(@Nullable String server) {
		int host = (server != null) ? server.indexOf("://") + "://".length() : 0;
		int path = (server != null) ? server.indexOf('/', host) : -1;
		return (server != null && path >= 0) ? server.length() - path : 0;
	}

}
