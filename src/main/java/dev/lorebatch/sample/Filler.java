package dev.lorebatch.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the long parts of the sample data: a log in a description, and a chatting bot.
 */
final class Filler {

	private static final List<String> LEVELS = List.of("INFO ", "INFO ", "INFO ", "WARN ", "DEBUG");

	private Filler() {
	}

	/**
	 * Appends as many log lines to the description as {@code logLines} says.
	 */
	static void lengthen(Facts facts) {
		long lines = facts.number("logLines");
		if (lines == 0) {
			return;
		}
		Instant start = facts.requiredTime("created").minusSeconds(lines);
		StringBuilder log = new StringBuilder(facts.text("description", "")).append("\n\n```\n");
		Prose prose = new Prose(lines);
		for (int i = 0; i < lines; i++) {
			log.append(SampleTime.print(start.plusSeconds(i)))
				.append(' ')
				.append(LEVELS.get(i % LEVELS.size()))
				.append(" relay-")
				.append(i % 7)
				.append(' ')
				.append(prose.title())
				.append('\n');
		}
		facts.set("description", log.append("```").toString());
	}

	/**
	 * Makes as many single notes as {@code chatter} asks for, one every ten minutes.
	 * Those numbered from {@code secretFrom} to {@code secretTo} are about things a guest
	 * may not see.
	 */
	static List<Discussion> chatter(Facts facts) {
		Facts chatter = facts.part("chatter");
		List<Discussion> discussions = new ArrayList<>();
		if (chatter == null) {
			return discussions;
		}
		Prose prose = new Prose(facts.number("iid"));
		for (int number = 1; number <= chatter.number("count"); number++) {
			boolean secret = number >= chatter.number("secretFrom") && number <= chatter.number("secretTo");
			Facts note = Facts.none()
				.set("by", "harbor-bot")
				.set("at", chatter.requiredTime("from").plusSeconds(600L * number));
			if (secret) {
				note.set("system", true).set("secret", true).set("text", "mentioned in issue harbor/keepers-log#1");
			}
			else {
				note.set("text", "Probe " + number + ": " + prose.paragraph(1));
			}
			discussions.add(new Discussion(List.of(note)));
		}
		return discussions;
	}

}
