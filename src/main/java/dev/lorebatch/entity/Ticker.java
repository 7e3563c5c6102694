package dev.lorebatch.entity;

import java.time.Duration;

/**
 * A clock that nobody can set: it tells how much time passed in this process, and nothing
 * else. Deadlines and waits are measured with it, because a clock that tells the time may
 * be stepped while something waits. Thread-safe.
 */
@FunctionalInterface
public interface Ticker {

	/**
	 * Nanoseconds since an instant that stays unknown, as {@link System#nanoTime()}.
	 */
	long nanos();

	/**
	 * How much time passed since.
	 * @param start an earlier value of {@link #nanos()}
	 */
	default Duration since(long start) {
		return Duration.ofNanos(nanos() - start);
	}

	/**
	 * The ticker of this process.
	 */
	static Ticker system() {
		return System::nanoTime;
	}

}
