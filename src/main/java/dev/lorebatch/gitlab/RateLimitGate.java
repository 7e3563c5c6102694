package dev.lorebatch.gitlab;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import org.springframework.retry.backoff.Sleeper;

/**
 * Keeps every thread from sending while GitLab says that the quota is spent:
 * {@code RateLimit-Remaining: 0} with {@code RateLimit-Reset}, or a 429 with
 * {@code Retry-After}. Thread-safe.
 */
class RateLimitGate {

	/** Epoch milliseconds. */
	private final AtomicLong closedUntil = new AtomicLong(Long.MIN_VALUE);

	private final Duration cap;

	private final Clock clock;

	private final Sleeper sleeper;

	private final RequestListener listener;

	RateLimitGate(Duration cap, Clock clock, Sleeper sleeper, RequestListener listener) {
		this.cap = cap;
		this.clock = clock;
		this.sleeper = sleeper;
		this.listener = listener;
	}

	/**
	 * Waits until GitLab takes requests again.
	 */
	void await() throws InterruptedException {
		long until = this.closedUntil.get();
		long now = this.clock.millis();
		if (until > now) {
			this.listener.throttled(until - now);
			this.sleeper.sleep(until - now);
		}
	}

	void observe(RateLimit quota) {
		Instant reset = quota.reset();
		if (reset != null && Long.valueOf(0).equals(quota.remaining())) {
			closeUntil(reset);
		}
	}

	void observe(@Nullable Duration retryAfter) {
		if (retryAfter != null) {
			closeUntil(this.clock.instant().plus((retryAfter.compareTo(this.cap) > 0) ? this.cap : retryAfter));
		}
	}

	private void closeUntil(Instant wanted) {
		Instant latest = this.clock.instant().plus(this.cap);
		Instant until = wanted.isAfter(latest) ? latest : wanted;
		this.closedUntil.accumulateAndGet(until.toEpochMilli(), Math::max);
	}

}
