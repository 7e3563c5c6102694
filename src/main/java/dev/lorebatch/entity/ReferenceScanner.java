package dev.lorebatch.entity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.ReferenceGrammar.Found;

/**
 * Reads one text from its begin to its end, each character a bounded number of times,
 * however long it is.
 */
final class ReferenceScanner {

	private static final Map<String, EntityKind> BRACKETS = Map.of("[issue:", EntityKind.ISSUE, "[work_item:",
			EntityKind.ISSUE, "[merge_request:", EntityKind.MERGE_REQUEST);

	private static final String ALTERNATIVE = ReferenceGrammar.ALTERNATIVE;

	private static final List<String> SCHEMES = List.of("https", "http");

	/** Before a name they make something else of it: an entity, a file, an address. */
	private static final String OTHER_MEANING = "&#!\\";

	private static final String OTHER_MEANING_OF_PROJECT = OTHER_MEANING + "@~%^$";

	private static final String STRUCK = "~~";

	/** The longest URL that is looked at. */
	private static final int MAX_URL = 4_096;

	private static final int MAX_PATH = 1_024;

	/** GitLab nests at most 20 groups. */
	private static final int MAX_SEGMENTS = 21;

	private static final Pattern SEGMENT = Pattern.compile("(?=.*[A-Za-z0-9])[A-Za-z0-9_.][A-Za-z0-9_.-]*(?<!\\.)");

	/** What follows is the anchor of a file then, for example of a heading. */
	private static final Pattern NO_PROJECT = Pattern.compile(".*\\.(?:git|atom|md|html?)", Pattern.CASE_INSENSITIVE);

	/** One letter before a sign is a programming language, digits are a version. */
	private static final Pattern SIBLING = Pattern.compile("(?=.*[A-Za-z_])[A-Za-z0-9_.-]+[A-Za-z0-9_]");

	private final String text;

	private final GitLabPages pages;

	private final List<Found> found = new ArrayList<>();

	/** Behind the last URL or name. */
	private int done;

	ReferenceScanner(String text, GitLabPages pages) {
		this.text = text;
		this.pages = pages;
	}

	List<Found> scan() {
		for (int index = 0; index < this.text.length(); index = Math.max(index + 1, this.done)) {
			switch (this.text.charAt(index)) {
				case '#', '!' -> readSign(index);
				case ':' -> readUrl(index);
				case '[' -> readBracket(index);
				case 'G' -> readAlternative(index);
				default -> {
					// the begin of nothing
				}
			}
		}
		return this.found;
	}

	static EntityKind kind(char sign) {
		return (sign == '!') ? EntityKind.MERGE_REQUEST : EntityKind.ISSUE;
	}

	/**
	 * Reads {@code #12}, with or without a project before it.
	 */
	private void readSign(int sign) {
		int digits = endOfDigits(sign + 1);
		int end = endOfName(digits);
		Long iid = (end >= 0) ? iid(sign + 1, digits) : null;
		if (iid == null) {
			return;
		}
		int start = sign;
		while (start > this.done && isOfPath(this.text.charAt(start - 1))) {
			start--;
		}
		boolean behindName = start == this.done && isBehindName();
		start = withoutMarks(start, sign, end, behindName);
		char before = behindName ? ' ' : charAt(start - 1);
		if (start == sign) {
			if (OTHER_MEANING.indexOf(before) < 0) {
				add(new EntityName(kind(this.text.charAt(sign)), null, iid), start, end);
			}
			return;
		}
		boolean projectBegins = OTHER_MEANING_OF_PROJECT.indexOf(before) < 0
				|| this.text.startsWith(STRUCK, start - STRUCK.length());
		String project = projectBegins ? project(start, sign, before) : null;
		if (project != null) {
			add(new EntityName(kind(this.text.charAt(sign)), project, iid), start, end);
		}
	}

	/**
	 * Skips what stands before a name and is no part of it: what separates it from
	 * another name, and underscores that emphasize it.
	 */
	private int withoutMarks(int start, int sign, int end, boolean behindName) {
		int behind = start;
		if (behindName) {
			while (behind < sign && "/.-_".indexOf(this.text.charAt(behind)) >= 0) {
				behind++;
			}
			return behind;
		}
		while (behind < sign && this.text.charAt(behind) == '_') {
			behind++;
		}
		return (behind == sign || charAt(end) == '_') ? behind : start;
	}

	/**
	 * Reads a project as texts name it: a full path, with a slash before it or without,
	 * or the last segment alone.
	 */
	private @Nullable String project(int start, int end, char before) {
		if (end - start > MAX_PATH) {
			return null;
		}
		String path = this.text.substring(start, end);
		if (path.startsWith("/")) {
			return (before != ':' && before != '.' && path.indexOf('/', 1) > 0) ? full(path.substring(1)) : null;
		}
		if (path.indexOf('/') >= 0) {
			return full(path);
		}
		return (isSegment(path) && SIBLING.matcher(path).matches()) ? path : null;
	}

	private static @Nullable String full(String path) {
		String[] segments = path.split("/", -1);
		if (segments.length > MAX_SEGMENTS || path.startsWith("groups/")) {
			return null;
		}
		for (String segment : segments) {
			if (!isSegment(segment)) {
				return null;
			}
		}
		return path;
	}

	private static boolean isSegment(String segment) {
		return SEGMENT.matcher(segment).matches() && !NO_PROJECT.matcher(segment).matches();
	}

	/**
	 * Reads a URL. Nothing in it is searched but the page that it may be of, and what
	 * follows that page without a gap.
	 */
	private void readUrl(int colon) {
		if (!this.text.startsWith("://", colon)) {
			return;
		}
		int start = startOfScheme(colon);
		int end = colon;
		while (end < this.text.length() && end - start < MAX_URL && !endsUrl(this.text.charAt(end))) {
			end++;
		}
		String url = this.text.substring(start, end);
		int root = this.pages.rootOf(url);
		EntityPage page = (root >= 0) ? EntityPage.find(url, root) : null;
		if (page == null) {
			this.done = end;
			return;
		}
		int behind = start + page.end();
		while (behind < end && isOfPage(this.text.charAt(behind))) {
			behind++;
		}
		add(page.name(), start, behind);
	}

	/**
	 * Reads {@code [issue:12]}, with or without a project before the number.
	 */
	private void readBracket(int bracket) {
		BRACKETS.forEach((begin, kind) -> {
			if (this.text.startsWith(begin, bracket) && charAt(bracket - 1) != '\\') {
				readBracket(bracket, bracket + begin.length(), kind);
			}
		});
	}

	private void readBracket(int bracket, int start, EntityKind kind) {
		int number = start;
		int digits = start;
		while (digits - start < MAX_PATH && isOfPath(charAt(digits))) {
			number = (charAt(digits) == '/') ? digits + 1 : number;
			digits++;
		}
		int end = endOfName(digits);
		Long iid = (end >= 0 && charAt(end) == ']') ? iid(number, digits) : null;
		String project = (number > start) ? project(start, number - 1, '[') : null;
		if (iid != null && (number == start || project != null)) {
			add(new EntityName(kind, project, iid), bracket, Math.max(end + 1, endOfName(end + 1)));
		}
	}

	/**
	 * Reads {@code GL-12}, unless it is the name of a project.
	 */
	private void readAlternative(int start) {
		int begin = start + ALTERNATIVE.length();
		if (!this.text.startsWith(ALTERNATIVE, start) || isWord(charAt(start - 1))) {
			return;
		}
		int digits = endOfDigits(begin);
		int end = endOfName(digits);
		boolean ofProject = "#!".indexOf(charAt(digits)) >= 0 && isDigit(charAt(digits + 1));
		Long iid = (end >= 0 && !ofProject) ? iid(begin, digits) : null;
		if (iid != null) {
			add(new EntityName(EntityKind.ISSUE, null, iid), start, end);
		}
	}

	/**
	 * Where {@code https} or {@code http} begins, whatever stands before it; the pages of
	 * other schemes are no pages of a GitLab.
	 */
	private int startOfScheme(int colon) {
		for (String scheme : SCHEMES) {
			int start = colon - scheme.length();
			if (start >= this.done && this.text.regionMatches(true, start, scheme, 0, scheme.length())) {
				return start;
			}
		}
		return colon;
	}

	private void add(EntityName name, int start, int end) {
		this.found.add(new Found(name, start, end));
		this.done = end;
	}

	private boolean isBehindName() {
		return !this.found.isEmpty() && this.found.get(this.found.size() - 1).end() == this.done;
	}

	/**
	 * Where a name ends whose digits end there: {@code +} and {@code +s} ask GitLab for
	 * the title, underscores end an emphasis. -1 if a word goes on.
	 */
	private int endOfName(int digits) {
		if (charAt(digits) == '+') {
			return (charAt(digits + 1) == 's' && !isWord(charAt(digits + 2))) ? digits + 2 : digits + 1;
		}
		int behind = digits;
		while (charAt(behind) == '_') {
			behind++;
		}
		return isWord(charAt(behind)) ? -1 : digits;
	}

	private int endOfDigits(int start) {
		int end = start;
		while (isDigit(charAt(end))) {
			end++;
		}
		return end;
	}

	private @Nullable Long iid(int start, int end) {
		boolean number = end > start && end - start <= 19 && charAt(start) != '0';
		return number ? ProjectName.iid(this.text.substring(start, end)) : null;
	}

	private char charAt(int index) {
		return (index >= 0 && index < this.text.length()) ? this.text.charAt(index) : ' ';
	}

	private static boolean isOfPath(char character) {
		return isWord(character) || "_/.-".indexOf(character) >= 0;
	}

	private static boolean isOfPage(char character) {
		return isWord(character) || "_/?&=#%+.~-".indexOf(character) >= 0;
	}

	private static boolean endsUrl(char character) {
		return character <= ' ' || "<>\"`|)]}\\^{".indexOf(character) >= 0 || Character.isWhitespace(character);
	}

	/**
	 * Only letters of ASCII, as in GitLab: others may stand right before a name.
	 */
	private static boolean isWord(char character) {
		return isDigit(character) || (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
	}

	private static boolean isDigit(char character) {
		return character >= '0' && character <= '9';
	}

}
