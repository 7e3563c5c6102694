package dev.lorebatch.entity;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.LoreException;

/**
 * Issues or merge requests as people name them: what {@link IidList} takes, and the names
 * of {@link ReferenceGrammar} that say which project they are of.
 *
 * @param iids distinct and ascending
 * @param projects the projects that references and URLs name
 * @param plain whether an IID came without a project
 */
public record NamedEntities(List<Long> iids, Set<String> projects, boolean plain) {

	/**
	 * Parses the values of a repeatable option.
	 * @param kind what the option names
	 * @param values comma-separated lists, in order
	 * @param pages of the configured GitLab
	 * @throws LoreException with {@link ExitCode#USAGE} if anything names no entity of
	 * the kind on this GitLab
	 */
	public static NamedEntities parse(EntityKind kind, Collection<String> values, GitLabPages pages) {
		return new Parser(kind, pages, IidWords.ofOption(kind), false).parse(values);
	}

	/**
	 * Parses what names one entity of the mirror, where the groups of its project may be
	 * left out: {@code project#12}.
	 * @param other what messages say is to be done with one of the other kind
	 * @throws LoreException with {@link ExitCode#USAGE} if it names no entity of the kind
	 * on this GitLab
	 */
	public static NamedEntities parseLocal(EntityKind kind, String text, String other, GitLabPages pages) {
		return new Parser(kind, pages, IidWords.ofArgument(kind, other), true).parse(List.of(text));
	}

	/**
	 * The values of one option.
	 */
	private static final class Parser {

		private final EntityKind kind;

		private final GitLabPages pages;

		private final IidWords words;

		private final boolean endings;

		private final Set<Long> iids = new LinkedHashSet<>();

		private final Set<String> projects = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

		private boolean plain;

		/**
		 * @param endings whether a project may be named by the end of its path
		 */
		private Parser(EntityKind kind, GitLabPages pages, IidWords words, boolean endings) {
			this.kind = kind;
			this.pages = pages;
			this.words = words;
			this.endings = endings;
		}

		private NamedEntities parse(Collection<String> values) {
			values.forEach(this::addList);
			return new NamedEntities(IidList.distinct(this.kind, this.iids), this.projects, this.plain);
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
			if (url) {
				this.pages.requirePage(text);
			}
			EntityName name = ReferenceGrammar.match(text, this.pages);
			if (url || (name != null && name.project() != null)) {
				add(text, name);
				return;
			}
			if (name != null && name.kind() != this.kind) {
				throw IidList.otherKind(this.kind, text, this.words);
			}
			long iid = (name != null) ? name.iid() : IidList.parseOne(this.kind, text, this.words);
			this.iids.add(iid);
			this.plain = true;
		}

		/**
		 * A number is GitLab's id of a project that has no path of its own any more.
		 */
		private void add(String text, @Nullable EntityName name) {
			String project = (name != null) ? name.project() : null;
			if (name == null || project == null) {
				throw IidList.notAnIid(text, this.words);
			}
			boolean complete = ProjectName.isNumeric(project) || (this.endings && ProjectName.isEnding(project));
			if (name.leavesOutGroup() && !complete && ProjectName.isPath("group/" + project)) {
				throw new LoreException(ExitCode.USAGE,
						"%s leaves out the group of its project, which is known in texts only"
							.formatted(Excerpt.quote(text)),
						"write the full path, for example group/%s%s%d".formatted(Excerpt.of(project),
								name.kind().sigil(), name.iid()));
			}
			if (!complete && !ProjectName.isPath(project)) {
				throw IidList.notAnIid(text, this.words);
			}
			if (name.kind() != this.kind) {
				throw IidList.otherKind(this.kind, text, this.words);
			}
			this.iids.add(name.iid());
			this.projects.add(project);
		}

	}

}
