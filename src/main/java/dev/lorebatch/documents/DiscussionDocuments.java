package dev.lorebatch.documents;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.documents.Document.IndexEntry;
import dev.lorebatch.documents.Document.Owner;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.NotePosition;
import dev.lorebatch.search.Identifiers;
import dev.lorebatch.text.VisibleText;

/**
 * Documents of discussions: the notes in their order, author and time above each. One in
 * which nobody said anything is not searched.
 */
class DiscussionDocuments {

	private final DocumentSources sources;

	private final boolean redact;

	DiscussionDocuments(DocumentSources sources, boolean redact) {
		this.sources = sources;
		this.redact = redact;
	}

	Document discussion(SourceKey source, SourceRow row) {
		List<SourceRow> notes = this.sources.findNotes(source);
		boolean internal = notes.stream().anyMatch((note) -> note.flag("internal"));
		EntityKind kind = EntityKind.ofValue(row.string("entity_type"));
		Owner owner = new Owner(row.number("project_id"), kind, row.number("entity_id"),
				row.flag("confidential") || internal);
		String name = "Discussion on " + ((kind == EntityKind.ISSUE) ? "issue" : "merge request");
		DocumentText text = new DocumentText().header(name, row.get("reference"));
		if (owner.confidential() && this.redact) {
			text.header("Started", notes.isEmpty() ? null : notes.get(0).get("created_at"))
				.header(internal ? "Internal" : "Confidential", "yes, its text is left out");
			return Document.redacted(owner, text);
		}
		text.header("Project", row.get("project_path"))
			.header("Title", row.get("title"))
			.header("File",
					notes.stream().map(DiscussionDocuments::position).filter(Objects::nonNull).findFirst().orElse(null))
			.header("Resolved", resolved(notes))
			.header("Confidential", row.flag("confidential") ? "yes" : null)
			.header("Internal", internal ? "yes" : null)
			.header("URL", url(row, notes));
		List<SourceRow> comments = notes.stream().filter((note) -> !note.flag("system")).toList();
		String summary = SystemNotes.summarize(
				notes.stream().filter((note) -> note.flag("system")).map((note) -> note.string("body")).toList());
		if (comments.isEmpty()) {
			// "1 system note: added label" says nothing that the issue does not say, and
			// would fill a page of hits
			return Document.notSearched(owner, row.string("title"), text.footer(summary));
		}
		comments.forEach((note) -> text.paragraph(comment(note)));
		text.paragraph(summary);
		DocumentText.Cut cut = text.toCut();
		return new Document(owner, row.string("title"), cut, index(row, notes, cut.body()), false);
	}

	/**
	 * The title is a keyword, so that a word of the title and one of a comment find the
	 * discussion together.
	 */
	private static IndexEntry index(SourceRow row, List<SourceRow> notes, String body) {
		String title = IndexedTitle.of(row.string("title"));
		String paths = notes.stream()
			.flatMap((note) -> Stream.of(note.string("position_new_path"), note.string("position_old_path")))
			.filter((path) -> !path.isEmpty())
			.distinct()
			.collect(Collectors.joining("\n"));
		return new IndexEntry(title, title, paths, Identifiers.index(body + "\n" + paths, row.string("project_path")),
				"");
	}

	private static String comment(SourceRow note) {
		String author = note.string("author_username");
		return (author.isEmpty() ? "(unknown)" : author) + ", " + note.time("created_at")
				+ (note.flag("internal") ? " (internal):\n" : ":\n") + note.string("body").strip();
	}

	private static @Nullable String position(SourceRow note) {
		NotePosition position = NotePosition.of(note::get);
		if (position == null) {
			return null;
		}
		String version = (position.version() != null) ? " of version " + position.version() : "";
		return VisibleText.line(position.describe() + version);
	}

	private static @Nullable String resolved(List<SourceRow> notes) {
		List<SourceRow> resolvable = notes.stream().filter((note) -> note.flag("resolvable")).toList();
		if (resolvable.isEmpty()) {
			return null;
		}
		return resolvable.stream().allMatch((note) -> note.flag("resolved")) ? "yes" : "no";
	}

	private static @Nullable String url(SourceRow row, List<SourceRow> notes) {
		String url = row.text("web_url");
		return (url == null || notes.isEmpty()) ? url : url + "#note_" + notes.get(0).get("gitlab_id");
	}

}
