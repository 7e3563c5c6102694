package dev.lorebatch.ollama;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.support.TestAuthority;
import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.EmbeddingException.Kind;
import dev.lorebatch.vector.EmbeddingProperties;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Integration tests for an Ollama behind a login.
 */
class OllamaLoginIntegrationTests {

	private static final String HEADER = "Authorization: Bearer s3cret-0123456789";

	private static final String VECTORS = "{\"embeddings\":[[1,2]]}";

	@RegisterExtension
	static final WireMockExtension server = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource({ "401, WWW-Authenticate, 'Basic realm=\"ollama\"', 'a login', 'asks for Basic'",
			"401, X-Other, '', 'a login', 'HTTP 401)'", "403, X-Other, '', 'a login', 'HTTP 403)'",
			"407, Proxy-Authenticate, 'NTLM', 'a proxy', 'asks for NTLM'",
			"401, WWW-Authenticate, '<b>', 'a login', 'HTTP 401)'" })
	void aLoginIsNamedAndNotAskedAgain(int status, String header, String value, String who, String how) {
		// given
		answer(aResponse().withStatus(status).withHeader(header, value).withBody("<html>Sign in</html>"));

		// when
		EmbeddingException failure = failure(null, null);

		// then
		assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
		assertThat(failure.kind().concernsAllTexts()).isTrue();
		assertThat(failure.exitCode()).isEqualTo(ExitCode.AUTHENTICATION_FAILED);
		assertThat(failure.retryable()).isFalse();
		assertThat(failure).hasMessageContaining(who).hasMessageContaining(how).hasMessageContaining(server.baseUrl());
		assertThat(failure.suggestion()).contains("lore.embedding.header-file");
		assertThat(requests()).isOne();
	}

	@Test
	void aPageInPlaceOfVectorsIsALogin() {
		answer(aResponse().withHeader("Content-Type", "text/html").withBody("\r\n <!DOCTYPE html><title>SSO</title>"));
		EmbeddingException failure = failure(null, null);
		assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
		assertThat(failure).hasMessageContaining("web page");
		assertThat(requests()).isOne();
	}

	@Test
	void aRedirectIsNotFollowedAndItsTargetShown() {
		answer(aResponse().withStatus(302).withHeader("Location", "https://sso.example.com/login?state=s3cret"));
		EmbeddingException failure = failure(HEADER, null);
		assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
		assertThat(failure).hasMessageContaining("redirects to 'https://sso.example.com/login'");
		assertThat(failure.suggestion()).contains("lore.embedding.url");
		assertThat(requests()).isOne();
	}

	@Test
	void theHeaderLetsTheProgramIn() throws IOException {
		// given
		answer(aResponse().withStatus(401));
		server.stubFor(any(anyUrl()).withHeader("Authorization", equalTo("Bearer s3cret-0123456789"))
			.willReturn(okJson(VECTORS)));
		Path file = Files.writeString(this.folder.resolve("header"), HEADER + "\r\n");

		// then
		assertThat(embed(properties(HEADER, null))).hasSize(1);
		assertThat(embed(properties("X-Other: 1", file.toString()))).as("the file wins").hasSize(1);
		assertThat(OllamaEmbeddingProvider.create(properties(HEADER, null)).digest()).isNull();
		assertThat(server
			.findAll(anyRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer s3cret-0123456789"))))
			.hasSize(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Api-Key: s3cret-0123456789", "Authorization: Basic czNjcmV0OnMzY3JldA==",
			"CF-Access-Client-Secret:s3cret-0123456789", "X-Two: s3cret words-s3cret" })
	void anyHeaderCanBeALogin(String header) {
		String[] parts = header.split(":", 2);
		answer(aResponse().withStatus(401));
		server.stubFor(any(anyUrl()).withHeader(parts[0], equalTo(parts[1].strip())).willReturn(okJson(VECTORS)));
		assertThat(embed(properties(header, null))).hasSize(1);
	}

	@Test
	void aHeaderThatIsNotAcceptedIsNamedWithoutItsValue() {
		answer(aResponse().withStatus(403));
		EmbeddingException failure = failure(HEADER, null);
		assertThat(failure.suggestion()).contains("Authorization", "was sent");
		assertThat(failure.getMessage() + failure.suggestion()).doesNotContain("s3cret", "Bearer s");
	}

	@Test
	void whatTheServerRepeatsOfTheHeaderIsMasked() {
		answer(aResponse().withStatus(500)
			.withBody("{\"error\":\"upstream got Bearer s3cret-0123456789 (s3cret-0123456789)\"}"));
		EmbeddingException failure = failure(HEADER, null);
		assertThat(failure).hasMessageContaining("[masked]").hasMessageNotContaining("s3cret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "s3cret-0123456789", "Authorization", "Authorization:", "Author ization: s3cret",
			"Authorization: s3cret\u0000", "Authorization: s3cr\u00e9t", ": s3cret", "Host: s3cret.example.com",
			"content-length: 0", "A: s3cret\r\nB: c" })
	void whatIsNoHeaderOfALoginIsRefusedAndNotRepeated(String header) {
		LoreException failure = catchThrowableOfType(LoreException.class, () -> embed(properties(header, null)));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID);
		assertThat(failure.getMessage() + failure.suggestion()).contains("lore.embedding.header")
			.doesNotContain("s3cr");
	}

	@Test
	void aFileThatIsNotThereIsNotTakenForNoLogin() {
		LoreException failure = catchThrowableOfType(LoreException.class,
				() -> embed(properties(null, this.folder.resolve("absent").toString())));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID);
		assertThat(failure).hasMessageContaining("the header file").hasMessageContaining("does not exist");
	}

	@Test
	void theSettingsDoNotShowTheHeader() {
		assertThat(properties(HEADER, null).toString()).doesNotContain("s3cret");
	}

	@Test
	void anAuthorityOfTheFileIsTrusted() throws Exception {
		TestAuthority authority = new TestAuthority(this.folder.resolve("authority"), "Private Authority");
		HttpsServer secure = authority.serve("ip:127.0.0.1", 0, (exchange) -> {
			try (exchange) {
				byte[] body = VECTORS.getBytes(StandardCharsets.US_ASCII);
				exchange.sendResponseHeaders(200, body.length);
				exchange.getResponseBody().write(body);
			}
		});
		URI url = URI.create("https://127.0.0.1:" + secure.getAddress().getPort());
		EmbeddingException failure = catchThrowableOfType(EmbeddingException.class,
				() -> embed(properties(url, null, null, null)));
		assertThat(failure.kind()).isEqualTo(Kind.UNTRUSTED);
		assertThat(failure.retryable()).isFalse();
		assertThat(failure).hasMessageContaining("PKIX path building failed");
		assertThat(failure.suggestion()).contains("lore.embedding.ca-file");
		assertThat(embed(properties(url, null, null, authority.certificate().toString()))).hasSize(1);
		secure.stop(0);
	}

	private static void answer(ResponseDefinitionBuilder answer) {
		server.stubFor(any(anyUrl()).atPriority(10).willReturn(answer));
	}

	private static int requests() {
		return server.findAll(anyRequestedFor(anyUrl())).size();
	}

	private static List<float[]> embed(EmbeddingProperties properties) {
		return OllamaEmbeddingProvider.create(properties).embed(List.of("one"));
	}

	private static EmbeddingException failure(String header, String headerFile) {
		return catchThrowableOfType(EmbeddingException.class, () -> embed(properties(header, headerFile)));
	}

	private static EmbeddingProperties properties(String header, String headerFile) {
		return properties(URI.create(server.baseUrl()), header, headerFile, null);
	}

	private static EmbeddingProperties properties(URI url, String header, String headerFile, String caFile) {
		return new EmbeddingProperties("ollama", url, "test-embed", header, headerFile, caFile, 8,
				Duration.ofSeconds(30), 2_000, 200,
				new EmbeddingProperties.Retry(3, Duration.ofMillis(1), Duration.ofMillis(2)));
	}

}
