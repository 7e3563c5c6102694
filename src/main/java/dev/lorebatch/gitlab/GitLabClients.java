package dev.lorebatch.gitlab;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.retry.backoff.Sleeper;
import org.springframework.retry.support.RetryTemplate;

import dev.lorebatch.entity.Ticker;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.Secrets;
import dev.lorebatch.http.Cancellation;

/**
 * Puts a client together.
 */
final class GitLabClients {

	private static final int MAX_PORT = 65_535;

	private static final Duration LONGEST_WAIT = Duration.ofHours(24);

	private GitLabClients() {
	}

	/**
	 * A client for the configured server.
	 * @param clock stands in for that of a server that tells no time
	 * @param ticker measures waits
	 * @param sleeper waits between attempts; {@code null} for real waits that
	 * {@link GitLabClient#cancel()} ends
	 * @throws LoreException if the configuration is not usable
	 */
	static GitLabClient create(GitLabProperties properties, Clock clock, Ticker ticker, RandomGenerator random,
			RequestListener listener, @Nullable Sleeper sleeper) {
		validate(properties);
		JsonMapper json = AnswerLimits.mapper();
		Cancellation cancellation = new Cancellation(GitLabException::cancelled);
		Sleeper waits = (sleeper != null) ? sleeper : cancellation;
		RetryTemplate retryTemplate = new RetryTemplate();
		retryTemplate.setRetryPolicy(new TransientRetryPolicy(properties.retry().maxAttempts()));
		RetryAfterBackOffPolicy backOff = new RetryAfterBackOffPolicy(properties.retry(), waits, random, listener);
		retryTemplate.setBackOffPolicy(backOff);
		GitLabToken token = GitLabToken.from(properties);
		HttpExchange exchange = new HttpExchange(properties, token, cancellation);
		RateLimitGate gate = new RateLimitGate(properties.retry().maxRetryAfter(), clock, ticker, waits, listener);
		Transport transport = new Transport(properties, exchange, new TokenHeaders(token, properties.auth()),
				retryTemplate, gate, new ErrorAnswers(json, clock, token), listener, new ServerTime(ticker));
		return new GitLabClient(transport, backOff, json, cancellation, token,
				AnswerLimits.LIST_FACTOR * properties.maxResponseSize().toBytes());
	}

	private static void validate(GitLabProperties properties) {
		validate(properties.url());
		if (properties.concurrency() < 1 || properties.concurrency() > 64) {
			throw invalid("lore.gitlab.concurrency is %d, it must be 1 to 64".formatted(properties.concurrency()));
		}
		if (properties.maxResponseSize().toBytes() < 1) {
			throw invalid("lore.gitlab.max-response-size must be 1 byte or more");
		}
		requirePositive("connect-timeout", properties.connectTimeout());
		requirePositive("read-timeout", properties.readTimeout());
		requirePositive("request-timeout", properties.requestTimeout());
		GitLabProperties.Retry retry = properties.retry();
		if (retry.maxAttempts() < 1) {
			throw invalid("lore.gitlab.retry.max-attempts must be 1 or more");
		}
		requireWait("initial-wait", retry.initialWait());
		requireWait("max-wait", retry.maxWait());
		requireWait("max-retry-after", retry.maxRetryAfter());
	}

	private static void validate(URI url) {
		String scheme = url.getScheme();
		if (url.getUserInfo() != null) {
			throw invalid("lore.gitlab.url must not contain a user or password");
		}
		if (url.getHost() == null || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
				|| url.getPort() > MAX_PORT) {
			throw invalid(
					"lore.gitlab.url '%s' is not an http or https URL".formatted(Secrets.maskUrl(url.toString())));
		}
		if (url.getRawQuery() != null || url.getRawFragment() != null) {
			throw invalid("lore.gitlab.url must not contain a query or fragment");
		}
	}

	private static void requirePositive(String name, Duration value) {
		if (value.isZero() || value.isNegative()) {
			throw invalid("lore.gitlab.%s must be longer than nothing".formatted(name));
		}
	}

	private static void requireWait(String name, Duration value) {
		if (value.isNegative() || value.compareTo(LONGEST_WAIT) > 0) {
			throw invalid("lore.gitlab.retry.%s must be 0 s to %d h".formatted(name, LONGEST_WAIT.toHours()));
		}
	}

	private static LoreException invalid(String message) {
		return new LoreException(ExitCode.CONFIG_INVALID, message, "correct it in lore.yml or the environment");
	}

}
