package dev.lorebatch.gitlab;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.springframework.retry.RetryCallback;
import org.springframework.retry.support.RetryTemplate;

import dev.lorebatch.gitlab.GitLabException.Kind;

/**
 * Every request goes through here: bounded concurrency that adapts, rate limit gate,
 * redirects on the same host only, the one retry policy.
 */
class Transport implements AutoCloseable {

	private final String apiRoot;

	private final Redirects redirects;

	private final HttpExchange exchange;

	private final RetryTemplate retryTemplate;

	private final RateLimitGate gate;

	private final TokenHeaders tokenHeaders;

	private final ErrorAnswers errors;

	private final RequestListener listener;

	private final ConcurrencyLimit limit;

	private final ServerTime serverTime;

	Transport(GitLabProperties properties, HttpExchange exchange, TokenHeaders tokenHeaders,
			RetryTemplate retryTemplate, RateLimitGate gate, ErrorAnswers errors, RequestListener listener,
			ServerTime serverTime) {
		this.redirects = new Redirects(properties.url(), errors);
		this.apiRoot = apiRoot(properties.url());
		this.exchange = exchange;
		this.tokenHeaders = tokenHeaders;
		this.retryTemplate = retryTemplate;
		this.gate = gate;
		this.errors = errors;
		this.listener = listener;
		this.limit = new ConcurrencyLimit(properties.concurrency());
		this.serverTime = serverTime;
	}

	/**
	 * Sends the request until it succeeds or the policy gives up.
	 * @param reader makes something of a 2xx answer; may throw a {@link GitLabException}
	 * that counts as a failed attempt
	 */
	<T> T get(ResourcePath resource, AnswerReader<T> reader) {
		return attempt(resource, (context) -> reader.read(send(resource)));
	}

	private <T> T attempt(ResourcePath resource, RetryCallback<T, GitLabException> request) {
		return this.retryTemplate.execute((RetryCallback<T, GitLabException>) (context) -> {
			context.setAttribute(RetryAfterBackOffPolicy.REQUEST, resource.label());
			try {
				return request.doWithRetry(context);
			}
			catch (GitLabException ex) {
				throw ex.afterAttempts(context.getRetryCount() + 1);
			}
		});
	}

	/**
	 * Sends the request, and does not repeat it if it fails because of its rows: somebody
	 * looks for the row that breaks the list, and will ask for less. All other failures
	 * are repeated as ever.
	 * @param reader as for {@link #get}
	 */
	<T> T getOnce(ResourcePath resource, AnswerReader<T> reader) {
		AtomicReference<GitLabException> ofRows = new AtomicReference<>();
		Optional<T> result = attempt(resource, (context) -> {
			try {
				return Optional.of(reader.read(send(resource)));
			}
			catch (GitLabException ex) {
				if (!ex.isOfRows()) {
					throw ex;
				}
				ofRows.set(ex);
				return Optional.empty();
			}
		});
		return result.orElseThrow(() -> Objects.requireNonNull(ofRows.get()));
	}

	/**
	 * What its answers say of the time on the server.
	 */
	ServerTime serverTime() {
		return this.serverTime;
	}

	private GitLabResponse send(ResourcePath resource) {
		URI uri = resource.on(this.apiRoot);
		for (int followed = 0;; followed++) {
			URI target = uri;
			GitLabResponse response = this.tokenHeaders.send((header) -> sendOnce(target, header, resource.label()));
			if (response.status() < 300) {
				return response;
			}
			uri = this.redirects.follow(uri, response, followed, resource.label());
		}
	}

	private GitLabResponse sendOnce(URI uri, TokenHeader header, String label) {
		try {
			try (ConcurrencyLimit.Turn turn = this.limit.acquire()) {
				this.gate.await();
				this.exchange.checkCancelled(); // what is not sent does not count
				this.listener.sent();
				GitLabResponse response = this.exchange.get(uri, header, label);
				observe(response, turn);
				if (response.status() >= 400) {
					GitLabException failure = this.errors.toException(response, label);
					this.gate.observe(failure.retryAfter()); // before the next one has
																// its turn
					throw failure;
				}
				return response;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw GitLabException.cancelled();
		}
	}

	private void observe(GitLabResponse response, ConcurrencyLimit.Turn turn) {
		turn.answered(response.status());
		this.serverTime.observe(response.headers());
		RateLimit quota = RateLimit.of(response.headers());
		this.gate.observe(quota);
		if (quota.remaining() != null && quota.quota() != null) {
			this.limit.remaining(quota.remaining(), quota.quota());
		}
	}

	private static String apiRoot(URI url) {
		String text = url.toString().replaceAll("/+$", "");
		return text.endsWith("/api/v4") ? text : text + "/api/v4";
	}

	@Override
	public void close() {
		this.exchange.close();
	}

	/**
	 * Makes something of a successful answer.
	 */
	@FunctionalInterface
	interface AnswerReader<T> {

		T read(GitLabResponse response);

	}

}
