package dev.lorebatch.sample;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A resource event: of a state, a label or a milestone.
 *
 * @param id the id
 * @param user the user name, or null
 * @param at when it happened
 * @param action {@code add} or {@code remove}, or the state that was entered
 * @param subject the name of the label, the title of the milestone, or what caused the
 * new state ({@code !5} or a commit)
 */
record Event(long id, @Nullable String user, Instant at, String action, @Nullable String subject) {

	/**
	 * Reads an event written as {@code TIME USER ACTION [SUBJECT]}, where the user
	 * {@code -} stands for nobody.
	 */
	static Event parse(long id, String text) {
		String[] words = text.split(" ", 4);
		String user = words[1].equals("-") ? null : words[1];
		return new Event(id, user, SampleTime.parse(words[0]), words[2], (words.length > 3) ? words[3] : null);
	}

}
