package dev.lorebatch.gitlab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.gitlab.GitLabException.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Integration tests for servers that are slow or silent, and for stopping while they are.
 */
@Timeout(30)
class GitLabCancellationIntegrationTests {

	private static final byte[] UNAVAILABLE = "HTTP/1.1 503 No\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	@Test
	void aServerThatNeverAnswersTimesOut() throws IOException {
		try (RawServer silent = RawServer.silent()) {
			// given
			TestClient test = new TestClient(silent.url()).readTimeout(Duration.ofMillis(200)).maxAttempts(2);

			// when
			GitLabException failure = failure(test.create());

			// then
			assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
			assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK);
			assertThat(failure.attempts()).isEqualTo(2);
			assertThat(test.retries).singleElement()
				.satisfies((retry) -> assertThat(retry.cause()).isEqualTo("timeout"));
			await().untilAsserted(() -> assertThat(silent.requests).hasValue(2));
		}
	}

	@Test
	void timeoutsBelowASecondAreNotReportedAsZero() throws IOException {
		try (RawServer silent = RawServer.silent()) {
			TestClient test = new TestClient(silent.url()).readTimeout(Duration.ofMillis(200)).maxAttempts(1);
			assertThat(failure(test.create())).hasMessageNotContaining("within 0 s");
		}
	}

	@Test
	void aBodyThatStallsTimesOut() throws IOException {
		try (RawServer stalling = new RawServer((out, server) -> {
			out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"iid\":".getBytes(StandardCharsets.US_ASCII));
			out.flush();
			server.hang();
		})) {
			TestClient test = new TestClient(stalling.url()).readTimeout(Duration.ofMillis(300)).maxAttempts(2);
			GitLabException failure = failure(test.create());
			assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
			assertThat(failure.attempts()).isEqualTo(2);
		}
	}

	@Test
	void aBodyThatDripsForeverMeetsTheRequestTimeout() throws IOException {
		try (RawServer dripping = new RawServer(GitLabCancellationIntegrationTests::drip)) {
			TestClient test = new TestClient(dripping.url()).readTimeout(Duration.ofSeconds(10))
				.requestTimeout(Duration.ofMillis(400))
				.maxAttempts(1);
			assertThat(failure(test.create()).kind()).isEqualTo(Kind.TIMEOUT);
		}
	}

	@Test
	void cancelEndsARequestThatHangs() throws Exception {
		try (RawServer silent = RawServer.silent()) {
			// given
			GitLabClient client = new TestClient(silent.url()).realWaits().create();
			CompletableFuture<GitLabException> result = inBackground(client);
			await().untilAsserted(() -> assertThat(silent.requests).hasValue(1));

			// when
			client.cancel();

			// then
			assertThatCancelled(result);
		}
	}

	@Test
	void cancelEndsARetryWait() throws Exception {
		try (RawServer unavailable = new RawServer((out, server) -> out.write(UNAVAILABLE))) {
			// given
			TestClient test = new TestClient(unavailable.url()).realWaits();
			GitLabClient client = test.create();
			CompletableFuture<GitLabException> result = inBackground(client);
			await().untilAsserted(() -> assertThat(test.retries).hasSize(1));

			// when
			client.cancel();

			// then
			assertThatCancelled(result);
			assertThat(unavailable.requests).hasValue(1);
		}
	}

	@Test
	void cancelEndsEveryThreadHoweverManyWaitForTheirTurn() throws Exception {
		try (RawServer silent = RawServer.silent()) {
			// given
			GitLabClient client = new TestClient(silent.url()).realWaits().concurrency(2).create();
			List<CompletableFuture<GitLabException>> results = new ArrayList<>();
			for (int thread = 0; thread < 6; thread++) {
				results.add(inBackground(client));
			}
			await().untilAsserted(() -> assertThat(silent.requests).hasValue(2));

			// when
			client.cancel();

			// then
			for (CompletableFuture<GitLabException> result : results) {
				assertThatCancelled(result);
			}
			assertThat(silent.requests).hasValue(2);
		}
	}

	@Test
	void nothingIsSentAfterCancel() throws IOException {
		try (RawServer silent = RawServer.silent()) {
			GitLabClient client = new TestClient(silent.url()).create();
			client.cancel();
			assertThat(failure(client).kind()).isEqualTo(Kind.CANCELLED);
			assertThat(silent.requests).hasValue(0);
		}
	}

	@Test
	void whateverIsUnderWayEndsAsCancelled() throws Exception {
		Random random = new Random(7);
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\nContent-Length: 9",
				"{\"iid\":1}".getBytes(StandardCharsets.US_ASCII))) {
			for (int round = 0; round < 100; round++) {
				// The server closes each connection, sometimes under the next request
				GitLabClient client = new TestClient(server.url()).realWaits().maxAttempts(100).create();
				List<Future<GitLabException>> results = new ArrayList<>();
				for (int thread = 0; thread < 8; thread++) {
					results.add(threads.submit(() -> untilItFails(client)));
				}
				LockSupport.parkNanos(random.nextInt(10_000_000));
				client.cancel();
				for (Future<GitLabException> result : results) {
					assertThat(result.get(10, TimeUnit.SECONDS).kind()).isEqualTo(Kind.CANCELLED);
				}
				client.close();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static GitLabException untilItFails(GitLabClient client) {
		while (true) {
			try {
				client.entity(7, EntityRef.issue(1));
			}
			catch (GitLabException ex) {
				return ex;
			}
		}
	}

	@Test
	void takesRequestsAgainAfterReset() throws IOException {
		byte[] body = "{\"iid\":1}".getBytes(StandardCharsets.US_ASCII);
		try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\nContent-Length: 9", body)) {
			GitLabClient client = new TestClient(server.url()).create();
			client.cancel();
			client.reset();
			assertThat(client.entity(7, EntityRef.issue(1)).id("iid")).isOne();
		}
	}

	@Test
	void anInterruptEndsARequestThatHangs() throws Exception {
		try (RawServer silent = RawServer.silent()) {
			Interrupted call = new Interrupted(new TestClient(silent.url()).realWaits().create());
			await().untilAsserted(() -> assertThat(silent.requests).hasValue(1));
			call.interruptAndVerify();
		}
	}

	@Test
	void anInterruptEndsARetryWait() throws Exception {
		try (RawServer unavailable = new RawServer((out, server) -> out.write(UNAVAILABLE))) {
			TestClient test = new TestClient(unavailable.url()).realWaits();
			Interrupted call = new Interrupted(test.create());
			await().untilAsserted(() -> assertThat(test.retries).hasSize(1));
			call.interruptAndVerify();
		}
	}

	private static void drip(java.io.OutputStream out, RawServer server) throws IOException {
		out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		for (int sent = 0; sent < 1_000; sent++) {
			out.write(' ');
			out.flush();
			await().pollDelay(Duration.ofMillis(20)).until(() -> true);
		}
	}

	private static void assertThatCancelled(CompletableFuture<GitLabException> result)
			throws InterruptedException, ExecutionException, TimeoutException {
		GitLabException failure = result.get(3, TimeUnit.SECONDS);
		assertThat(failure.kind()).isEqualTo(Kind.CANCELLED);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
	}

	private static CompletableFuture<GitLabException> inBackground(GitLabClient client) {
		return CompletableFuture.supplyAsync(() -> failure(client), Executors.newSingleThreadExecutor());
	}

	private static GitLabException failure(GitLabClient client) {
		return catchThrowableOfType(GitLabException.class, () -> client.entity(7, EntityRef.issue(1)));
	}

	/**
	 * A call in a thread of its own.
	 */
	private static final class Interrupted {

		private final AtomicReference<Throwable> failure = new AtomicReference<>();

		private final AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();

		private final Thread thread;

		Interrupted(GitLabClient client) {
			this.thread = new Thread(() -> {
				try {
					client.entity(7, EntityRef.issue(1));
				}
				catch (RuntimeException ex) {
					this.failure.set(ex);
					this.stillInterrupted.set(Thread.currentThread().isInterrupted());
				}
			});
			this.thread.start();
		}

		void interruptAndVerify() throws InterruptedException {
			this.thread.interrupt();
			this.thread.join(3_000);
			assertThat(this.failure.get()).isInstanceOf(GitLabException.class)
				.satisfies((ex) -> assertThat(((GitLabException) ex).kind()).isEqualTo(Kind.CANCELLED));
			assertThat(this.stillInterrupted.get()).isTrue();
		}

	}

}
