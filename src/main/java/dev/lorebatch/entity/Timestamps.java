package dev.lorebatch.entity;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/**
 * Times as the database and the JSON output have them: ISO-8601 in UTC with milliseconds
 * and {@code Z}, so that text compares as time does. Written and read digit by digit:
 * there are several to each row, and Java's formatters take long, above all at first.
 */
public final class Timestamps {

	private static final String SHAPE = "0000-00-00T00:00:00.000Z";

	private Timestamps() {
	}

	public static String format(Instant instant) {
		LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
		if (time.getYear() < 0 || time.getYear() > 9999) {
			return OfAnyYear.FORMAT.format(instant);
		}
		char[] text = SHAPE.toCharArray();
		put(text, 0, 4, time.getYear());
		put(text, 5, 2, time.getMonthValue());
		put(text, 8, 2, time.getDayOfMonth());
		put(text, 11, 2, time.getHour());
		put(text, 14, 2, time.getMinute());
		put(text, 17, 2, time.getSecond());
		put(text, 20, 3, time.getNano() / 1_000_000);
		return new String(text);
	}

	/**
	 * Reads what {@link #format} wrote, and whatever else {@link Instant#parse} reads.
	 * @throws DateTimeParseException if it is no time
	 */
	public static Instant parse(String text) {
		if (!isNormal(text)) {
			return Instant.parse(text);
		}
		return LocalDateTime
			.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2), number(text, 11, 2), number(text, 14, 2),
					number(text, 17, 2), number(text, 20, 3) * 1_000_000)
			.toInstant(ZoneOffset.UTC);
	}

	/**
	 * Whether the text is a time, and looks as {@link #format} would write it.
	 */
	static boolean isNormal(String text) {
		if (text.length() != SHAPE.length()) {
			return false;
		}
		for (int index = 0; index < SHAPE.length(); index++) {
			char wanted = SHAPE.charAt(index);
			char found = text.charAt(index);
			if ((wanted == '0') ? found < '0' || found > '9' : found != wanted) {
				return false;
			}
		}
		return number(text, 11, 2) < 24 && number(text, 14, 2) < 60 && number(text, 17, 2) < 60 && isDate(text);
	}

	private static boolean isDate(String text) {
		int month = number(text, 5, 2);
		int day = number(text, 8, 2);
		return month >= 1 && month <= 12 && day >= 1 && day <= YearMonth.of(number(text, 0, 4), month).lengthOfMonth();
	}

	private static int number(String text, int start, int digits) {
		int number = 0;
		for (int index = start; index < start + digits; index++) {
			number = number * 10 + text.charAt(index) - '0';
		}
		return number;
	}

	private static void put(char[] text, int start, int digits, int number) {
		int left = number;
		for (int index = start + digits - 1; index >= start; index--) {
			text[index] = (char) ('0' + left % 10);
			left /= 10;
		}
	}

	/**
	 * Made when it is needed.
	 */
	private static final class OfAnyYear {

		private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
			.withZone(ZoneOffset.UTC);

	}

}
