package dev.lorebatch.sample;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Answers with what happened on issues and merge requests: discussions, notes, events.
 */
final class ActivityEndpoints {

	private final Lookup lookup;

	private final NotePayload notes;

	private final EventPayload events;

	ActivityEndpoints(Lookup lookup, Site site) {
		this.lookup = lookup;
		this.notes = new NotePayload(site);
		this.events = new EventPayload(site);
	}

	void addTo(Router router) {
		for (Kind kind : Kind.values()) {
			String collection = "projects/:id/" + kind.segment();
			router.add(collection + "/:noteable_id/discussions", (call) -> discussions(call, kind));
			router.add(collection + "/:noteable_id/notes", (call) -> notes(call, kind));
			for (EventKind eventKind : EventKind.values()) {
				router.add(collection + "/:eventable_id/" + eventKind.segment(),
						(call) -> events(call, kind, eventKind));
			}
		}
	}

	private Reply discussions(Call call, Kind kind) {
		SampleProject project = this.lookup.project(call);
		Entity entity = this.lookup.entity(call, project, kind, "noteable_id");
		return Lists.page(call, entity.discussions(),
				(discussion) -> this.notes.discussion(project, entity, discussion, call.viewer()));
	}

	/**
	 * The flat list is the other way round by default: latest first.
	 */
	private Reply notes(Call call, Kind kind) {
		SampleProject project = this.lookup.project(call);
		Entity entity = this.lookup.entity(call, project, kind, "noteable_id");
		Comparator<NoteInThread> order = Comparator.comparing((NoteInThread each) -> time(call, each.note()))
			.thenComparing((each) -> each.note().number("id"));
		boolean ascending = call.query().oneOf("sort", List.of("asc", "desc"), "desc").equals("asc");
		List<NoteInThread> rows = new ArrayList<>();
		for (Discussion discussion : entity.discussions()) {
			discussion.notes().forEach((note) -> rows.add(new NoteInThread(discussion, note)));
		}
		rows.sort(ascending ? order : order.reversed());
		return Lists.page(call, rows, (row) -> note(call, project, entity, row));
	}

	private @Nullable JsonNode note(Call call, SampleProject project, Entity entity, NoteInThread row) {
		return call.viewer().sees(row.note()) ? this.notes.note(project, entity, row.discussion(), row.note()) : null;
	}

	private Reply events(Call call, Kind kind, EventKind eventKind) {
		SampleProject project = this.lookup.project(call);
		Entity entity = this.lookup.entity(call, project, kind, "eventable_id");
		return Lists.page(call, entity.events(eventKind), (event) -> readable(call, project, eventKind, event)
				? this.events.event(eventKind, project, entity, event) : null);
	}

	/**
	 * Events of a label only members may know are hidden after paging.
	 */
	private static boolean readable(Call call, SampleProject project, EventKind eventKind, Event event) {
		if (eventKind != EventKind.LABEL || call.viewer().seesHidden()) {
			return true;
		}
		Facts label = (event.subject() != null) ? project.label(event.subject()) : null;
		return label == null || !label.flag("secret");
	}

	private static long time(Call call, Facts note) {
		boolean byUpdate = "updated_at".equals(call.query().text("order_by")) && note.says("edited");
		return SampleTime.micros(note.requiredTime(byUpdate ? "edited" : "at"));
	}

	private record NoteInThread(Discussion discussion, Facts note) {

	}

}
