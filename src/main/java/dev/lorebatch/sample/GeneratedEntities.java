package dev.lorebatch.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The issues or merge requests of a {@link GeneratedProject}, each computed from its IID.
 */
final class GeneratedEntities {

	static final List<String> LABELS = List.of("bug", "feature", "docs", "beacon", "tide", "backend", "frontend",
			"needs-triage");

	static final List<String> AUTHORS = List.of("mara", "jan", "tomoko", "ines", "ade", "birgit");

	private static final long START = SampleTime.micros(Instant.parse("2026-03-01T06:00:00Z"));

	private static final long SPAN = SampleTime.micros(Instant.EPOCH.plus(Duration.ofDays(245)));

	private static final long LATEST = SampleTime.micros(Instant.EPOCH.plus(Duration.ofDays(18)));

	private static final GeneratedProject NOTHING = new GeneratedProject("", 0, 0, 0, 0);

	private final Kind kind;

	private final int ordinal;

	private final GeneratedProject project;

	GeneratedEntities(Kind kind, int ordinal, GeneratedProject project) {
		this.kind = kind;
		this.ordinal = ordinal;
		this.project = project;
	}

	static GeneratedEntities none(Kind kind) {
		return new GeneratedEntities(kind, 0, NOTHING);
	}

	int count() {
		return (this.kind == Kind.ISSUE) ? this.project.issues() : this.project.mergeRequests();
	}

	Row row(long iid) {
		return new Row(iid, this.kind.entityId(this.ordinal, iid), created(iid), updated(iid), state(iid), false);
	}

	@Nullable Entity create(long iid) {
		if (iid < 1 || iid > count()) {
			return null;
		}
		Entity entity = new Entity(this.kind, this.kind.entityId(this.ordinal, iid), facts(iid), () -> talk(iid));
		if (!state(iid).equals("opened")) {
			entity.add(EventKind.STATE, new Event(this.kind.eventId(this.ordinal, iid, 1), author(iid + 1),
					SampleTime.ofMicros(updated(iid)), state(iid), null));
		}
		entity.add(EventKind.LABEL, new Event(this.kind.eventId(this.ordinal, iid, 2), author(iid),
				SampleTime.ofMicros(created(iid)), "add", label(iid)));
		return entity;
	}

	private Facts facts(long iid) {
		Prose prose = new Prose(hash(iid, 1));
		Facts facts = Facts.none()
			.set("iid", iid)
			.set("title", prose.title())
			.set("description", description(iid, prose))
			.set("author", author(iid))
			.set("created", SampleTime.ofMicros(created(iid)))
			.set("updated", SampleTime.ofMicros(updated(iid)))
			.set("labels", List.of(label(iid)))
			.set("state", state(iid))
			.set("userNotes", this.project.notesPerEntity() - systemNotes());
		Instant ended = SampleTime.ofMicros(updated(iid));
		switch (state(iid)) {
			case "closed" -> facts.set("closed", ended).set("closedBy", author(iid + 1));
			case "merged" -> facts.set("merged", ended).set("mergedBy", author(iid + 1));
			default -> facts.set("assignees", List.of(author(iid + 2)));
		}
		return facts;
	}

	private String description(long iid, Prose prose) {
		StringBuilder text = new StringBuilder(prose.paragraph(4)).append("\n\n").append(prose.paragraph(3));
		if (iid > 1) {
			text.append("\n\nRelated to #").append(iid - 1).append('.');
		}
		if (this.kind == Kind.MERGE_REQUEST && iid % 5 == 0) {
			text.append("\n\nCloses #").append(iid);
		}
		return text.toString();
	}

	private List<Discussion> talk(long iid) {
		List<Discussion> discussions = new ArrayList<>();
		long step = (updated(iid) - created(iid)) / (this.project.notesPerEntity() + 1);
		List<Facts> thread = new ArrayList<>();
		for (int number = 1; number <= this.project.notesPerEntity(); number++) {
			thread.add(note(iid, number, created(iid) + number * step));
			// Every fourth note is answered by the one after it
			if (number % 4 != 0) {
				discussions.add(new Discussion(thread));
				thread.clear();
			}
		}
		if (!thread.isEmpty()) {
			discussions.add(new Discussion(thread));
		}
		return discussions;
	}

	private Facts note(long iid, int number, long micros) {
		Facts note = Facts.none()
			.set("id", this.kind.noteId(this.ordinal, iid, number))
			.set("by", author(iid + number))
			.set("at", SampleTime.ofMicros(micros));
		if (number % 4 == 2) {
			return note.set("system", true).set("text", "changed the description");
		}
		return note.set("text", new Prose(hash(iid, 1000 + number)).paragraph(2));
	}

	private int systemNotes() {
		return (this.project.notesPerEntity() + 2) / 4;
	}

	private long created(long iid) {
		return START + SPAN / (count() + 1) * iid;
	}

	private long updated(long iid) {
		return created(iid) + 1_000_000 + Math.floorMod(hash(iid, 2), LATEST);
	}

	private String state(long iid) {
		int choice = (int) Math.floorMod(hash(iid, 3), 3L);
		if (this.kind == Kind.ISSUE) {
			return (choice == 0) ? "opened" : "closed";
		}
		return List.of("opened", "merged", "closed").get(choice);
	}

	private String label(long iid) {
		return LABELS.get((int) Math.floorMod(hash(iid, 4), (long) LABELS.size()));
	}

	private String author(long number) {
		return AUTHORS.get((int) Math.floorMod(hash(number, 5), (long) AUTHORS.size()));
	}

	private long hash(long iid, int salt) {
		return Prose.mix(Prose.mix(this.project.seed() * 31 + this.kind.entityId(0, 0)) + iid * 1_000_003 + salt);
	}

}
