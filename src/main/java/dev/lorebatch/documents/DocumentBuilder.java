package dev.lorebatch.documents;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.queue.DirtySource;

/**
 * Makes the document of an issue, merge request or thread from the mirror's rows.
 */
class DocumentBuilder {

	private final DocumentSources sources;

	DocumentBuilder(DocumentSources sources) {
		this.sources = sources;
	}

	/**
	 * The document of the source, {@code null} if the source is gone.
	 */
	@Nullable Document build(DirtySource source) {
		Map<String, @Nullable Object> row = this.sources.find(source.type(), source.sourceId());
		if (row == null) {
			return null;
		}
		DocumentText text = switch (source.type()) {
			case ISSUE -> issue(row);
			case MERGE_REQUEST -> mergeRequest(row, source.sourceId());
			case DISCUSSION -> discussion(row, source.sourceId());
		};
		long projectId = ((Number) Objects.requireNonNull(row.get("project_id"))).longValue();
		return text.toDocument(projectId, String.valueOf(row.get("title")));
	}

	private static DocumentText issue(Map<String, @Nullable Object> row) {
		Object type = row.get("issue_type");
		DocumentText text = entity(row, (type == null || type.equals("issue")) ? "Issue" : "Issue (" + type + ")");
		return text.header("Due", row.get("due_date"))
			.header("Closed", row.get("closed_at"))
			.header("Confidential", flag(row.get("confidential")) ? "yes" : null)
			.header("URL", row.get("web_url"))
			.paragraph((String) row.get("description"));
	}

	private DocumentText mergeRequest(Map<String, @Nullable Object> row, long id) {
		DocumentText text = entity(row, flag(row.get("draft")) ? "Merge request (draft)" : "Merge request");
		text.header("Reviewers", row.get("reviewers"))
			.header("Branches", row.get("source_branch") + " -> " + row.get("target_branch"))
			.header("Merged", row.get("merged_at"))
			.header("Closed", row.get("closed_at"))
			.header("URL", row.get("web_url"))
			.paragraph((String) row.get("description"));
		List<String> paths = this.sources.findPaths(id);
		return paths.isEmpty() ? text : text.paragraph("Changed files:\n" + String.join("\n", paths));
	}

	private static DocumentText entity(Map<String, @Nullable Object> row, String kind) {
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

	private DocumentText discussion(Map<String, @Nullable Object> row, long id) {
		List<Map<String, @Nullable Object>> notes = this.sources.findNotes(id);
		DocumentText text = new DocumentText().header("Thread on " + row.get("parent_kind"), row.get("reference"))
			.header("Project", row.get("project_path"))
			.header("Title", row.get("title"));
		notes.stream()
			.map((note) -> note.get("position_new_path"))
			.filter(Objects::nonNull)
			.findFirst()
			.ifPresent((path) -> text.header("File", path));
		boolean resolvable = notes.stream().anyMatch((note) -> flag(note.get("resolvable")));
		boolean resolved = notes.stream()
			.filter((note) -> flag(note.get("resolvable")))
			.allMatch((note) -> flag(note.get("resolved")));
		text.header("Resolved", resolvable ? (resolved ? "yes" : "no") : null).header("URL", row.get("web_url"));
		notes.forEach((note) -> text.paragraph(note(note)));
		return text;
	}

	/**
	 * A system note is one line; a comment keeps its paragraphs.
	 */
	private static String note(Map<String, @Nullable Object> note) {
		Object author = note.get("author_username");
		String by = "%s, %s".formatted((author != null) ? author : "(unknown)", note.get("created_at"));
		String body = String.valueOf(note.get("body")).strip();
		if (flag(note.get("system"))) {
			return "* %s (%s)".formatted(body.replaceAll("\\s+", " "), by);
		}
		return "%s%s:\n%s".formatted(by, flag(note.get("internal")) ? " (internal)" : "", body);
	}

	private static boolean flag(@Nullable Object value) {
		return value instanceof Number number && number.intValue() != 0;
	}

}
