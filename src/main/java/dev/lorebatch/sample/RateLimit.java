package dev.lorebatch.sample;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts requests in fixed windows of a minute and tells so, but never refuses one.
 */
final class RateLimit {

	private static final long PERIOD_SECONDS = 60;

	private final Clock clock;

	private final int limit;

	private long window;

	private long observed;

	/**
	 * @param limit a minute; 0 to say nothing
	 */
	RateLimit(Clock clock, int limit) {
		this.clock = clock;
		this.limit = limit;
	}

	synchronized Map<String, String> next() {
		if (this.limit == 0) {
			return Map.of();
		}
		long now = this.clock.millis() / 1000;
		if (now / PERIOD_SECONDS != this.window) {
			this.window = now / PERIOD_SECONDS;
			this.observed = 0;
		}
		this.observed++;
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("RateLimit-Limit", String.valueOf(this.limit));
		headers.put("RateLimit-Name", "throttle_authenticated_api");
		headers.put("RateLimit-Observed", String.valueOf(this.observed));
		headers.put("RateLimit-Remaining", String.valueOf(Math.max(0, this.limit - this.observed)));
		headers.put("RateLimit-Reset", String.valueOf((this.window + 1) * PERIOD_SECONDS));
		return headers;
	}

}
