package dev.lorebatch.documents;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.documents.Document.IndexEntry;
import dev.lorebatch.documents.Document.Owner;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.search.Identifiers;
import dev.lorebatch.text.VisibleText;

/**
 * Documents of issues and merge requests: facts, description, changed files. Comments are
 * not in them: each discussion has a document of its own, and a comment in both would be
 * found twice and make the vectors of a long issue anew with every reply.
 */
class EntityDocuments {

	private static final int MAX_PATHS_SHOWN = 300;

	private final DocumentSources sources;

	private final boolean redact;

	EntityDocuments(DocumentSources sources, boolean redact) {
		this.sources = sources;
		this.redact = redact;
	}

	Document issue(SourceKey source, SourceRow row) {
		Owner owner = new Owner(row.number("project_id"), EntityKind.ISSUE, row.number("id"), row.flag("confidential"));
		String type = row.string("issue_type");
		String kind = (type.isEmpty() || type.equals("issue")) ? "Issue" : "Issue (" + type + ")";
		if (owner.confidential() && this.redact) {
			return redacted(owner, kind, row);
		}
		DocumentText text = header(kind, row).header("Due", row.get("due_date"))
			.header("Closed", row.get("closed_at"))
			.header("Confidential", owner.confidential() ? "yes" : null);
		return finish(text, owner, source, row);
	}

	Document mergeRequest(SourceKey source, SourceRow row) {
		Owner owner = new Owner(row.number("project_id"), EntityKind.MERGE_REQUEST, row.number("id"), false);
		DocumentText text = header(row.flag("draft") ? "Merge request (draft)" : "Merge request", row);
		text.header("Reviewers", row.get("reviewers"))
			.header("Branches", row.string("source_branch") + " -> " + row.string("target_branch"))
			.header("Merged", row.get("merged_at"))
			.header("Closed", row.get("closed_at"));
		return finish(text, owner, source, row);
	}

	private static DocumentText header(String kind, SourceRow row) {
		return new DocumentText().header(kind, row.get("reference"))
			.header("Project", row.get("project_path"))
			.header("Title", row.get("title"))
			.header("State", row.get("state"))
			.header("Author", row.get("author_username"))
			.header("Assignees", row.get("assignees"))
			.header("Labels", row.get("labels"))
			.header("Milestone", row.get("milestone_title"))
			.header("Created", row.get("created_at"))
			.header("Updated", row.get("updated_at"));
	}

	private Document finish(DocumentText text, Owner owner, SourceKey source, SourceRow row) {
		List<SourceRow> files = this.sources.findFiles(source);
		List<String> paths = files.stream().map((file) -> file.string("path")).distinct().toList();
		text.header("Discussions", threads(this.sources.countThreads(source)))
			.header("URL", row.get("web_url"))
			.paragraph(row.text("description"))
			.footer(shown(files))
			.footer(SystemNotes.summarize(this.sources.findSystemNotes(source)));
		DocumentText.Cut cut = text.toCut();
		String title = IndexedTitle.of(row.string("title"));
		String changed = lines(
				Stream.concat(Stream.of(row.text("source_branch"), row.text("target_branch")), paths.stream()));
		String project = row.string("project_path");
		IndexEntry index = new IndexEntry(title,
				lines(Stream.of("labels", "author_username", "assignees", "reviewers", "milestone_title")
					.map(row::text)),
				changed, Identifiers.index(title + "\n" + cut.body() + "\n" + changed, project),
				Identifiers.ownReference(project, owner.entityKind().sigil(), row.number("iid")));
		return new Document(owner, row.string("title"), cut, index, false);
	}

	private static Document redacted(Owner owner, String kind, SourceRow row) {
		DocumentText text = new DocumentText().header(kind, row.get("reference"))
			.header("State", row.get("state"))
			.header("Created", row.get("created_at"))
			.header("Updated", row.get("updated_at"))
			.header("Closed", row.get("closed_at"))
			.header("Confidential", "yes, its text is left out");
		return Document.redacted(owner, text);
	}

	private static @Nullable String threads(@Nullable SourceRow counts) {
		if (counts == null) {
			return null;
		}
		long unresolved = counts.number("unresolved");
		return counts.number("threads") + ", " + counts.number("comments") + " comments"
				+ ((unresolved > 0) ? ", " + unresolved + " unresolved" : "");
	}

	/**
	 * Lists the files, one on each line. A path that is there more than once, because its
	 * type changed, is followed by what became of it.
	 */
	private static @Nullable String shown(List<SourceRow> files) {
		if (files.isEmpty()) {
			return null;
		}
		String more = (files.size() > MAX_PATHS_SHOWN) ? "\n… and %d more".formatted(files.size() - MAX_PATHS_SHOWN)
				: "";
		Map<String, Long> occurrences = files.stream()
			.collect(Collectors.groupingBy((file) -> file.string("path"), Collectors.counting()));
		return files.stream()
			.limit(MAX_PATHS_SHOWN)
			.map((file) -> VisibleText.line(file.string("path"))
					+ ((occurrences.getOrDefault(file.string("path"), 1L) > 1)
							? " (%s)".formatted(file.string("change_kind")) : ""))
			.collect(Collectors.joining("\n", "Changed files (%d):\n".formatted(files.size()), more));
	}

	private static String lines(Stream<@Nullable String> values) {
		return values.filter(Objects::nonNull).collect(Collectors.joining("\n"));
	}

}
