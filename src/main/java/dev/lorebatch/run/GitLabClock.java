package dev.lorebatch.run;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Ticker;

/**
 * Tells the time on GitLab's server. What GitLab dated is compared with this one; the
 * local clock may be off by hours.
 */
@FunctionalInterface
public interface GitLabClock {

	/**
	 * The time on the server at an instant of this process, not later than it was;
	 * {@code null} if the server told no time.
	 * @param nanos the instant, by the {@link Ticker}
	 */
	@Nullable Instant at(long nanos);

	/**
	 * A clock that stands at the time it is now on the server.
	 * @param local stands in for a server that tells no time
	 */
	default Clock now(Ticker ticker, Clock local) {
		Instant time = at(ticker.nanos());
		return (time != null) ? Clock.fixed(time, ZoneOffset.UTC) : local;
	}

}
