package dev.lorebatch.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Turns an authored entity into a complete one: gives ids, works out what follows from
 * the rest and adds what would be too long to write by hand.
 */
final class EntityReader {

	private final Kind kind;

	private final int ordinal;

	EntityReader(Kind kind, int ordinal) {
		this.kind = kind;
		this.ordinal = ordinal;
	}

	Entity read(Facts facts) {
		long iid = facts.number("iid");
		Filler.lengthen(facts);
		List<Discussion> discussions = discussions(facts);
		Entity entity = new Entity(this.kind, this.kind.entityId(this.ordinal, iid), facts, () -> discussions);
		readEvents(entity);
		impliedStateEvent(entity);
		if (!facts.says("updated")) {
			facts.set("updated", lastChange(entity));
		}
		return entity;
	}

	private List<Discussion> discussions(Facts facts) {
		List<Discussion> discussions = new ArrayList<>();
		for (JsonNode authored : facts.elements("discussions")) {
			Stream<JsonNode> notes = authored.isArray() ? authored.values().stream() : Stream.of(authored);
			discussions.add(new Discussion(notes.map(Facts::new).map(this::spellOut).toList()));
		}
		discussions.addAll(Filler.chatter(facts));
		discussions.sort(Discussion.ORDER);
		int sequence = 0;
		for (Discussion discussion : discussions) {
			for (Facts note : discussion.notes()) {
				note.set("id", this.kind.noteId(this.ordinal, facts.number("iid"), ++sequence));
			}
		}
		return discussions;
	}

	/**
	 * A system note is written with its text under {@code system}.
	 */
	private Facts spellOut(Facts note) {
		String system = note.says("text") ? null : note.text("system");
		return (system != null) ? note.set("text", system).set("system", true) : note;
	}

	private void readEvents(Entity entity) {
		int sequence = 0;
		for (EventKind eventKind : EventKind.values()) {
			for (String text : entity.facts().texts(eventKind.fact())) {
				long id = this.kind.eventId(this.ordinal, entity.iid(), ++sequence);
				entity.add(eventKind, Event.parse(id, text));
			}
		}
	}

	/**
	 * What was closed or merged left an event, unless the data says otherwise.
	 */
	private void impliedStateEvent(Entity entity) {
		Facts facts = entity.facts();
		String state = entity.state();
		Instant at = facts.time(state);
		if (at != null && !facts.says(EventKind.STATE.fact())) {
			long id = this.kind.eventId(this.ordinal, entity.iid(), 900);
			entity.add(EventKind.STATE, new Event(id, facts.text(state + "By"), at, state, null));
		}
	}

	private static Instant lastChange(Entity entity) {
		Stream<@Nullable Instant> own = Stream.of("created", "closed", "merged").map(entity.facts()::time);
		Stream<Instant> notes = entity.notes().map((note) -> note.requiredTime("at"));
		Stream<Instant> events = Stream.of(EventKind.values())
			.flatMap((kind) -> entity.events(kind).stream())
			.map(Event::at);
		Instant latest = Instant.EPOCH;
		for (Instant instant : Stream.of(own, notes, events).flatMap((stream) -> stream).toList()) {
			if (instant != null && instant.isAfter(latest)) {
				latest = instant;
			}
		}
		return latest;
	}

}
