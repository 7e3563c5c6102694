package dev.lorebatch.entity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How long ago something happened, according to times that other clocks may have written.
 */
public final class Ages {

	/**
	 * How far two clocks that are looked after may differ. NTP keeps them within
	 * fractions of a second; the rest is for the whole seconds that some are printed in.
	 */
	public static final Duration TOLERANCE = Duration.ofSeconds(5);

	private Ages() {
	}

	/**
	 * The age of what happened then, {@code null} if it is unknown because the time lies
	 * in the future: the clock that wrote it, or the one that reads it, was wrong, and
	 * nothing says by how much.
	 */
	public static @Nullable Duration of(Instant time, Clock clock) {
		Duration age = Duration.between(time, clock.instant());
		if (age.plus(TOLERANCE).isNegative()) {
			return null;
		}
		return age.isNegative() ? Duration.ZERO : age;
	}

}
