package dev.lorebatch.gitlab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.gitlab.GitLabException.Kind;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Integration tests for connections and bodies that break.
 */
class GitLabBrokenAnswerIntegrationTests {

	private static final String ISSUE = "{\"id\":9007199254740993,\"iid\":1,\"title\":\"" + "x".repeat(5_000) + "\"}";

	@RegisterExtension
	static final WireMockExtension server = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	@ParameterizedTest
	@EnumSource(Fault.class)
	void repeatsBrokenConnections(Fault fault) {
		// given
		server.stubFor(get(anyUrl()).willReturn(aResponse().withFault(fault)));
		TestClient test = new TestClient(server.baseUrl());

		// when
		GitLabException failure = failure(test);

		// then
		assertThat(failure.kind()).isEqualTo(Kind.TRUNCATED);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK);
		assertThat(failure.status()).isNull();
		assertThat(failure.attempts()).isEqualTo(4);
		assertThat(server.findAll(getRequestedFor(anyUrl()))).as("the JDK repeats nothing by itself").hasSize(4);
		assertThat(test.retries).hasSize(3).extracting(TestClient.Retried::cause).containsOnly("truncated answer");
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void oneBrokenConnectionDoesNoHarm(Fault fault) {
		server.stubFor(get(anyUrl()).inScenario("once")
			.whenScenarioStateIs("Started")
			.willReturn(aResponse().withFault(fault))
			.willSetStateTo("over"));
		server.stubFor(get(anyUrl()).inScenario("once").whenScenarioStateIs("over").willReturn(okJson(ISSUE)));
		TestClient test = new TestClient(server.baseUrl());
		assertThat(test.create().entity(7, EntityRef.issue(1)).id("iid")).isOne();
		assertThat(test.retries).hasSizeLessThanOrEqualTo(1);
	}

	@Test
	void repeatsRefusedConnections() throws IOException {
		TestClient test;
		try (ServerSocket closing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			test = new TestClient("http://127.0.0.1:" + closing.getLocalPort());
		}
		GitLabException failure = failure(test);
		assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK);
		assertThat(failure).hasMessageContaining("cannot connect to 127.0.0.1");
		assertThat(failure.attempts()).isEqualTo(4);
		assertThat(test.retries).extracting(TestClient.Retried::cause).containsOnly("connection failed").hasSize(3);
	}

	@Test
	void unknownHostsAreConnectionFailures() {
		GitLabException failure = failure(new TestClient("http://no-such-host.invalid").maxAttempts(1));
		assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
		assertThat(failure).hasMessageContaining("no-such-host.invalid");
	}

	@Test
	void serversThatDoNotSpeakTlsAreConnectionFailures() {
		GitLabException failure = failure(new TestClient(server.baseUrl().replace("http:", "https:")).maxAttempts(2));
		assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
		assertThat(failure).hasMessageContaining("no secure connection");
		assertThat(failure.suggestion()).contains("does not speak TLS", "lore.gitlab.url");
		assertThat(failure.getMessage().lines()).hasSize(1);
		assertThat(failure.attempts()).isEqualTo(2);
	}

	@Test
	void aBodyShorterThanItsLengthIsNotParsed() throws IOException {
		// given half of the bytes that were announced, and those alone are valid JSON
		byte[] body = "{\"iid\": 1}".getBytes(StandardCharsets.UTF_8);
		try (RawServer raw = RawServer.answering("HTTP/1.1 200 OK\nContent-Length: 20", body)) {
			// when
			GitLabException failure = failure(new TestClient(raw.url()));

			// then
			assertThat(failure.kind()).isEqualTo(Kind.TRUNCATED);
			assertThat(failure.attempts()).isEqualTo(4);
			assertThat(raw.requests).hasValue(4);
		}
	}

	@Test
	void aBodyThatEndsWithTheConnectionMustBeCompleteJson() throws IOException {
		byte[] body = ISSUE.substring(0, 200).getBytes(StandardCharsets.UTF_8);
		try (RawServer raw = RawServer.answering("HTTP/1.1 200 OK\nConnection: close", body)) {
			GitLabException failure = failure(new TestClient(raw.url()));
			assertThat(failure.kind()).isEqualTo(Kind.INVALID_JSON);
			assertThat(failure.attempts()).isEqualTo(4);
		}
	}

	@Test
	void anAnswerThatIsNotHttpIsRepeated() throws IOException {
		try (RawServer raw = RawServer.answering("SSH-2.0-OpenSSH_9.6", new byte[0])) {
			GitLabException failure = failure(new TestClient(raw.url()));
			assertThat(failure.kind()).isEqualTo(Kind.TRUNCATED);
			assertThat(failure.attempts()).isEqualTo(4);
		}
	}

	@ParameterizedTest
	@CsvSource({ "0", "1", "5", "10", "40", "-1", "-8" })
	void truncatedGzipIsRepeated(int length) throws IOException {
		byte[] whole = gzip(ISSUE);
		byte[] part = Arrays.copyOf(whole, (length < 0) ? whole.length + length : length);
		try (RawServer raw = RawServer
			.answering("HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: " + part.length, part)) {
			GitLabException failure = failure(new TestClient(raw.url()));
			assertThat(failure.kind()).isEqualTo(Kind.TRUNCATED);
			assertThat(failure.attempts()).isEqualTo(4);
		}
	}

	@Test
	void whatIsNotGzipAlthoughItSaysSoIsRepeated() throws IOException {
		byte[] body = ISSUE.getBytes(StandardCharsets.UTF_8);
		try (RawServer raw = RawServer
			.answering("HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: " + body.length, body)) {
			assertThat(failure(new TestClient(raw.url())).kind()).isEqualTo(Kind.TRUNCATED);
		}
	}

	@Test
	void asksForGzipAndUnderstandsIt() {
		server.stubFor(get(anyUrl()).withHeader("Accept-Encoding", equalTo("gzip")).willReturn(okJson(ISSUE)));
		Payload issue = new TestClient(server.baseUrl()).create().entity(7, EntityRef.issue(1));
		assertThat(issue.id("id")).isEqualTo(9_007_199_254_740_993L);
		assertThat(issue.text("title")).hasSize(5_000);
	}

	@Test
	void understandsGzipWhateverTheCaseOfTheHeader() throws IOException {
		byte[] body = gzip(ISSUE);
		try (RawServer raw = RawServer
			.answering("HTTP/1.1 200 OK\ncontent-encoding: GZIP\ncontent-length: " + body.length, body)) {
			assertThat(new TestClient(raw.url()).create().entity(7, EntityRef.issue(1)).id("iid")).isOne();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "x-gzip", "gzip, identity", "deflate" })
	void understandsWhatProxiesMakeOfTheEncoding(String encoding) throws IOException {
		byte[] body = encoding.equals("deflate") ? deflate(ISSUE) : gzip(ISSUE);
		try (RawServer raw = RawServer
			.answering("HTTP/1.1 200 OK\nContent-Encoding: " + encoding + "\nContent-Length: " + body.length, body)) {
			assertThat(new TestClient(raw.url()).create().entity(7, EntityRef.issue(1)).id("iid")).isOne();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "br", "zstd", "gzip, br" })
	void anEncodingThatNobodyAskedForIsNamedAndNotRepeated(String encoding) throws IOException {
		byte[] body = gzip(ISSUE);
		try (RawServer raw = RawServer
			.answering("HTTP/1.1 200 OK\nContent-Encoding: " + encoding + "\nContent-Length: " + body.length, body)) {
			GitLabException failure = failure(new TestClient(raw.url()));
			assertThat(failure.kind()).isEqualTo(Kind.ENCODED);
			assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK);
			assertThat(failure.retryable()).isFalse();
			assertThat(failure).hasMessageContaining("in a way that was not asked for (")
				.hasMessageContaining(encoding.replace("gzip, ", ""));
			assertThat(failure.suggestion()).contains("Accept-Encoding");
			assertThat(raw.requests).hasValue(1);
		}
	}

	@Test
	void gzippedErrorsAreUnderstoodToo() throws IOException {
		byte[] body = gzip("{\"message\":\"404 Project Not Found\"}");
		try (RawServer raw = RawServer
			.answering("HTTP/1.1 404 Not Found\nContent-Encoding: gzip\nContent-Length: " + body.length, body)) {
			GitLabException failure = failure(new TestClient(raw.url()));
			assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
			assertThat(failure).hasMessageContaining("404 Project Not Found");
		}
	}

	@ParameterizedTest
	@CsvSource({ "401, AUTHENTICATION", "404, NOT_FOUND" })
	void aBrokenBodyDoesNotHideAFinalStatus(int status, Kind kind) throws IOException {
		try (RawServer raw = RawServer.answering(
				"HTTP/1.1 " + status + " No\nContent-Encoding: gzip\nContent-Length: 3", new byte[] { 1, 2, 3 })) {
			GitLabException failure = failure(new TestClient(raw.url()));
			assertThat(failure.kind()).isEqualTo(kind);
			assertThat(raw.requests).as("a 401 is tried with the other header").hasValue((status == 401) ? 2 : 1);
		}
	}

	@Test
	void refusesBodiesAboveTheBoundAtOnce() {
		server.stubFor(get(anyUrl()).willReturn(okJson(ISSUE)));
		GitLabException failure = failure(
				new TestClient(server.baseUrl()).maxResponseSize(DataSize.ofBytes(ISSUE.length() - 1)));
		assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
		assertThat(failure).hasMessageContaining("larger than");
		assertThat(failure.attempts()).isOne();
		assertThat(server.findAll(getRequestedFor(anyUrl()))).hasSize(1);
	}

	@Test
	void acceptsABodyThatJustFits() {
		server.stubFor(get(anyUrl()).willReturn(okJson(ISSUE)));
		TestClient test = new TestClient(server.baseUrl()).maxResponseSize(DataSize.ofBytes(ISSUE.length()));
		assertThat(test.create().entity(7, EntityRef.issue(1)).id("iid")).isOne();
	}

	@Test
	void theBoundIsThatOfTheDecompressedBody() throws IOException {
		byte[] body = gzip("[\"" + " ".repeat(2_000_000) + "\"]");
		assertThat(body).hasSizeLessThan(100_000);
		try (RawServer raw = RawServer
			.answering("HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: " + body.length, body)) {
			GitLabException failure = failure(new TestClient(raw.url()).maxResponseSize(DataSize.ofKilobytes(100)));
			assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
		}
	}

	@Test
	void anEndlessBodyIsCutAtTheBound() throws IOException {
		byte[] block = " ".repeat(8_192).getBytes(StandardCharsets.US_ASCII);
		try (RawServer raw = new RawServer((out, self) -> {
			out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			while (true) {
				out.write(block);
			}
		})) {
			assertThat(failure(new TestClient(raw.url())).kind()).isEqualTo(Kind.TOO_LARGE);
		}
	}

	private static GitLabException failure(TestClient test) {
		return catchThrowableOfType(GitLabException.class, () -> test.create().entity(7, EntityRef.issue(1)));
	}

	private static byte[] deflate(String text) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
			deflater.write(text.getBytes(StandardCharsets.UTF_8));
		}
		return bytes.toByteArray();
	}

	private static byte[] gzip(String text) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(text.getBytes(StandardCharsets.UTF_8));
		}
		return bytes.toByteArray();
	}

}
