package dev.lorebatch.entity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Points in time and spans as people type them, in UTC: {@code 12h}, {@code 7d},
 * {@code 2w}, {@code 2026-11-23} or a timestamp.
 */
public final class TimeBound {

	private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([smhdw])");

	private TimeBound() {
	}

	/**
	 * The point in time as the database has it; a span counts back from now.
	 * @throws LoreException with {@link ExitCode#USAGE} if the text is neither
	 */
	public static String parse(String option, String text, Clock clock) {
		Matcher span = SPAN.matcher(text.strip());
		if (span.matches()) {
			Instant instant = clock.instant().minus(duration(span));
			return Timestamps.format(instant);
		}
		String time = GitLabTime.normalize(text);
		if (time == null) {
			throw new LoreException(ExitCode.USAGE, "%s %s is no time".formatted(option, Excerpt.quote(text)),
					"give a span like 12h, 7d or 2w, a date like 2026-11-23, or a timestamp in ISO-8601");
		}
		return time;
	}

	/**
	 * A span of time.
	 * @throws LoreException with {@link ExitCode#USAGE} if the text is none
	 */
	public static Duration span(String option, String text) {
		Matcher span = SPAN.matcher(text.strip());
		if (!span.matches()) {
			throw new LoreException(ExitCode.USAGE, "%s %s is no span of time".formatted(option, Excerpt.quote(text)),
					"give one like 30s, 15m, 12h or 7d");
		}
		return duration(span);
	}

	private static Duration duration(Matcher span) {
		long count = Long.parseLong(span.group(1));
		return switch (span.group(2)) {
			case "s" -> Duration.ofSeconds(count);
			case "m" -> Duration.ofMinutes(count);
			case "h" -> Duration.ofHours(count);
			case "d" -> Duration.ofDays(count);
			default -> Duration.ofDays(7 * count);
		};
	}

}
