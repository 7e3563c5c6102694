package dev.lorebatch.mirror;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.ReferenceGrammar;

/**
 * Finds GitLab's references in Markdown, see {@link ReferenceGrammar}. As in GitLab, code
 * and comments are not searched.
 */
public final class ReferenceParser {

	/**
	 * Fenced blocks, closed or not, then spans between backticks, which end with their
	 * paragraph, then comments.
	 */
	private static final Pattern NO_PROSE = Pattern.compile(
			"^[ \\t>]*(`{3,}|~{3,})[^`\\n]*$.*?(?:^[ \\t>]*\\1|\\z)"
					+ "|(?<!`)(`++)(?:(?!\\n[ \\t\\r]*\\n).)*?(?<!`)\\2(?!`)|<!--.*?-->",
			Pattern.DOTALL | Pattern.MULTILINE);

	private static final String COMMENT = "<!--";

	private static final String END_OF_COMMENT = "-->";

	/**
	 * Versions of GitLab before 8.14 begin with a capital, those before 7.10 emphasize.
	 */
	private static final Pattern MENTIONED = Pattern.compile("_?mentioned in .*",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

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
		Set<ReferenceRow> references = new LinkedHashSet<>();
		GitLabPages pages = GitLabPages.ofTexts(server);
		List<ReferenceGrammar.Found> found = (markdown != null) ? ReferenceGrammar.findIn(markdown, pages) : List.of();
		if (markdown != null && !found.isEmpty() && mayHoldCode(markdown)) {
			found = ReferenceGrammar.findIn(prose(markdown), pages);
		}
		found.stream()
			.map(ReferenceGrammar.Found::name)
			.forEach((name) -> references.add(new ReferenceRow(type, name.kind().value(), name.projectPath(projectPath),
					String.valueOf(name.iid()))));
		return references;
	}

	/**
	 * The references in a note. Where another entity mentions this one GitLab writes a
	 * note by itself; what else it writes are no references.
	 * @param system whether GitLab wrote it
	 */
	public static Set<ReferenceRow> parseNote(String body, boolean system, String projectPath,
			@Nullable String server) {
		if (!system) {
			return parse(body, "mentions", projectPath, server);
		}
		return MENTIONED.matcher(body).matches() ? parse(body, "mentioned_in", projectPath, server) : Set.of();
	}

	private static boolean mayHoldCode(String markdown) {
		return markdown.indexOf('`') >= 0 || markdown.contains("~~~") || markdown.contains(COMMENT);
	}

	/**
	 * A comment that does not end is none, and its end must not be looked for again and
	 * again.
	 */
	private static String prose(String markdown) {
		int end = markdown.lastIndexOf(END_OF_COMMENT) + 1;
		String closed = (markdown.indexOf(COMMENT, end) < 0) ? markdown
				: markdown.substring(0, end) + markdown.substring(end).replace(COMMENT, " ");
		return NO_PROSE.matcher(closed).replaceAll(" ");
	}

}
