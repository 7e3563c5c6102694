package dev.lorebatch.crash;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Where, and at which time of passing, the process dies. Thread-safe.
 */
class FailSwitch {

	/** What a shell reports of a process that was killed with SIGKILL. */
	private static final int KILLED = 128 + 9;

	private final FailPoint point;

	private final AtomicInteger remaining;

	private final Runnable death;

	FailSwitch(FailPoint point, int time, Runnable death) {
		this.point = point;
		this.remaining = new AtomicInteger(time);
		this.death = death;
	}

	/**
	 * @param text {@code <point>} or {@code <point>:<time>}, {@code null} if nobody tests
	 * @throws IllegalArgumentException if there is no such point
	 */
	static @Nullable FailSwitch parse(@Nullable String text) {
		if (text == null) {
			return null;
		}
		int colon = text.indexOf(':');
		String label = (colon < 0) ? text : text.substring(0, colon);
		int time = (colon < 0) ? 1 : Integer.parseInt(text.substring(colon + 1));
		return new FailSwitch(FailPoint.valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_')), time,
				() -> Runtime.getRuntime().halt(KILLED));
	}

	void pass(FailPoint reached) {
		if (reached == this.point && this.remaining.decrementAndGet() == 0) {
			this.death.run();
		}
	}

}
