package dev.lorebatch.documents;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The title without what GitLab and habit put around it: {@code Draft:}, {@code WIP:},
 * {@code Resolve "…"}. Thousands of merge requests have these words in common, so they
 * find nothing. The title that is shown keeps them.
 */
final class IndexedTitle {

	private static final Pattern DRAFT = Pattern.compile(
			"^\\s*(?:(?:draft|wip)\\s*(?::|-(?=\\s))|\\[(?:draft|wip)]|\\((?:draft|wip)\\))\\s*",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern RESOLVE = Pattern.compile("^(?:Resolve|Fix) [\"\u201c](.+)[\"\u201d]$");

	private IndexedTitle() {
	}

	static String of(String title) {
		String rest = title.strip();
		Matcher draft = DRAFT.matcher(rest);
		while (draft.find() && draft.end() < rest.length()) {
			rest = rest.substring(draft.end());
			draft = DRAFT.matcher(rest);
		}
		Matcher resolve = RESOLVE.matcher(rest);
		return resolve.matches() ? resolve.group(1) : rest;
	}

}
