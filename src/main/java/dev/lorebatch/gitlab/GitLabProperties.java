package dev.lorebatch.gitlab;

import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.lorebatch.failure.Secrets;

/**
 * How to reach GitLab.
 *
 * @param url the server, without {@code /api/v4}
 * @param token a token with the scope {@code read_api}; from the environment, never from
 * a flag
 * @param tokenFile a file that holds the token, blank for none
 * @param auth which request header has the token
 * @param caFile a file with certificates of authorities that are trusted besides those of
 * Java, blank for none
 * @param concurrency how many requests may be under way at once
 * @param connectTimeout how long connecting may take
 * @param readTimeout how long the server may send nothing
 * @param requestTimeout how long one request may take as a whole
 * @param maxResponseSize the largest body that is read, decompressed
 * @param retry what happens after a transient failure
 */
@ConfigurationProperties("lore.gitlab")
public record GitLabProperties(@DefaultValue("https://gitlab.com") URI url, @Nullable String token,
		@Nullable String tokenFile, @DefaultValue("auto") Auth auth, @Nullable String caFile,
		@DefaultValue("8") int concurrency, @DefaultValue("10s") Duration connectTimeout,
		@DefaultValue("30s") Duration readTimeout, @DefaultValue("60s") Duration requestTimeout,
		@DefaultValue("64MB") DataSize maxResponseSize, @DefaultValue Retry retry) {

	/**
	 * Without the token, and without what does not belong into a URL.
	 */
	@Override
	public String toString() {
		return "GitLabProperties[url=%s, concurrency=%d]".formatted(Secrets.maskUrl(this.url.toString()),
				this.concurrency);
	}

	/**
	 * Names the header that the token is sent in.
	 */
	public enum Auth {

		/** By the prefix of the token; after a 401 the other one is tried. */
		AUTO,

		/** {@code PRIVATE-TOKEN}. */
		PRIVATE_TOKEN,

		/** {@code Authorization: Bearer}. */
		BEARER,

		/** {@code JOB-TOKEN}. */
		JOB_TOKEN

	}

	/**
	 * The retry policy of every request.
	 *
	 * @param maxAttempts how often a request is sent at most
	 * @param initialWait upper bound of the first wait; doubles with every attempt
	 * @param maxWait upper bound of a wait that GitLab did not ask for
	 * @param maxRetryAfter upper bound of a wait that GitLab asked for
	 */
	public record Retry(@DefaultValue("4") int maxAttempts, @DefaultValue("500ms") Duration initialWait,
			@DefaultValue("20s") Duration maxWait, @DefaultValue("120s") Duration maxRetryAfter) {

	}

}
