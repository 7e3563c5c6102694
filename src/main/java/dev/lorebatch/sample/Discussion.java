package dev.lorebatch.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A thread of notes, or a single note. Never empty while it is part of an entity.
 */
final class Discussion {

	/** Discussions are listed by their first note. */
	static final Comparator<Discussion> ORDER = Comparator.comparing(Discussion::startedAt)
		.thenComparing((discussion) -> discussion.first().number("id"));

	private final List<Facts> notes;

	Discussion(List<Facts> notes) {
		this.notes = new ArrayList<>(notes);
	}

	/** Derived from the first note: another first note makes another discussion. */
	String id() {
		return Digests.sha1("discussion:" + first().number("id"));
	}

	List<Facts> notes() {
		return this.notes;
	}

	Facts first() {
		return this.notes.get(0);
	}

	boolean individual() {
		return this.notes.size() == 1 && !first().flag("thread") && !first().says("position");
	}

	boolean contains(long noteId) {
		return this.notes.stream().anyMatch((note) -> note.number("id") == noteId);
	}

	/**
	 * Removes a note. What the first note says for the whole thread (its place in the
	 * diff, its resolution) passes to the next one.
	 */
	void remove(long noteId) {
		Facts oldFirst = first();
		this.notes.removeIf((note) -> note.number("id") == noteId);
		if (!this.notes.isEmpty() && first() != oldFirst) {
			first().set("thread", true);
			for (String fact : List.of("position", "resolvedBy", "resolvedAt")) {
				oldFirst.raw(fact).ifPresent((value) -> first().set(fact, value));
			}
		}
	}

	private Instant startedAt() {
		return first().requiredTime("at");
	}

}
