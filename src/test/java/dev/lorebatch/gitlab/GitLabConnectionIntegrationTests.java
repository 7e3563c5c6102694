package dev.lorebatch.gitlab;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.gitlab.GitLabException.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Integration tests for connections: kept ones, those that the server closes, headers.
 */
@Timeout(30)
class GitLabConnectionIntegrationTests {

	private static final byte[] BODY = "{\"iid\":1}".getBytes(StandardCharsets.US_ASCII);

	private static final String HEAD = "HTTP/1.1 200 OK\nContent-Length: 9";

	@Test
	void aConnectionThatTheServerClosedIsNotUsedAgain() throws IOException {
		try (RawServer closing = RawServer.answering(HEAD, BODY)) {
			TestClient test = new TestClient(closing.url()).maxAttempts(1);
			GitLabClient client = test.create();
			for (int request = 1; request <= 4; request++) {
				assertThat(iid(client)).isOne();
				await().untilAtomic(closing.ended, org.hamcrest.Matchers.is(request));
			}
			assertThat(closing.requests).hasValue(4);
			assertThat(test.sent).hasValue(4);
		}
	}

	@Test
	void linksOfAListWithAHundredIidsFit() throws IOException {
		try (RawServer server = RawServer.answering(HEAD + "\nLink: " + "x".repeat(100_000), BODY)) {
			assertThat(iid(new TestClient(server.url()).create())).isOne();
		}
	}

	@Test
	void headersThatDripForeverMeetTheRequestTimeout() throws IOException {
		try (RawServer dripping = new RawServer((out, server) -> drip(out))) {
			TestClient test = new TestClient(dripping.url()).readTimeout(Duration.ofSeconds(10))
				.requestTimeout(Duration.ofMillis(400))
				.maxAttempts(1);
			GitLabException failure = failure(test.create());
			assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
			assertThat(failure).hasMessageContaining("within 400 ms");
		}
	}

	@Test
	void aSecureConnectionThatIsNeverMadeTimesOut() throws IOException {
		try (RawServer silent = RawServer.silent()) {
			TestClient test = new TestClient("https://127.0.0.1:" + silent.port())
				.connectTimeout(Duration.ofMillis(300))
				.maxAttempts(1);
			assertThat(failure(test.create()).kind()).isEqualTo(Kind.TIMEOUT);
		}
	}

	@Test
	void aProxyThatDoesNotLetThroughIsNotGitLab() throws IOException {
		ProxySelector before = ProxySelector.getDefault();
		try (RawServer proxy = RawServer.answering("HTTP/1.1 403 Forbidden\nContent-Length: 9", BODY)) {
			ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.port())));
			GitLabException failure = failure(new TestClient("https://gitlab.invalid").maxAttempts(2).create());
			assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
			assertThat(failure.attempts()).isEqualTo(2);
			assertThat(failure).hasMessageContaining("cannot connect to gitlab.invalid: the proxy answered HTTP 403");
		}
		finally {
			ProxySelector.setDefault(before);
		}
	}

	@Test
	void aConnectionWithAnAnswerToNothingIsNotUsedAgain() throws Exception {
		CountDownLatch more = new CountDownLatch(1);
		try (RawServer server = new RawServer((out, self) -> {
			out.write((HEAD.replace("\n", "\r\n") + "\r\n\r\n{\"iid\":1}").getBytes(StandardCharsets.US_ASCII));
			out.flush();
			if (self.requests.get() == 1) {
				await().until(() -> more.await(0, TimeUnit.SECONDS));
				out.write("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
				out.flush();
				self.ended.incrementAndGet();
				self.hang();
			}
		})) {
			GitLabClient client = new TestClient(server.url()).maxAttempts(1).create();
			assertThat(iid(client)).isOne();
			more.countDown();
			await().untilAtomic(server.ended, org.hamcrest.Matchers.is(1));
			assertThat(iid(client)).isOne();
			assertThat(server.requests).hasValue(2);
		}
	}

	@Test
	void aConnectionWithMoreThanTheAnswerIsNotUsedAgain() throws IOException {
		byte[] two = (new String(BODY, StandardCharsets.US_ASCII) + "HTTP/1.1 408 Request Timeout\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII);
		try (RawServer server = new RawServer((out, self) -> {
			out.write((HEAD + "\n\n").replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
			out.write(two);
			out.flush();
			self.hang();
		})) {
			GitLabClient client = new TestClient(server.url()).maxAttempts(1).create();
			assertThat(iid(client)).isOne();
			assertThat(iid(client)).isOne();
			assertThat(server.requests).hasValue(2);
		}
	}

	@Test
	void aClosedClientSaysThatItIsCancelled() throws IOException {
		try (RawServer server = RawServer.answering(HEAD, BODY)) {
			GitLabClient client = new TestClient(server.url()).create();
			client.close();
			assertThat(failure(client).kind()).isEqualTo(Kind.CANCELLED);
			assertThat(server.requests).hasValue(0);
		}
	}

	@Test
	void theTokenIsNotLoggedWhateverTheLevels() throws IOException {
		ListAppender<ILoggingEvent> events = new ListAppender<>();
		events.start();
		Logger logger = logger("org.apache.hc.client5.http");
		logger.addAppender(events);
		logger.setLevel(Level.TRACE);
		logger("org.apache.hc.client5.http.headers").setLevel(Level.TRACE);
		logger("org.apache.hc.client5.http.wire").setLevel(Level.TRACE);
		try (RawServer server = RawServer.answering(HEAD, BODY)) {
			assertThat(iid(new TestClient(server.url()).create())).isOne();
		}
		finally {
			logger.detachAppender(events);
			logger.setLevel(null);
			logger("org.apache.hc.client5.http.headers").setLevel(null);
			logger("org.apache.hc.client5.http.wire").setLevel(null);
		}
		assertThat(events.list).extracting(ILoggingEvent::getFormattedMessage)
			.isNotEmpty()
			.noneMatch((message) -> message.contains(TestClient.TOKEN));
	}

	private static Logger logger(String name) {
		return (Logger) LoggerFactory.getLogger(name);
	}

	private static void drip(OutputStream out) throws IOException {
		out.write("HTTP/1.1 200 OK\r\nX-Long: ".getBytes(StandardCharsets.US_ASCII));
		for (int sent = 0; sent < 1_000; sent++) {
			out.write('x');
			out.flush();
			await().pollDelay(Duration.ofMillis(20)).until(() -> true);
		}
	}

	private static long iid(GitLabClient client) {
		return client.entity(7, EntityRef.issue(1)).id("iid");
	}

	private static GitLabException failure(GitLabClient client) {
		return catchThrowableOfType(GitLabException.class, () -> iid(client));
	}

}
