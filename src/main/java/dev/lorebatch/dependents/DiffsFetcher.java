package dev.lorebatch.dependents;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.dependents.PreparedSet.Evidence;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.gitlab.Listing;
import dev.lorebatch.mirror.FileRow;
import dev.lorebatch.mirror.MergeRequestFiles;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.queue.SourceType;

/**
 * The changed files of a merge request
 * (https://docs.gitlab.com/api/merge_requests/#list-merge-request-diffs). Collapsed and
 * too large files come with an empty diff; they are marked as incomplete and have no line
 * counts.
 */
class DiffsFetcher implements DependentFetcher {

	/** Older servers answer 500 to large pages of large diffs. */
	private static final int SMALL_PAGE = 20;

	private final GitLabClient gitlab;

	private final MergeRequestFiles files;

	private final DirtySources dirtySources;

	DiffsFetcher(GitLabClient gitlab, MergeRequestFiles files, DirtySources dirtySources) {
		this.gitlab = gitlab;
		this.files = files;
		this.dirtySources = dirtySources;
	}

	@Override
	public PreparedSet fetch(ProjectContext project, DependentJob job) {
		Fetched fetched = read(project, job);
		// A change of the type, as from a file to a link, is two entries of one path
		Set<FileRow> rows = new LinkedHashSet<>();
		fetched.files().forEach((file) -> rows.add(toRow(file, fetched.overflow())));
		List<FileRow> wanted = List.copyOf(rows);
		Evidence evidence = Evidence.ofTotal(fetched.files().size(), fetched.total());
		return new PreparedSet(fetched.pages(), wanted.size(), evidence, (tx, parent, runId, absent) -> {
			// Who sees the changes of a merge request sees all of them
			int deleted = this.files.replace(tx, parent, wanted).deleted();
			this.dirtySources.mark(tx, SourceType.MERGE_REQUEST, parent.id(), runId);
			return deleted;
		});
	}

	private Fetched read(ProjectContext project, DependentJob job) {
		try {
			return of(this.gitlab.children(project.gitlabId(), job.entity(), "diffs"));
		}
		catch (GitLabException ex) {
			if (ex.routeMissing() || ex.isForeignNotFound()) {
				return changes(project, job);
			}
			Integer status = ex.status();
			if (ex.kind() == Kind.SERVER && status != null && status == 500) {
				return of(this.gitlab.children(project.gitlabId(), job.entity(), "diffs", SMALL_PAGE));
			}
			throw ex;
		}
	}

	/**
	 * Servers before 15.7 have this endpoint only; it says when it left files out. A
	 * proxy may have a page of its own for what they do not know.
	 */
	private Fetched changes(ProjectContext project, DependentJob job) {
		Payload changes = this.gitlab.child(project.gitlabId(), job.entity(), "changes");
		return new Fetched(changes.requiredObjects("changes"), 1, changes.flag("overflow"), null);
	}

	private static Fetched of(Listing listing) {
		return new Fetched(listing.items(), listing.pages(), false, listing.total());
	}

	private static FileRow toRow(Payload file, boolean overflow) {
		String completeness = completeness(file, overflow);
		String diff = completeness.equals("complete") ? file.optionalText("diff") : null;
		return new FileRow(file.text("old_path"), file.text("new_path"), changeKind(file), completeness,
				file.optionalFlag("generated_file"), file.optionalText("a_mode"), file.optionalText("b_mode"),
				count(diff, '+'), count(diff, '-'));
	}

	/**
	 * Servers that do not say whether a file is collapsed may send an empty diff for one
	 * whose content changed; only renames and mode changes have none for certain.
	 */
	private static String completeness(Payload file, boolean overflow) {
		if (file.flag("too_large")) {
			return "too_large";
		}
		if (file.flag("collapsed")) {
			return "collapsed";
		}
		String diff = file.optionalText("diff");
		boolean empty = diff == null || diff.isEmpty();
		boolean told = file.optionalFlag("collapsed") != null && file.optionalFlag("too_large") != null;
		return (empty && (overflow || !told) && !file.flag("renamed_file")) ? "unknown" : "complete";
	}

	private static String changeKind(Payload file) {
		if (file.flag("new_file")) {
			return "added";
		}
		if (file.flag("deleted_file")) {
			return "deleted";
		}
		return file.flag("renamed_file") ? "renamed" : "modified";
	}

	/**
	 * Counts the lines that begin with the sign. Git ends lines with a line feed only;
	 * all else, as a lone carriage return, stands within one.
	 */
	private static @Nullable Integer count(@Nullable String diff, char sign) {
		if (diff == null) {
			return null;
		}
		// Only hunks: file headers would count as changed lines, content like "--x" must.
		boolean inHunk = false;
		int count = 0;
		for (int start = 0; start < diff.length(); start = endOfLine(diff, start) + 1) {
			inHunk |= diff.startsWith("@@", start);
			count += (inHunk && diff.charAt(start) == sign) ? 1 : 0;
		}
		return count;
	}

	private static int endOfLine(String diff, int start) {
		int end = diff.indexOf('\n', start);
		return (end < 0) ? diff.length() : end;
	}

	private record Fetched(List<Payload> files, int pages, boolean overflow, @Nullable Long total) {

	}

}
