package dev.lorebatch.model;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The clock of the machine that has the mirror: it goes as fast as GitLab's, and is wrong
 * by as much as it was stepped.
 */
final class LocalClock extends Clock {

	private final Clock gitlab;

	private volatile Duration wrongBy = Duration.ZERO;

	LocalClock(Clock gitlab) {
		this.gitlab = gitlab;
	}

	void setWrongBy(Duration wrongBy) {
		this.wrongBy = wrongBy;
	}

	@Override
	public Instant instant() {
		return this.gitlab.instant().plus(this.wrongBy);
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
