package dev.lorebatch.gitlab;

import java.net.http.HttpHeaders;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What an answer says of the quota; a header that is missing or is no number says
 * nothing.
 *
 * @param limit {@code RateLimit-Limit}, requests in a while
 * @param remaining {@code RateLimit-Remaining}
 * @param reset {@code RateLimit-Reset}, which is an epoch second
 * @see <a href=
 * "https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/"> GitLab's
 * response headers</a>
 */
record RateLimit(@Nullable Long limit, @Nullable Long remaining, @Nullable Instant reset) {

	static RateLimit of(HttpHeaders headers) {
		Long reset = number(headers, "RateLimit-Reset");
		return new RateLimit(number(headers, "RateLimit-Limit"), number(headers, "RateLimit-Remaining"),
				(reset != null) ? Instant.ofEpochSecond(Math.min(reset, Instant.MAX.getEpochSecond())) : null);
	}

	private static @Nullable Long number(HttpHeaders headers, String name) {
		return headers.firstValue(name)
			.map(String::strip)
			.filter((value) -> value.matches("[0-9]{1,18}"))
			.map(Long::valueOf)
			.orElse(null);
	}

}
