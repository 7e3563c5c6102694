package dev.lorebatch.gitlab;

import java.time.Clock;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.retry.backoff.Sleeper;
import org.springframework.retry.support.RetryTemplate;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Puts a client together.
 */
final class GitLabClients {

	private GitLabClients() {
	}

	/**
	 * A client for the configured server.
	 * @param sleeper waits between attempts; {@code null} for real waits that
	 * {@link GitLabClient#cancel()} ends
	 * @throws LoreException if the configuration is not usable
	 */
	static GitLabClient create(GitLabProperties properties, JsonMapper json, Clock clock, RandomGenerator random,
			RequestListener listener, @Nullable Sleeper sleeper) {
		validate(properties);
		Cancellation cancellation = new Cancellation();
		Sleeper waits = (sleeper != null) ? sleeper : cancellation;
		RetryTemplate retryTemplate = new RetryTemplate();
		retryTemplate.setRetryPolicy(new TransientRetryPolicy(properties.retry().maxAttempts()));
		retryTemplate.setBackOffPolicy(new RetryAfterBackOffPolicy(properties.retry(), waits, random, listener));
		HttpExchange exchange = new HttpExchange(properties, GitLabToken.from(properties), cancellation);
		RateLimitGate gate = new RateLimitGate(properties.retry().maxRetryAfter(), clock, waits);
		Transport transport = new Transport(properties, exchange, retryTemplate, gate, new ErrorAnswers(json, clock),
				listener);
		return new GitLabClient(transport, json, cancellation);
	}

	private static void validate(GitLabProperties properties) {
		String scheme = properties.url().getScheme();
		if (properties.url().getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
			throw invalid("lore.gitlab.url '%s' is not an http or https URL".formatted(properties.url()));
		}
		if (properties.url().getUserInfo() != null) {
			throw invalid("lore.gitlab.url must not contain a user or password");
		}
		if (properties.concurrency() < 1 || properties.concurrency() > 64) {
			throw invalid("lore.gitlab.concurrency is %d, it must be 1 to 64".formatted(properties.concurrency()));
		}
		if (properties.retry().maxAttempts() < 1) {
			throw invalid("lore.gitlab.retry.max-attempts must be 1 or more");
		}
	}

	private static LoreException invalid(String message) {
		return new LoreException(ExitCode.CONFIG_INVALID, message, "correct it in lore.yml or the environment");
	}

}
