package dev.lorebatch.sample;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Times as GitLab treats them: kept in microseconds, printed in milliseconds.
 */
final class SampleTime {

	private static final DateTimeFormatter PRINTED = format("SSS");

	private static final DateTimeFormatter STORED = format("SSSSSS");

	private static final int MICROS_PER_SECOND = 1_000_000;

	private SampleTime() {
	}

	/**
	 * Parses a stored time. The authored ones have whole seconds; they get a fraction
	 * that depends on nothing but their text, since real rows never fall on whole
	 * seconds.
	 */
	static Instant parse(String text) {
		Instant instant = Instant.parse(text);
		if (text.indexOf('.') >= 0) {
			return instant;
		}
		return instant.plus(Math.floorMod(text.hashCode() * 7919, MICROS_PER_SECOND), ChronoUnit.MICROS);
	}

	static String store(Instant instant) {
		return STORED.format(instant);
	}

	static @Nullable String print(@Nullable Instant instant) {
		return (instant != null) ? PRINTED.format(instant) : null;
	}

	static long micros(Instant instant) {
		return instant.getEpochSecond() * MICROS_PER_SECOND + instant.getNano() / 1_000;
	}

	static Instant ofMicros(long micros) {
		return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
	}

	private static DateTimeFormatter format(String fraction) {
		return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss." + fraction + "'Z'", Locale.ROOT)
			.withZone(ZoneOffset.UTC);
	}

}
