package dev.lorebatch.gitlab;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.http.AnswerHeaders;

/**
 * What an answer says of the quota; a header that is missing or is no number says
 * nothing.
 *
 * @param quota how many requests there are in all until the reset:
 * {@code RateLimit-Observed} and {@code RateLimit-Remaining} together.
 * {@code RateLimit-Limit} stands in for it where GitLab does not say how many it
 * observed; that one is scaled to a minute, whatever the period of the quota is
 * @param remaining {@code RateLimit-Remaining}
 * @param reset {@code RateLimit-Reset}, which is an epoch second
 * @param date {@code Date}: what time it was on the server
 * @see <a href=
 * "https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/"> GitLab's
 * response headers</a>
 */
record RateLimit(@Nullable Long quota, @Nullable Long remaining, @Nullable Instant reset, @Nullable Instant date) {

	static RateLimit of(AnswerHeaders headers) {
		Long reset = number(headers, "RateLimit-Reset");
		Long remaining = number(headers, "RateLimit-Remaining");
		Long observed = number(headers, "RateLimit-Observed");
		Long quota = (remaining != null && observed != null) ? Long.valueOf(remaining + observed)
				: number(headers, "RateLimit-Limit");
		return new RateLimit(quota, remaining,
				(reset != null) ? Instant.ofEpochSecond(Math.min(reset, Instant.MAX.getEpochSecond())) : null,
				ServerTime.date(headers));
	}

	/**
	 * How long it takes until the reset, {@code null} if none is told. The reset is a
	 * time of the server, so it counts from that of the answer; the local clock stands in
	 * for a server that tells no time.
	 */
	@Nullable Duration untilReset(Clock clock) {
		return (this.reset != null) ? Duration.between((this.date != null) ? this.date : clock.instant(), this.reset)
				: null;
	}

	private static @Nullable Long number(AnswerHeaders headers, String name) {
		return headers.firstValue(name)
			.map(String::strip)
			.filter((value) -> value.matches("[0-9]{1,18}"))
			.map(Long::valueOf)
			.orElse(null);
	}

}
