package dev.lorebatch.sample;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders discussions and their notes.
 */
final class NotePayload {

	private final Site site;

	NotePayload(Site site) {
		this.site = site;
	}

	/**
	 * Renders a discussion with the notes the viewer may see, or returns null if there is
	 * none.
	 */
	@Nullable ObjectNode discussion(SampleProject project, Entity entity, Discussion discussion, Viewer viewer) {
		var notes = discussion.notes()
			.stream()
			.filter(viewer::sees)
			.map((note) -> note(project, entity, discussion, note))
			.toList();
		if (notes.isEmpty()) {
			return null;
		}
		ObjectNode payload = Json.object().put("id", discussion.id()).put("individual_note", discussion.individual());
		payload.set("notes", Json.array(notes));
		return payload;
	}

	ObjectNode note(SampleProject project, Entity entity, Discussion discussion, Facts note) {
		String created = SampleTime.print(note.requiredTime("at"));
		String edited = SampleTime.print(note.time("edited"));
		ObjectNode payload = Json.object()
			.put("id", note.number("id"))
			.put("type", type(discussion))
			.put("body", note.text("text", ""));
		payload.set("author", this.site.user(note.text("by")));
		payload.put("created_at", created)
			.put("updated_at", (edited != null) ? edited : created)
			.put("system", note.flag("system"))
			.put("noteable_id", entity.id())
			.put("noteable_type", entity.kind().typeName())
			.put("project_id", project.id());
		Facts position = discussion.first().part("position");
		if (position != null) {
			addPosition(payload, PositionPayload.of(position, Commits.of(project, entity)));
		}
		addResolution(payload, entity, discussion, note);
		return payload.put("confidential", note.flag("internal"))
			.put("internal", note.flag("internal"))
			.put("imported", false)
			.put("imported_from", "none")
			.put("noteable_iid", entity.iid())
			.set("commands_changes", Json.object());
	}

	private static void addPosition(ObjectNode payload, ObjectNode position) {
		payload.putNull("commit_id");
		payload.set("position", position);
		payload.putArray("suggestions");
	}

	private void addResolution(ObjectNode payload, Entity entity, Discussion discussion, Facts note) {
		boolean resolvable = entity.kind() == Kind.MERGE_REQUEST && type(discussion) != null && !note.flag("system");
		payload.put("resolvable", resolvable);
		if (resolvable) {
			String resolvedBy = discussion.first().text("resolvedBy");
			payload.put("resolved", resolvedBy != null);
			payload.set("resolved_by", this.site.user(resolvedBy));
			payload.put("resolved_at", SampleTime.print(discussion.first().time("resolvedAt")));
		}
	}

	private static @Nullable String type(Discussion discussion) {
		if (discussion.first().says("position")) {
			return "DiffNote";
		}
		return discussion.individual() ? null : "DiscussionNote";
	}

}
