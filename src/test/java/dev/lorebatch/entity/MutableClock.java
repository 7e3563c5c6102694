package dev.lorebatch.entity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands still until it is told to go on.
 */
public class MutableClock extends Clock {

	private volatile Instant now;

	private volatile long elapsed;

	public MutableClock(Instant now) {
		this.now = now;
	}

	public synchronized void advance(Duration duration) {
		this.now = this.now.plus(duration);
		this.elapsed += duration.toNanos();
	}

	/**
	 * Sets the clock forward or back, though no time passes.
	 */
	public synchronized void step(Duration duration) {
		this.now = this.now.plus(duration);
	}

	/**
	 * How much time passed in nanoseconds, whatever the clock was set to.
	 */
	public long nanos() {
		return this.elapsed;
	}

	@Override
	public Instant instant() {
		return this.now;
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
