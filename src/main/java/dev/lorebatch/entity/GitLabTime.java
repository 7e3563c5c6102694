package dev.lorebatch.entity;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The time shapes GitLab has printed over the years: with and without fraction, {@code Z}
 * or an offset with or without colon, a space for the {@code T}, a plain date.
 */
public final class GitLabTime {

	private static final Pattern SHAPE = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})"
			+ "(?:[T ](\\d{2}:\\d{2}(?::\\d{2})?)(?:[.,](\\d{1,9})\\d*)?\\s?(Z|UTC|[+-]\\d{2}(?::?\\d{2})?)?)?");

	private GitLabTime() {
	}

	/**
	 * The time as the database stores it, or {@code null} if the text is none.
	 */
	public static @Nullable String normalize(String text) {
		return Timestamps.isNormal(text) ? text : normalizeAny(text);
	}

	static @Nullable String normalizeAny(String text) {
		Matcher matcher = SHAPE.matcher(text.strip());
		if (!matcher.matches()) {
			return null;
		}
		try {
			LocalDate date = LocalDate.parse(matcher.group(1));
			String time = matcher.group(2);
			LocalTime clock = (time != null) ? LocalTime.parse(time).withNano(nanos(matcher.group(3)))
					: LocalTime.MIDNIGHT;
			Instant instant = OffsetDateTime.of(date, clock, offset(matcher.group(4))).toInstant();
			return comparesAsText(instant) ? Timestamps.format(instant) : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	/**
	 * An offset can push the first and the last year out of the four digits.
	 */
	private static boolean comparesAsText(Instant instant) {
		int year = instant.atOffset(ZoneOffset.UTC).getYear();
		return year >= 0 && year <= 9999;
	}

	private static int nanos(@Nullable String fraction) {
		return (fraction != null) ? Integer.parseInt((fraction + "00000000").substring(0, 9)) : 0;
	}

	private static ZoneOffset offset(@Nullable String text) {
		return (text == null || text.equals("UTC")) ? ZoneOffset.UTC : ZoneOffset.of(text);
	}

}
