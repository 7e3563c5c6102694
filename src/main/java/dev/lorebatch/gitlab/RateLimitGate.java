package dev.lorebatch.gitlab;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import org.springframework.retry.backoff.Sleeper;

import dev.lorebatch.entity.Ticker;

/**
 * Keeps every thread from sending while GitLab says that the quota is spent:
 * {@code RateLimit-Remaining: 0} with {@code RateLimit-Reset}, or a 429 with
 * {@code Retry-After}. How long that still is, is measured without looking at a clock: a
 * clock that is set back must not keep the gate closed. Thread-safe.
 */
class RateLimitGate {

	private static final long NANOS_PER_MILLI = 1_000_000;

	/** By the ticker. */
	private final AtomicLong closedUntil;

	private final Duration cap;

	private final Clock clock;

	private final Ticker ticker;

	private final Sleeper sleeper;

	private final RequestListener listener;

	RateLimitGate(Duration cap, Clock clock, Ticker ticker, Sleeper sleeper, RequestListener listener) {
		this.cap = cap;
		this.clock = clock;
		this.ticker = ticker;
		this.sleeper = sleeper;
		this.listener = listener;
		this.closedUntil = new AtomicLong(ticker.nanos());
	}

	/**
	 * Waits until GitLab takes requests again.
	 */
	void await() throws InterruptedException {
		long left = this.closedUntil.get() - this.ticker.nanos();
		if (left > 0) {
			long millis = (left + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
			this.listener.throttled(millis);
			this.sleeper.sleep(millis);
		}
	}

	void observe(RateLimit quota) {
		if (Long.valueOf(0).equals(quota.remaining())) {
			close(quota.untilReset(this.clock));
		}
	}

	void observe(@Nullable Duration retryAfter) {
		close(retryAfter);
	}

	private void close(@Nullable Duration wait) {
		if (wait != null) {
			long until = this.ticker.nanos() + ((wait.compareTo(this.cap) > 0) ? this.cap : wait).toNanos();
			// Values of a ticker are compared by their difference
			this.closedUntil.accumulateAndGet(until, (before, now) -> (now - before > 0) ? now : before);
		}
	}

}
