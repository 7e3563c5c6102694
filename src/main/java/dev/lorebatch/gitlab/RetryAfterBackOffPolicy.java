package dev.lorebatch.gitlab;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import org.springframework.retry.RetryContext;
import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.backoff.BackOffPolicy;
import org.springframework.retry.backoff.Sleeper;

/**
 * Waits as long as GitLab asks for, capped, plus jitter, because GitLab's windows are
 * fixed and all throttled clients wake together; without such a wish exponentially with
 * full jitter.
 */
class RetryAfterBackOffPolicy implements BackOffPolicy {

	/** Attribute of the retry context: what is being requested. */
	static final String REQUEST = "request";

	private static final long RETRY_AFTER_JITTER_MS = 1_000;

	private final GitLabProperties.Retry settings;

	private final Sleeper sleeper;

	private final RandomGenerator random;

	private final RequestListener listener;

	RetryAfterBackOffPolicy(GitLabProperties.Retry settings, Sleeper sleeper, RandomGenerator random,
			RequestListener listener) {
		this.settings = settings;
		this.sleeper = sleeper;
		this.random = random;
		this.listener = listener;
	}

	@Override
	public BackOffContext start(RetryContext context) {
		return new Waits(context);
	}

	@Override
	public void backOff(@Nullable BackOffContext backOffContext) {
		if (!(backOffContext instanceof Waits waits)
				|| !(waits.context().getLastThrowable() instanceof GitLabException failure)) {
			return;
		}
		backOff(String.valueOf(waits.context().getAttribute(REQUEST)), waits.context().getRetryCount(), failure);
	}

	/**
	 * Waits before a request is sent again, and tells the listener.
	 * @param attempt how often it was sent so far
	 */
	void backOff(String request, int attempt, GitLabException failure) {
		long millis = waitMillis(failure, attempt);
		this.listener.retried(request, attempt, failure.cause(), millis);
		try {
			this.sleeper.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw GitLabException.cancelled();
		}
	}

	private long waitMillis(GitLabException failure, int attempt) {
		Duration asked = failure.retryAfter();
		if (asked != null) {
			long cap = this.settings.maxRetryAfter().toMillis();
			return Math.min(asked.toMillis(), cap) + this.random.nextLong(RETRY_AFTER_JITTER_MS);
		}
		long exponential = this.settings.initialWait().toMillis() << Math.min(attempt - 1, 20);
		return this.random.nextLong(Math.min(exponential, this.settings.maxWait().toMillis()) + 1);
	}

	private record Waits(RetryContext context) implements BackOffContext {

		private static final long serialVersionUID = 1L;

	}

}
