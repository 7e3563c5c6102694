package dev.lorebatch.gitlab;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

import org.springframework.util.unit.DataSize;

import dev.lorebatch.entity.MutableClock;

/**
 * Builds clients whose waits pass at once and are recorded, as are the calls of the
 * listener.
 */
class TestClient implements RequestListener {

	static final String TOKEN = "glpat-SeCrEt_0123456789";

	static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

	final MutableClock clock = new MutableClock(NOW);

	final List<Long> waits = new CopyOnWriteArrayList<>();

	final List<Retried> retries = new CopyOnWriteArrayList<>();

	final List<Long> throttled = new CopyOnWriteArrayList<>();

	final AtomicInteger sent = new AtomicInteger();

	private final String url;

	private String token = TOKEN;

	private GitLabProperties.Auth auth = GitLabProperties.Auth.AUTO;

	private String caFile;

	private int concurrency = 8;

	private Duration connectTimeout = Duration.ofSeconds(5);

	private Duration readTimeout = Duration.ofSeconds(10);

	private Duration requestTimeout = Duration.ofSeconds(20);

	private DataSize maxResponseSize = DataSize.ofMegabytes(4);

	private int maxAttempts = 4;

	private Duration initialWait = Duration.ofMillis(500);

	private Duration maxWait = Duration.ofSeconds(20);

	private Duration maxRetryAfter = Duration.ofSeconds(120);

	private RandomGenerator random = new Random(42);

	private boolean realWaits;

	private boolean frozenClock;

	TestClient(String url) {
		this.url = url;
	}

	TestClient token(String value) {
		this.token = value;
		return this;
	}

	TestClient auth(GitLabProperties.Auth value) {
		this.auth = value;
		return this;
	}

	TestClient caFile(Path value) {
		this.caFile = value.toString();
		return this;
	}

	TestClient concurrency(int value) {
		this.concurrency = value;
		return this;
	}

	TestClient connectTimeout(Duration value) {
		this.connectTimeout = value;
		return this;
	}

	TestClient readTimeout(Duration value) {
		this.readTimeout = value;
		return this;
	}

	TestClient requestTimeout(Duration value) {
		this.requestTimeout = value;
		return this;
	}

	TestClient maxResponseSize(DataSize value) {
		this.maxResponseSize = value;
		return this;
	}

	TestClient maxAttempts(int value) {
		this.maxAttempts = value;
		return this;
	}

	TestClient initialWait(Duration value) {
		this.initialWait = value;
		return this;
	}

	TestClient maxWait(Duration value) {
		this.maxWait = value;
		return this;
	}

	TestClient maxRetryAfter(Duration value) {
		this.maxRetryAfter = value;
		return this;
	}

	/**
	 * Makes every random number the largest possible one.
	 */
	TestClient longestWaits() {
		this.random = new Random(1) {

			private static final long serialVersionUID = 1L;

			@Override
			public long nextLong(long bound) {
				return bound - 1;
			}

		};
		return this;
	}

	/**
	 * Lets the client wait for real, which {@link GitLabClient#cancel()} can end.
	 */
	TestClient realWaits() {
		this.realWaits = true;
		return this;
	}

	/**
	 * Lets no time pass while the client waits.
	 */
	TestClient frozenClock() {
		this.frozenClock = true;
		return this;
	}

	GitLabProperties properties() {
		return properties(null);
	}

	GitLabProperties properties(Path tokenFile) {
		return new GitLabProperties(URI.create(this.url), this.token, (tokenFile != null) ? tokenFile.toString() : null,
				this.auth, this.caFile, this.concurrency, this.connectTimeout, this.readTimeout, this.requestTimeout,
				this.maxResponseSize,
				new GitLabProperties.Retry(this.maxAttempts, this.initialWait, this.maxWait, this.maxRetryAfter));
	}

	GitLabClient create() {
		return GitLabClients.create(properties(), this.clock, this.clock::nanos, this.random, this,
				this.realWaits ? null : this::pass);
	}

	private void pass(long millis) {
		this.waits.add(millis);
		if (!this.frozenClock) {
			this.clock.advance(Duration.ofMillis(millis));
		}
	}

	@Override
	public void throttled(long waitMillis) {
		this.throttled.add(waitMillis);
	}

	@Override
	public void sent() {
		this.sent.incrementAndGet();
	}

	@Override
	public void retried(String request, int attempt, String cause, long waitMillis) {
		this.retries.add(new Retried(request, attempt, cause, waitMillis));
	}

	/**
	 * A call of the listener.
	 */
	record Retried(String request, int attempt, String cause, long waitMillis) {

	}

}
