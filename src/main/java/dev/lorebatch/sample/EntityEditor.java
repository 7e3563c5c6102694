package dev.lorebatch.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Changes one entity the way GitLab does, with the traces a change leaves there: system
 * notes, resource events and {@code updated_at}.
 */
final class EntityEditor {

	/** GitLab lets a note touch its issue at most once in this time. */
	private static final Duration TOUCH_INTERVAL = Duration.ofSeconds(60);

	private final World world;

	private final Entity entity;

	private final Instant at;

	EntityEditor(World world, Entity entity, Instant at) {
		this.world = world;
		this.entity = entity;
		this.at = at;
	}

	void apply(SampleEdit edit) {
		this.world.user(edit.by());
		changeTitle(edit.title(), edit.by());
		if (edit.describes()) {
			this.entity.facts().set("description", edit.description());
			systemNote(edit.by(), "changed the description");
		}
		changeState(edit.state(), edit.by());
		changeLabels(edit.labels(), edit.by());
		changeConfidentiality(edit.confidential(), edit.by());
		this.entity.facts().set("updated", this.at);
	}

	void changeState(@Nullable String state, String by) {
		if (state == null || state.equals(this.entity.state())) {
			return;
		}
		String action = state.equals("opened") ? "reopened" : state;
		this.entity.add(EventKind.STATE, new Event(this.world.nextId(), by, this.at, action, null));
		this.entity.facts()
			.set("state", state)
			.set("closed", state.equals("closed") ? this.at : null)
			.set("closedBy", state.equals("closed") ? by : null)
			.set("merged", state.equals("merged") ? this.at : null)
			.set("mergedBy", state.equals("merged") ? by : null);
	}

	void systemNote(String by, String text) {
		add(new Discussion(List.of(note(by, text).set("system", true))));
	}

	long addNote(String by, String text) {
		Facts note = note(by, text);
		add(new Discussion(List.of(note)));
		touch();
		return note.number("id");
	}

	long addInternalNote(String by, String text) {
		Facts note = note(by, text).set("internal", true);
		add(new Discussion(List.of(note)));
		touch();
		return note.number("id");
	}

	long reply(long noteId, String by, String text) {
		Discussion discussion = discussionOf(noteId);
		Facts note = note(by, text);
		discussion.notes().add(note);
		touch();
		return note.number("id");
	}

	/**
	 * Deleting a note leaves no trace, not even in {@code updated_at}.
	 */
	void deleteNote(long noteId) {
		Discussion discussion = discussionOf(noteId);
		discussion.remove(noteId);
		if (discussion.notes().isEmpty()) {
			this.entity.discussions().remove(discussion);
		}
		this.entity.discussions().sort(Discussion.ORDER);
	}

	void editNote(long noteId, String text) {
		for (Facts note : discussionOf(noteId).notes()) {
			if (note.number("id") == noteId) {
				note.set("text", text).set("edited", this.at);
			}
		}
		touch();
	}

	private void changeTitle(@Nullable String title, String by) {
		if (title == null || title.equals(this.entity.title())) {
			return;
		}
		systemNote(by, "changed title from **" + this.entity.title() + "** to **" + title + "**");
		this.entity.facts().set("title", title);
	}

	private void changeLabels(@Nullable List<String> labels, String by) {
		if (labels == null) {
			return;
		}
		List<String> before = this.entity.facts().texts("labels");
		labels.stream().filter((label) -> !before.contains(label)).forEach((label) -> labelEvent(by, "add", label));
		before.stream().filter((label) -> !labels.contains(label)).forEach((label) -> labelEvent(by, "remove", label));
		this.entity.facts().set("labels", labels);
	}

	private void labelEvent(String by, String action, String label) {
		this.entity.add(EventKind.LABEL, new Event(this.world.nextId(), by, this.at, action, label));
	}

	private void changeConfidentiality(@Nullable Boolean confidential, String by) {
		if (confidential == null || confidential == this.entity.confidential()) {
			return;
		}
		this.entity.facts().set("confidential", confidential);
		String audience = confidential ? "confidential" : "visible to everyone";
		systemNote(by, "made the issue " + audience);
	}

	private Facts note(String by, String text) {
		this.world.user(by);
		return Facts.none().set("id", this.world.nextId()).set("by", by).set("at", this.at).set("text", text);
	}

	private void add(Discussion discussion) {
		this.entity.discussions().add(discussion);
		this.entity.discussions().sort(Discussion.ORDER);
	}

	private Discussion discussionOf(long noteId) {
		return this.entity.discussions()
			.stream()
			.filter((discussion) -> discussion.contains(noteId))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No note with id " + noteId));
	}

	private void touch() {
		if (this.at.isAfter(this.entity.updatedAt().plus(TOUCH_INTERVAL))) {
			this.entity.facts().set("updated", this.at);
		}
	}

}
