package dev.lorebatch.gitlab;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GitLabClients}.
 */
class GitLabClientsTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "gitlab.com", "gitlab.com/group", "ftp://gitlab.com", "file:///srv", "http:///nohost",
			"https:gitlab.com", "mailto:a@b", "http://under_score.example:80", "https://gitlab.com?private_token=x",
			"https://gitlab.com/#fragment", "http://localhost:99999" })
	void refusesWhatIsNoServer(String url) {
		assertThatInvalid(new TestClient(url), "lore.gitlab.url");
	}

	@Test
	void refusesCredentialsInTheUrlWithoutRepeatingThem() {
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> new TestClient("https://root:s3cret@gitlab.com").create())
			.withMessageContaining("lore.gitlab.url")
			.withMessageNotContaining("s3cret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost", "https://gitlab.com", "https://gitlab.com/", "HTTPS://GitLab.com",
			"http://[::1]:8080", "https://example.com/gitlab" })
	void acceptsServers(String url) {
		assertThat(new TestClient(url).create()).isNotNull();
	}

	static Stream<Arguments> invalidSettings() {
		return Stream.of(setting("lore.gitlab.concurrency", (test) -> test.concurrency(0)),
				setting("lore.gitlab.concurrency", (test) -> test.concurrency(-1)),
				setting("lore.gitlab.concurrency", (test) -> test.concurrency(65)),
				setting("lore.gitlab.retry.max-attempts", (test) -> test.maxAttempts(0)),
				setting("lore.gitlab.connect-timeout", (test) -> test.connectTimeout(Duration.ZERO)),
				setting("lore.gitlab.read-timeout", (test) -> test.readTimeout(Duration.ofSeconds(-1))),
				setting("lore.gitlab.request-timeout", (test) -> test.requestTimeout(Duration.ZERO)),
				setting("lore.gitlab.max-response-size", (test) -> test.maxResponseSize(DataSize.ofBytes(0))),
				setting("lore.gitlab.retry.initial-wait", (test) -> test.initialWait(Duration.ofMillis(-1))),
				setting("lore.gitlab.retry.max-wait", (test) -> test.maxWait(Duration.ofMillis(-1))),
				setting("lore.gitlab.retry.max-retry-after", (test) -> test.maxRetryAfter(Duration.ofMillis(-1))));
	}

	@ParameterizedTest
	@MethodSource("invalidSettings")
	void refusesSettingsThatCannotWork(String name, UnaryOperator<TestClient> setting) {
		assertThatInvalid(setting.apply(new TestClient("http://localhost")), name);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 64 })
	void acceptsTheLimitsOfConcurrency(int concurrency) {
		assertThat(new TestClient("http://localhost").concurrency(concurrency).create()).isNotNull();
	}

	@Test
	void aMissingTokenHasItsOwnExitCode() {
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> new TestClient("http://localhost").token(null).create())
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.TOKEN_NOT_SET));
	}

	private static Arguments setting(String name, UnaryOperator<TestClient> setting) {
		return Arguments.of(name, setting);
	}

	private static void assertThatInvalid(TestClient test, String name) {
		assertThatExceptionOfType(LoreException.class).isThrownBy(test::create)
			.withMessageContaining(name)
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID));
	}

}
