package dev.lorebatch.gitlab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.entity.EntityRef;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for what threads share: the number of requests under way and the rate
 * limit.
 */
@Timeout(30)
class GitLabConcurrencyIntegrationTests {

	private static final byte[] BODY = "{\"iid\":1}".getBytes(StandardCharsets.US_ASCII);

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private final AtomicInteger served = new AtomicInteger();

	private final CountDownLatch release = new CountDownLatch(1);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private HttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.release.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3 })
	void neverSendsMoreAtOnceThanConfigured(int concurrency) throws Exception {
		// given
		this.server.createContext("/", (exchange) -> {
			this.most.accumulateAndGet(this.inFlight.incrementAndGet(), Math::max);
			awaitRelease();
			this.inFlight.decrementAndGet();
			answer(exchange);
		});
		TestClient test = client().concurrency(concurrency);

		// when
		List<Future<Long>> results = call(test.create(), 12);

		// then
		Awaitility.await()
			.during(Duration.ofMillis(300))
			.atMost(Duration.ofSeconds(10))
			.until(() -> this.most.get() == concurrency);
		this.release.countDown();
		for (Future<Long> result : results) {
			assertThat(result.get(10, TimeUnit.SECONDS)).isOne();
		}
		assertThat(this.most).hasValue(concurrency);
		assertThat(this.served).hasValue(12);
	}

	@Test
	void aSpentQuotaDelaysTheNextRequestOfEveryThread() throws Exception {
		// given
		this.server.createContext("/", (exchange) -> {
			exchange.getResponseHeaders().add("RateLimit-Remaining", "0");
			exchange.getResponseHeaders().add("RateLimit-Reset", String.valueOf(resetIn30Seconds()));
			answer(exchange);
		});
		TestClient test = client().frozenClock();
		GitLabClient client = test.create();
		client.entity(7, EntityRef.issue(1));
		assertThat(test.waits).isEmpty();

		// when
		for (Future<Long> result : call(client, 4)) {
			result.get(10, TimeUnit.SECONDS);
		}

		// then
		assertThat(test.waits).hasSize(4).allSatisfy((wait) -> assertThat(wait).isBetween(29_000L, 30_000L));
		assertThat(test.retries).isEmpty();
	}

	@Test
	void theQuotaOpensAgainAtTheReset() {
		this.server.createContext("/", (exchange) -> {
			exchange.getResponseHeaders().add("RateLimit-Remaining", (this.served.get() == 0) ? "0" : "1999");
			exchange.getResponseHeaders().add("RateLimit-Reset", String.valueOf(resetIn30Seconds()));
			answer(exchange);
		});
		TestClient test = client();
		GitLabClient client = test.create();
		for (int request = 0; request < 4; request++) {
			client.entity(7, EntityRef.issue(1));
		}
		assertThat(test.waits).singleElement().satisfies((wait) -> assertThat(wait).isBetween(29_000L, 30_000L));
	}

	/**
	 * This server dates its answers itself, a moment later.
	 */
	private static long resetIn30Seconds() {
		return Instant.now().getEpochSecond() + 30;
	}

	@Test
	void aLateResetIsCapped() {
		this.server.createContext("/", (exchange) -> {
			exchange.getResponseHeaders().add("RateLimit-Remaining", "0");
			exchange.getResponseHeaders().add("RateLimit-Reset", "999999999999999999");
			answer(exchange);
		});
		TestClient test = client().maxRetryAfter(Duration.ofSeconds(90));
		GitLabClient client = test.create();
		client.entity(7, EntityRef.issue(1));
		client.entity(7, EntityRef.issue(1));
		assertThat(test.waits).containsExactly(90_000L);
	}

	@Test
	void aThrottledRequestMakesTheOthersWaitToo() {
		// given
		this.server.createContext("/", (exchange) -> {
			if (this.served.getAndIncrement() == 0) {
				exchange.getResponseHeaders().add("Retry-After", "20");
				exchange.sendResponseHeaders(429, -1);
				exchange.close();
			}
			else {
				answer(exchange);
			}
		});
		TestClient test = client().frozenClock().maxAttempts(1);
		GitLabClient client = test.create();
		assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> client.entity(7, EntityRef.issue(1))))
			.isInstanceOf(GitLabException.class);

		// when
		client.entity(7, EntityRef.issue(1));

		// then
		assertThat(test.waits).containsExactly(20_000L);
	}

	@Test
	void waitingOutARetryAfterDoesNotWaitForTheGateAgain() {
		this.server.createContext("/", (exchange) -> {
			if (this.served.getAndIncrement() == 0) {
				exchange.getResponseHeaders().add("Retry-After", "20");
				exchange.sendResponseHeaders(429, -1);
				exchange.close();
			}
			else {
				answer(exchange);
			}
		});
		TestClient test = client();
		test.create().entity(7, EntityRef.issue(1));
		assertThat(test.waits).hasSize(1);
	}

	@Test
	void goesSlowerAfterARefusalAndFasterAgain() throws Exception {
		// given
		this.server.createContext("/", (exchange) -> {
			this.most.accumulateAndGet(this.inFlight.incrementAndGet(), Math::max);
			pause();
			this.inFlight.decrementAndGet();
			if (this.served.get() == 0) {
				this.served.incrementAndGet();
				exchange.sendResponseHeaders(429, -1);
				exchange.close();
			}
			else {
				answer(exchange);
			}
		});
		GitLabClient client = client().concurrency(6).create();
		client.entity(7, EntityRef.issue(1));

		// when, then
		this.most.set(0);
		await(call(client, 3));
		assertThat(this.most.get()).isBetween(1, 3);
		await(call(client, 4 + 5 + 6));
		this.most.set(0);
		await(call(client, 30));
		assertThat(this.most).hasValue(6);
	}

	@Test
	void goesSlowerWhileLittleOfTheQuotaIsLeft() throws Exception {
		// given
		this.server.createContext("/", (exchange) -> {
			this.most.accumulateAndGet(this.inFlight.incrementAndGet(), Math::max);
			pause();
			this.inFlight.decrementAndGet();
			// Of 100 in an hour; the limit is scaled to a minute
			exchange.getResponseHeaders().add("RateLimit-Limit", "2");
			exchange.getResponseHeaders().add("RateLimit-Observed", "95");
			exchange.getResponseHeaders().add("RateLimit-Remaining", "5");
			answer(exchange);
		});
		GitLabClient client = client().concurrency(8).create();
		client.entity(7, EntityRef.issue(1));

		// when
		this.most.set(0);
		await(call(client, 12));

		// then
		assertThat(this.most).hasValue(2);
	}

	private static void await(List<Future<Long>> results) throws Exception {
		for (Future<Long> result : results) {
			result.get(10, TimeUnit.SECONDS);
		}
	}

	private static void pause() {
		try {
			Thread.sleep(50); // so that requests meet
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private TestClient client() {
		return new TestClient("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	private List<Future<Long>> call(GitLabClient client, int times) {
		List<Future<Long>> results = new ArrayList<>();
		for (int index = 0; index < times; index++) {
			results.add(this.threads.submit(() -> client.entity(7, EntityRef.issue(1)).id("iid")));
		}
		return results;
	}

	private void awaitRelease() {
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.served.incrementAndGet();
		exchange.sendResponseHeaders(200, BODY.length);
		exchange.getResponseBody().write(BODY);
		exchange.close();
	}

}
