package dev.lorebatch.search;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityName;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.Letters;
import dev.lorebatch.entity.ReferenceGrammar;

/**
 * Code-like tokens, so that they can be found exactly. The tokenizer of the index splits
 * at everything but letters and digits, and {@code foo_bar} would be the same as
 * {@code foo-bar}. Therefore an index column of its own holds such tokens with their
 * punctuation replaced by characters of the private use area, which the tokenizer takes
 * for letters. Text that is indexed and queries must go through the same code.
 */
public final class Identifiers {

	/** More different ones do not make a document easier to find. */
	private static final int MAX_IDENTIFIERS = 10_000;

	private static final int MAX_LENGTH = 200;

	private static final char PRIVATE_USE = '\uE000';

	static final Pattern RUN = Pattern.compile("[\\p{L}\\p{N}\\p{M}_./:\\\\@#!+$-]+");

	private static final String RUN_PUNCTUATION = "_./:\\@#!+$-";

	/** The longest run that is looked at: a URL of a reference. */
	private static final int MAX_RUN = 500;

	private static final String EDGES = "./:\\@+$!#-";

	/** Without any of them a token is no code. */
	private static final String JOINTS = "./:\\@_+#-";

	/** Whatever else has a number behind a sign, in the letters of any language. */
	private static final Pattern LIKE_REFERENCE = Pattern.compile("([\\p{L}\\p{N}_][\\p{L}\\p{N}_./-]*)?[#!]\\d{1,18}");

	private static final Pattern IN_BRACKETS = Pattern.compile("(?:issue|work_item|merge_request):[A-Za-z0-9_./-]*\\d");

	private static final GitLabPages PAGES = GitLabPages.ofTexts(null);

	private static final Pattern LINE_NUMBER = Pattern.compile("(.*\\p{L}.*?)(?::\\d+){1,2}");

	static final Pattern CODE = Pattern
		.compile(".*[\\p{L}\\p{N}_][./:\\\\@]+[\\p{L}\\p{N}_].*|.*_.*|\\p{L}[\\p{L}\\p{N}]*(\\+\\+|#)");

	static final Pattern HYPHENATED = Pattern.compile(".*[\\p{L}\\p{N}]-[\\p{L}\\p{N}].*");

	static final Pattern DIGIT_OR_CAPITAL = Pattern.compile(".*[\\p{Lu}\\p{N}].*");

	static final Pattern HUMP = Pattern.compile("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

	private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");

	private Identifiers() {
	}

	/**
	 * The index entry of a text: every different identifier in it, and the parts of those
	 * in camel case.
	 * @param projectPath what {@code #1} in the text is an issue of
	 */
	public static String index(String text, String projectPath) {
		Set<String> found = new LinkedHashSet<>();
		int end = 0;
		for (int start = endOf(text, end, false); start < text.length()
				&& found.size() < MAX_IDENTIFIERS; start = endOf(text, end, false)) {
			end = endOf(text, start, true);
			if (end - start > MAX_RUN) {
				continue;
			}
			String run = text.substring(start, end);
			boolean bracketed = isBetweenBrackets(text, start, end) && IN_BRACKETS.matcher(run).matches();
			if (addMentions(bracketed ? "[" + run + "]" : run, projectPath, found)) {
				continue;
			}
			String token = trim(run);
			if (token.isEmpty() || token.length() > MAX_LENGTH) {
				continue;
			}
			codes(token).forEach((code) -> found.add(encode(code)));
			if (hasInnerCapital(token)) {
				addHumps(token, found);
			}
		}
		return String.join("\n", found);
	}

	/**
	 * Where the characters end that are, or are not, those of a {@link #RUN}.
	 */
	static int endOf(String text, int start, boolean run) {
		int end = start;
		while (end < text.length()) {
			int character = text.codePointAt(end);
			if ((Letters.isLetterOrNumberOrMark(character) || RUN_PUNCTUATION.indexOf(character) >= 0) != run) {
				return end;
			}
			end += Character.charCount(character);
		}
		return end;
	}

	private static boolean isBetweenBrackets(String text, int start, int end) {
		return text.startsWith("[", start - 1) && text.startsWith("]", end);
	}

	private static void addHumps(String token, Set<String> found) {
		Matcher words = WORDS.matcher(token);
		while (words.find()) {
			List<String> parts = humps(words.group());
			if (!parts.isEmpty()) {
				found.add(String.join(" ", parts));
			}
		}
	}

	/**
	 * The index entry of an issue or merge request itself: its reference, with as much of
	 * the project's path as people write.
	 * @param sigil {@code #} or {@code !}
	 */
	public static String ownReference(String projectPath, String sigil, long iid) {
		List<String> forms = new ArrayList<>();
		String path = projectPath;
		forms.add(encode(path + sigil + iid));
		while (path.contains("/")) {
			path = path.substring(path.indexOf('/') + 1);
			forms.add(encode(path + sigil + iid));
		}
		forms.add(encode(sigil + iid));
		return String.join("\n", forms);
	}

	/**
	 * A run of a query as a reference in the form of the index, {@code null} if it is
	 * none.
	 */
	static @Nullable String reference(String run) {
		String token = run.substring(0, endOfWord(run, 0));
		EntityName name = null;
		if (mayName(token)) {
			name = ReferenceGrammar.match(token, PAGES);
		}
		else if (token.length() <= MAX_RUN && IN_BRACKETS.matcher(token).matches()) {
			name = ReferenceGrammar.match("[" + token + "]", PAGES);
		}
		if (name == null) {
			return like(token);
		}
		String path = (name.project() != null) ? name.project() : "";
		return encode(path + name.kind().sigil() + name.iid());
	}

	/**
	 * A token of a query as an identifier in the form of the index, {@code null} if it is
	 * not code-like.
	 */
	static @Nullable String code(String token) {
		return (token.length() <= MAX_LENGTH && isCode(token)) ? encode(token) : null;
	}

	/**
	 * The words in a token in camel case, none if it is not.
	 */
	static List<String> humps(String word) {
		String[] parts = (word.length() <= MAX_LENGTH && hasInnerCapital(word)) ? HUMP.split(word) : new String[0];
		return (parts.length > 1) ? List.of(parts) : List.of();
	}

	/**
	 * Most words have none, and are spared the pattern.
	 */
	private static boolean hasInnerCapital(String word) {
		for (int index = 1; index < word.length(); index++) {
			if (Character.getType(word.codePointAt(index)) == Character.UPPERCASE_LETTER) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Without the punctuation of the sentence around it; {@code c++} and {@code c#} keep
	 * theirs.
	 */
	static String trim(String run) {
		int start = 0;
		while (start < run.length() && EDGES.indexOf(run.charAt(start)) >= 0) {
			start++;
		}
		int end = endOfWord(run, start);
		if (run.startsWith("++", end)) {
			end += 2;
		}
		else if (run.startsWith("#", end)) {
			end++;
		}
		return run.substring(start, end);
	}

	private static int endOfWord(String run, int start) {
		int end = run.length();
		while (end > start && EDGES.indexOf(run.charAt(end - 1)) >= 0) {
			end--;
		}
		return end;
	}

	/**
	 * Adds what a run mentions, with and without the path, where both mean the same.
	 * @return whether there is nothing else in the run
	 */
	private static boolean addMentions(String run, String projectPath, Set<String> found) {
		List<ReferenceGrammar.Found> mentions = mayName(run) ? ReferenceGrammar.findIn(run, PAGES) : List.of();
		int done = 0;
		boolean nothingElse = true;
		for (ReferenceGrammar.Found mention : mentions) {
			EntityName name = mention.name();
			String number = name.kind().sigil() + name.iid();
			String path = name.projectPath(projectPath);
			if (path.equals(projectPath)) {
				found.add(encode(number));
			}
			else if (name.leavesOutGroup()) {
				found.add(encode(name.project() + number));
			}
			found.add(encode(path + number));
			nothingElse &= isOnlyEdges(run.substring(done, mention.start()));
			done = mention.end();
		}
		String like = (done == 0) ? like(run.substring(0, endOfWord(run, 0))) : null;
		if (like != null) {
			found.add(like);
			return true;
		}
		return done > 0 && nothingElse && isOnlyEdges(run.substring(done));
	}

	/**
	 * Most runs name nothing, and are spared the closer look.
	 */
	private static boolean mayName(String run) {
		return run.length() <= MAX_RUN
				&& (containsAny(run, "#![") || run.contains("://") || run.contains(ReferenceGrammar.ALTERNATIVE));
	}

	private static @Nullable String like(String token) {
		boolean may = token.length() <= MAX_RUN && containsAny(token, "#!");
		return (may && LIKE_REFERENCE.matcher(token).matches()) ? encode(token) : null;
	}

	private static boolean isOnlyEdges(String text) {
		return text.chars().allMatch((character) -> EDGES.indexOf(character) >= 0 || character == '_');
	}

	private static List<String> codes(String token) {
		if (token.contains("://") || !isCode(token)) {
			return List.of();
		}
		Matcher line = LINE_NUMBER.matcher(token);
		return (line.matches() && isCode(line.group(1))) ? List.of(token, line.group(1)) : List.of(token);
	}

	static boolean isCode(String token) {
		return containsAny(token, JOINTS) && (CODE.matcher(token).matches()
				|| (HYPHENATED.matcher(token).matches() && DIGIT_OR_CAPITAL.matcher(token).matches()));
	}

	private static boolean containsAny(String text, String characters) {
		for (int index = 0; index < text.length(); index++) {
			if (characters.indexOf(text.charAt(index)) >= 0) {
				return true;
			}
		}
		return false;
	}

	private static String encode(String token) {
		StringBuilder encoded = new StringBuilder(token.length());
		token.codePoints().forEach((character) -> {
			boolean punctuation = character < 0x80 && !Character.isLetterOrDigit(character);
			encoded.appendCodePoint(punctuation ? PRIVATE_USE + character : character);
		});
		return encoded.toString();
	}

}
