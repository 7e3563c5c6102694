package dev.lorebatch.entity;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.LoreException;

/**
 * Issues or merge requests as people name them: what {@link IidList} takes, full
 * references like {@code group/project#12}, and the URLs of their pages.
 *
 * @param iids distinct and ascending
 * @param projects the projects that references and URLs name
 * @param plain whether an IID came without a project
 */
public record NamedEntities(List<Long> iids, Set<String> projects, boolean plain) {

	private static final Pattern FULL_REFERENCE = Pattern.compile("([^#!]*[^#!\\s])([#!])([0-9]{1,19})");

	/** Below {@code /-/}; anything may follow: tabs, diffs, designs. */
	private static final Pattern PAGE = Pattern
		.compile("(issues|work_items|merge_requests)/(?:incident/)?([0-9]{1,19})(?:/.*)?");

	/** As before GitLab 12, without {@code /-/}. */
	private static final Pattern OLD_PAGE = Pattern
		.compile("(.+)/(issues|merge_requests)/([0-9]{1,19})(?:/(?:diffs|commits|pipelines|designs))?");

	/**
	 * Parses the values of a repeatable option.
	 * @param kind what the option names
	 * @param values comma-separated lists, in order
	 * @param pages of the configured GitLab
	 * @throws LoreException with {@link ExitCode#USAGE} if anything names no entity of
	 * the kind on this GitLab
	 */
	public static NamedEntities parse(EntityKind kind, Collection<String> values, GitLabPages pages) {
		Parser parser = new Parser(kind, pages);
		values.forEach(parser::addList);
		return new NamedEntities(IidList.distinct(kind, parser.iids), parser.projects, parser.plain);
	}

	/**
	 * The values of one option.
	 */
	private static final class Parser {

		private final EntityKind kind;

		private final GitLabPages pages;

		private final Set<Long> iids = new LinkedHashSet<>();

		private final Set<String> projects = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

		private boolean plain;

		private Parser(EntityKind kind, GitLabPages pages) {
			this.kind = kind;
			this.pages = pages;
		}

		/**
		 * A comma may belong to the query of a URL, where it must not be taken for the
		 * begin of another IID.
		 */
		private void addList(String list) {
			boolean open = false;
			for (String part : list.split(",", -1)) {
				String text = part.strip();
				boolean url = GitLabPages.isUrl(text);
				if (open && !url) {
					throw new LoreException(ExitCode.USAGE,
							"%s follows a URL with a query or anchor".formatted(Excerpt.quote(text)),
							"give it in a %s of its own".formatted(this.kind.option()));
				}
				open = url && (text.indexOf('?') >= 0 || text.indexOf('#') >= 0);
				add(text, url);
			}
		}

		private void add(String text, boolean url) {
			Matcher reference = FULL_REFERENCE.matcher(text);
			if (url) {
				addPage(text, this.pages.pathOf(text));
			}
			else if (reference.matches() && isProject(GitLabPages.decode(reference.group(1)))) {
				EntityKind named = reference.group(2).equals("#") ? EntityKind.ISSUE : EntityKind.MERGE_REQUEST;
				add(text, named, reference.group(1), reference.group(3));
			}
			else {
				this.iids.add(IidList.parseOne(this.kind, text));
				this.plain = true;
			}
		}

		/**
		 * Plain names stand for a project of the same group, which is not known here; a
		 * number is GitLab's id of a project that has no path of its own any more.
		 */
		private static boolean isProject(String name) {
			return name.contains("/") || ProjectName.isNumeric(name);
		}

		private void addPage(String url, String path) {
			int split = path.indexOf("/-/");
			Matcher page = PAGE.matcher((split > 0) ? path.substring(split + 3) : "");
			Matcher oldPage = OLD_PAGE.matcher((split < 0) ? path : "");
			if (page.matches()) {
				add(url, kind(page.group(1)), path.substring(0, split), page.group(2));
			}
			else if (oldPage.matches()) {
				add(url, kind(oldPage.group(2)), oldPage.group(1), oldPage.group(3));
			}
			else {
				throw IidList.notAnIid(this.kind, url);
			}
		}

		private static EntityKind kind(String resource) {
			return resource.equals("merge_requests") ? EntityKind.MERGE_REQUEST : EntityKind.ISSUE;
		}

		private void add(String text, EntityKind named, String project, String digits) {
			Long iid = ProjectName.iid(digits);
			String path = GitLabPages.decode(project);
			if (iid == null || !(ProjectName.isPath(path) || ProjectName.isNumeric(path))) {
				throw IidList.notAnIid(this.kind, text);
			}
			if (named != this.kind) {
				throw IidList.otherKind(this.kind, text);
			}
			this.iids.add(iid);
			this.projects.add(path);
		}

	}

}
