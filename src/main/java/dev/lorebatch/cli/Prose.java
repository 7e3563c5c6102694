package dev.lorebatch.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Ages;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.search.Search;

/**
 * Texts of the mirror for a terminal. What others wrote can not move the cursor or change
 * colours.
 */
final class Prose {

	private static final String FOUND = "\u001b[1;33m";

	private static final String PLAIN = "\u001b[0m";

	private Prose() {
	}

	/**
	 * Several lines.
	 */
	static String text(@Nullable String text) {
		return (text != null)
				? text.replace("\r\n", "\n").replaceAll("[\\p{Cc}\u202a-\u202e\u2066-\u2069&&[^\n\t]]", "") : "";
	}

	/**
	 * One line.
	 */
	static String line(@Nullable String text) {
		return text(text).replaceAll("\\s+", " ").strip();
	}

	static String indent(@Nullable String text, String indent) {
		return text(text).strip()
			.lines()
			.map((line) -> (indent + line).stripTrailing() + "\n")
			.reduce("", String::concat);
	}

	/**
	 * A passage with the words found marked.
	 */
	static String snippet(String snippet, boolean color) {
		String[] parts = snippet.split("[" + Search.START + Search.END + "]", -1);
		StringBuilder text = new StringBuilder();
		for (int index = 0; index < parts.length; index++) {
			boolean found = index % 2 == 1;
			text.append((found && color) ? FOUND + part(parts[index]) + PLAIN : part(parts[index]));
		}
		return text.toString();
	}

	private static String part(String text) {
		return text(text).replaceAll("\\s+", " ");
	}

	/**
	 * Describes how long ago a time was, or that it cannot be true.
	 */
	static String age(@Nullable String time, Clock clock) {
		if (time == null) {
			return "at an unknown time";
		}
		try {
			Duration age = Ages.of(Timestamps.parse(time), clock);
			return (age != null) ? span(age) + " ago" : "at an unknown time (dated in the future, %s)".formatted(time);
		}
		catch (DateTimeException ex) {
			return time;
		}
	}

	static String span(Duration duration) {
		long seconds = Math.max(0, duration.toSeconds());
		if (seconds < 120) {
			return seconds + " s";
		}
		if (seconds < 2 * 3600) {
			return seconds / 60 + " min";
		}
		if (seconds < 2 * 86_400) {
			return seconds / 3600 + " h";
		}
		long days = seconds / 86_400;
		return (days < 60) ? days + " days" : (days < 730) ? days / 30 + " months" : days / 365 + " years";
	}

}
