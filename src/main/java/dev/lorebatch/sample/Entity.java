package dev.lorebatch.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * An issue or a merge request with its conversation and its events. Guarded by the lock
 * of the {@link World} once it belongs to one.
 */
final class Entity {

	private final Kind kind;

	private final long id;

	private final Facts facts;

	private final Map<EventKind, List<Event>> events = new EnumMap<>(EventKind.class);

	private final Supplier<List<Discussion>> conversation;

	private volatile @Nullable List<Discussion> discussions;

	/**
	 * Creates an entity.
	 * @param kind the kind
	 * @param id the global id
	 * @param facts what is known about it
	 * @param conversation makes the discussions when they are needed first
	 */
	Entity(Kind kind, long id, Facts facts, Supplier<List<Discussion>> conversation) {
		this.kind = kind;
		this.id = id;
		this.facts = facts;
		this.conversation = conversation;
		for (EventKind eventKind : EventKind.values()) {
			this.events.put(eventKind, new ArrayList<>());
		}
	}

	Kind kind() {
		return this.kind;
	}

	long id() {
		return this.id;
	}

	long iid() {
		return this.facts.number("iid");
	}

	Facts facts() {
		return this.facts;
	}

	String title() {
		return this.facts.required("title");
	}

	String description() {
		return this.facts.text("description", "");
	}

	String state() {
		return this.facts.text("state", "opened");
	}

	boolean confidential() {
		return this.facts.flag("confidential");
	}

	Instant createdAt() {
		return this.facts.requiredTime("created");
	}

	Instant updatedAt() {
		return this.facts.requiredTime("updated");
	}

	List<Event> events(EventKind eventKind) {
		return this.events.getOrDefault(eventKind, List.of());
	}

	void add(EventKind eventKind, Event event) {
		this.events.computeIfAbsent(eventKind, (key) -> new ArrayList<>()).add(event);
	}

	/**
	 * Returns the discussions in the order GitLab lists them; the list can be changed.
	 */
	List<Discussion> discussions() {
		List<Discussion> known = this.discussions;
		if (known == null) {
			known = new ArrayList<>(this.conversation.get());
			known.sort(Discussion.ORDER);
			this.discussions = known;
		}
		return known;
	}

	Stream<Facts> notes() {
		return discussions().stream().flatMap((discussion) -> discussion.notes().stream());
	}

	/**
	 * Counts the notes people wrote, whoever may read them.
	 */
	long userNotesCount() {
		if (this.discussions == null && this.facts.says("userNotes")) {
			return this.facts.number("userNotes");
		}
		return notes().filter((note) -> !note.flag("system")).count();
	}

	Row row() {
		return new Row(iid(), this.id, SampleTime.micros(createdAt()), SampleTime.micros(updatedAt()), state(),
				confidential());
	}

}
