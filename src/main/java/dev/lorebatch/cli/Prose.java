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
 * Texts and times of the mirror in words.
 */
final class Prose {

	private Prose() {
	}

	/**
	 * A text of several lines on one, with one space for each run of white space: for
	 * prose, of which the line ends say nothing.
	 */
	static String line(@Nullable String text) {
		return (text != null) ? text.replaceAll("\\s+", " ").strip() : "";
	}

	/**
	 * A passage with the words found marked.
	 */
	static TerminalText snippet(String snippet, boolean color) {
		String[] parts = snippet.split("[" + Search.START + Search.END + "]", -1);
		TerminalText text = new TerminalText();
		for (int index = 0; index < parts.length; index++) {
			String part = parts[index].replaceAll("\\s+", " ");
			if (index % 2 == 1) {
				text.append(TerminalText.found(part, color));
			}
			else {
				text.append("%s", part);
			}
		}
		return text;
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
