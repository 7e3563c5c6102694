package dev.lorebatch.entity;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How issues and merge requests are named: in texts, by GitLab in its own notes, in
 * options and in URLs. The forms are written down in
 * {@code docs/reference/references.md}; a test holds the page and this class together.
 */
public final class ReferenceGrammar {

	/**
	 * Which references are found in texts. Whoever changes that, here or in what is
	 * searched, counts on: then the texts of existing mirrors are read again.
	 */
	public static final int VERSION = 1;

	/** What names an issue without a sign; no project can be before it. */
	public static final String ALTERNATIVE = "GL-";

	/** More than what GitLab's own texts take: paths may have letters of any language. */
	private static final Pattern FULL_REFERENCE = Pattern.compile("([^#!]*[^#!\\s])([#!])([1-9][0-9]{0,18})(?:\\+s?)?");

	private ReferenceGrammar() {
	}

	/**
	 * Finds all that a text names, in order. Code and what else is no prose is to be
	 * taken out before.
	 * @param pages of the GitLab that the text is from; URLs of others name nothing
	 */
	public static List<Found> findIn(String text, GitLabPages pages) {
		return new ReferenceScanner(text, pages).scan();
	}

	/**
	 * Reads a text that names one issue or merge request and nothing else.
	 * @return {@code null} if it does not, or is a number alone
	 */
	public static @Nullable EntityName match(String text, GitLabPages pages) {
		if (GitLabPages.isUrl(text)) {
			int root = pages.rootOf(text);
			EntityPage page = (root >= 0) ? EntityPage.find(text, root) : null;
			return (page != null) ? page.name() : null;
		}
		List<Found> found = findIn(text, pages);
		if (found.size() == 1 && found.get(0).start() == 0 && found.get(0).end() == text.length()) {
			return found.get(0).name();
		}
		Matcher reference = FULL_REFERENCE.matcher(text);
		Long iid = reference.matches() ? ProjectName.iid(reference.group(3)) : null;
		return (iid == null) ? null : new EntityName(ReferenceScanner.kind(reference.group(2).charAt(0)),
				GitLabPages.decode(reference.group(1)).replaceFirst("^/", ""), iid);
	}

	/**
	 * A name and where it stands in the text.
	 *
	 * @param end behind its last character
	 */
	public record Found(EntityName name, int start, int end) {

	}

}
