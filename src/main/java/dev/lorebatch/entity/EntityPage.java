package dev.lorebatch.entity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The page of an issue or merge request, in a URL.
 *
 * @param end where its part of the URL ends that names it: the digits of the IID
 */
record EntityPage(EntityName name, int end) {

	private static final String BELOW_PROJECT = "/-/";

	/** Below {@code /-/}; anything may follow: tabs, diffs, designs, {@code .patch}. */
	private static final Pattern PAGE = Pattern
		.compile("(issues|work_items|merge_requests)/(?:incident/)?([1-9][0-9]{0,18})(?!_*[0-9A-Za-z])");

	/** Form of before GitLab 12, without {@code /-/}; other paths may be projects. */
	private static final Pattern OLD_PAGE = Pattern.compile(
			"(.+)/(issues|merge_requests)/([1-9][0-9]{0,18})"
					+ "(?!_*[0-9A-Za-z])(?:/(?:diffs|commits|pipelines|designs))?/*(?:[^0-9A-Za-z/].*)?",
			Pattern.DOTALL);

	/**
	 * Finds the page.
	 * @param url as it is written, percent signs included
	 * @param root where the path below the root of the GitLab begins
	 * @return {@code null} if it is the page of nothing that is mirrored
	 */
	static @Nullable EntityPage find(String url, int root) {
		int end = root;
		while (end < url.length() && url.charAt(end) != '?' && url.charAt(end) != '#') {
			end++;
		}
		int split = url.indexOf(BELOW_PROJECT, root);
		if (split >= 0 && split < end) {
			Matcher page = PAGE.matcher(url).region(split + BELOW_PROJECT.length(), end);
			return page.lookingAt() ? of(page.group(1), url.substring(root, split), page.group(2), page.end(2)) : null;
		}
		Matcher page = OLD_PAGE.matcher(url).region(root, end);
		return page.matches() ? of(page.group(2), page.group(1), page.group(3), page.end(3)) : null;
	}

	private static @Nullable EntityPage of(String resource, String project, String digits, int end) {
		String path = GitLabPages.decode(project);
		Long iid = ProjectName.iid(digits);
		EntityKind kind = resource.equals("merge_requests") ? EntityKind.MERGE_REQUEST : EntityKind.ISSUE;
		return (iid != null && ProjectName.isPath(path)) ? new EntityPage(new EntityName(kind, path, iid), end) : null;
	}

}
