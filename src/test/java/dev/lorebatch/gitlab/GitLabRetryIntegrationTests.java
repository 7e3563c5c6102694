package dev.lorebatch.gitlab;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.gitlab.GitLabException.Kind;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Integration tests for the retry policy: what is repeated, how often, after which wait.
 */
class GitLabRetryIntegrationTests {

	@RegisterExtension
	static final WireMockExtension server = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	private final TestClient test = new TestClient(server.baseUrl());

	static Stream<Arguments> transientStatuses() {
		return Stream.of(Arguments.of(408, Kind.SERVER), Arguments.of(409, Kind.SERVER),
				Arguments.of(429, Kind.RATE_LIMITED), Arguments.of(500, Kind.SERVER), Arguments.of(502, Kind.SERVER),
				Arguments.of(503, Kind.SERVER), Arguments.of(504, Kind.SERVER));
	}

	@ParameterizedTest
	@MethodSource("transientStatuses")
	void repeatsTransientStatusesWithinTheBudget(int status, Kind kind) {
		// given
		answer(aResponse().withStatus(status).withBody("<html>no</html>"));

		// when
		GitLabException failure = failure();

		// then
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure.status()).isEqualTo(status);
		assertThat(failure.attempts()).isEqualTo(4);
		assertThat(failure.exitCode()).isEqualTo((status == 429) ? ExitCode.RATE_LIMITED : ExitCode.NETWORK);
		assertThat(requests()).isEqualTo(4);
		assertThat(this.test.retries).extracting(TestClient.Retried::cause).containsOnly("HTTP " + status).hasSize(3);
		assertThat(this.test.sent).hasValue(4);
	}

	@ParameterizedTest
	@MethodSource("transientStatuses")
	void succeedsWhenTheTroubleEnds(int status, Kind kind) {
		// given
		answerOnce(aResponse().withStatus(status));

		// when
		long iid = this.test.create().entity(7, EntityRef.issue(1)).id("iid");

		// then
		assertThat(iid).isOne();
		assertThat(requests()).isEqualTo(2);
		assertThat(this.test.retries).singleElement()
			.isEqualTo(new TestClient.Retried("GET /projects/7/issues/1", 1, "HTTP " + status, this.test.waits.get(0)));
	}

	@ParameterizedTest
	@CsvSource({ "400, REFUSED, NOT_FOUND", "401, AUTHENTICATION, AUTHENTICATION_FAILED",
			"403, FORBIDDEN, AUTHENTICATION_FAILED", "404, NOT_FOUND, NOT_FOUND", "405, REFUSED, NOT_FOUND",
			"410, NOT_FOUND, NOT_FOUND", "414, REFUSED, NOT_FOUND", "422, REFUSED, NOT_FOUND" })
	void doesNotRepeatWhatStaysWrong(int status, Kind kind, ExitCode exitCode) {
		// given
		answer(aResponse().withStatus(status).withBody("{\"message\": \"%d no\"}".formatted(status)));

		// when
		GitLabException failure = failure();

		// then
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure.exitCode()).isEqualTo(exitCode);
		assertThat(failure.status()).isEqualTo(status);
		assertThat(failure.attempts()).isOne();
		assertThat(failure).hasMessageContaining("HTTP %1$d, %1$d no".formatted(status));
		assertThat(requests()).as("a 401 is tried with the other header").isEqualTo((status == 401) ? 2 : 1);
		assertThat(this.test.waits).isEmpty();
		assertThat(this.test.retries).isEmpty();
	}

	@Test
	void doesNotRepeatNotFoundEvenIfItNamesAWait() {
		answer(aResponse().withStatus(404).withHeader("Retry-After", "30"));
		assertThat(failure().kind()).isEqualTo(Kind.NOT_FOUND);
		assertThat(requests()).isOne();
		assertThat(this.test.waits).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 6 })
	void sendsAsOftenAsConfigured(int maxAttempts) {
		answer(aResponse().withStatus(502));
		this.test.maxAttempts(maxAttempts);
		assertThat(failure().attempts()).isEqualTo(maxAttempts);
		assertThat(requests()).isEqualTo(maxAttempts);
	}

	@Test
	void repeatsHtmlOnceOnly() {
		// given
		answer(aResponse().withHeader("Content-Type", "text/html").withBody("\n<!DOCTYPE html><title>Sign in</title>"));

		// when
		GitLabException failure = failure();

		// then
		assertThat(failure.kind()).isEqualTo(Kind.NOT_GITLAB);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK);
		assertThat(failure).hasMessageContaining("not a GitLab API answer").hasMessageNotContaining("Sign in");
		assertThat(failure.attempts()).isEqualTo(2);
		assertThat(requests()).isEqualTo(2);
		assertThat(this.test.retries).extracting(TestClient.Retried::cause).containsExactly("not a GitLab API answer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "{", "{\"iid\": 1", "no json", "{\"iid\": 1} trailing", "[", "[1]", "\"text\"" })
	void repeatsAnswersThatAreNoJsonObject(String body) {
		answer(aResponse().withBody(body));
		GitLabException failure = failure();
		assertThat(failure.kind()).isEqualTo(Kind.INVALID_JSON);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK);
		assertThat(failure.attempts()).isEqualTo(4);
		assertThat(requests()).isEqualTo(4);
		assertThat(this.test.retries).extracting(TestClient.Retried::cause).containsOnly("invalid JSON");
	}

	@Test
	void repeatsAnObjectWhereAListIsExpected() {
		answer(okJson("{\"message\": \"hello\"}"));
		GitLabException failure = catchThrowableOfType(GitLabException.class,
				() -> this.test.create().children(7, EntityRef.issue(1), "discussions"));
		assertThat(failure.kind()).isEqualTo(Kind.INVALID_JSON);
		assertThat(failure).hasMessageContaining("not a list");
		assertThat(failure.attempts()).isEqualTo(4);
	}

	@Test
	void doesNotMindAWrongContentType() {
		answer(aResponse().withHeader("Content-Type", "text/html").withBody("{\"iid\": 1}"));
		assertThat(this.test.create().entity(7, EntityRef.issue(1)).id("iid")).isOne();
		assertThat(requests()).isOne();
	}

	@Test
	void waitsExponentiallyWithFullJitter() {
		answer(aResponse().withStatus(500));
		this.test.maxAttempts(9).longestWaits();
		failure();
		assertThat(this.test.waits).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 20_000L, 20_000L);
		assertThat(this.test.retries).extracting(TestClient.Retried::waitMillis)
			.containsExactlyElementsOf(this.test.waits);
	}

	@Test
	void jitterStaysWithinItsBoundsAndDiffers() {
		answer(aResponse().withStatus(500));
		this.test.maxAttempts(40).initialWait(Duration.ofMillis(1_000)).maxWait(Duration.ofMillis(1_000));
		failure();
		assertThat(this.test.waits).hasSize(39).allSatisfy((wait) -> assertThat(wait).isBetween(0L, 1_000L));
		assertThat(Stream.of(this.test.waits.toArray()).distinct().count()).isGreaterThan(20);
	}

	@Test
	void waitsAsManySecondsAsAskedPlusJitter() {
		answer(aResponse().withStatus(429).withHeader("Retry-After", "30").withBody("Retry later\n"));
		GitLabException failure = failure();
		assertThat(this.test.waits).hasSize(3).allSatisfy((wait) -> assertThat(wait).isBetween(30_000L, 30_999L));
		assertThat(this.test.waits).doesNotHaveDuplicates();
		assertThat(failure.exitCode()).isEqualTo(ExitCode.RATE_LIMITED);
	}

	@Test
	void waitsUntilTheHttpDateAsked() {
		String date = DateTimeFormatter.RFC_1123_DATE_TIME
			.format(TestClient.NOW.plusSeconds(45).atOffset(ZoneOffset.UTC));
		answerOnce(aResponse().withStatus(503).withHeader("Retry-After", date));
		this.test.create().entity(7, EntityRef.issue(1));
		assertThat(this.test.waits).singleElement(InstanceOfAssertFactories.LONG).isBetween(45_000L, 45_999L);
	}

	@ParameterizedTest
	@ValueSource(longs = { 3, -3 })
	void aDateCountsFromTheTimeOfTheServerWhateverTheLocalClockSays(long hours) {
		Instant server = TestClient.NOW.plus(Duration.ofHours(hours));
		answerOnce(aResponse().withStatus(503)
			.withHeader("Date", httpDate(server))
			.withHeader("Retry-After", httpDate(server.plusSeconds(45))));
		this.test.create().entity(7, EntityRef.issue(1));
		assertThat(this.test.waits).singleElement(InstanceOfAssertFactories.LONG).isBetween(45_000L, 45_999L);
	}

	@ParameterizedTest
	@ValueSource(longs = { 3, -3 })
	void aQuotaOpensAgainByTheTimeOfTheServerWhateverTheLocalClockSays(long hours) {
		Instant server = TestClient.NOW.plus(Duration.ofHours(hours));
		answer(okJson("{\"iid\": 1}").withHeader("Date", httpDate(server))
			.withHeader("RateLimit-Remaining", "0")
			.withHeader("RateLimit-Reset", String.valueOf(server.plusSeconds(30).getEpochSecond())));
		GitLabClient client = this.test.create();
		client.entity(7, EntityRef.issue(1));
		client.entity(7, EntityRef.issue(1));
		assertThat(this.test.waits).containsExactly(30_000L);
	}

	@Test
	void aQuotaOpensAgainThoughTheLocalClockIsSetBackMeanwhile() {
		answerOnce(okJson("{\"iid\": 1}").withHeader("Date", httpDate(TestClient.NOW))
			.withHeader("RateLimit-Remaining", "0")
			.withHeader("RateLimit-Reset", String.valueOf(TestClient.NOW.plusSeconds(30).getEpochSecond())));
		GitLabClient client = this.test.create();
		client.entity(7, EntityRef.issue(1));
		this.test.clock.step(Duration.ofHours(-3));
		client.entity(7, EntityRef.issue(1));
		assertThat(this.test.waits).containsExactly(30_000L);
	}

	@Test
	void aDateInThePastMeansNow() {
		answerOnce(aResponse().withStatus(503).withHeader("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"));
		this.test.create().entity(7, EntityRef.issue(1));
		assertThat(this.test.waits).singleElement(InstanceOfAssertFactories.LONG).isBetween(0L, 999L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "121", "86400", "999999999", "99999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT" })
	void capsAbsurdWishes(String wish) {
		answerOnce(aResponse().withStatus(429).withHeader("Retry-After", wish));
		this.test.create().entity(7, EntityRef.issue(1));
		assertThat(this.test.waits).singleElement(InstanceOfAssertFactories.LONG).isBetween(120_000L, 120_999L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-5", "1.5", "soon", "0x10", "Wed, 99 Oct 2015 07:28:00 GMT", "+3" })
	void wishesNobodyUnderstandsMeanAnOrdinaryWait(String wish) {
		answerOnce(aResponse().withStatus(429).withHeader("Retry-After", wish));
		this.test.create().entity(7, EntityRef.issue(1));
		assertThat(this.test.waits).singleElement(InstanceOfAssertFactories.LONG).isBetween(0L, 500L);
	}

	@Test
	void zeroSecondsMeanJitterOnly() {
		answerOnce(aResponse().withStatus(429).withHeader("Retry-After", "0"));
		this.test.longestWaits().create().entity(7, EntityRef.issue(1));
		assertThat(this.test.waits).containsExactly(999L);
	}

	@Test
	void applicationLimitsWithoutAHeaderWaitAsUsual() {
		answerOnce(aResponse().withStatus(429).withBody("""
				{"message":{"error":"This endpoint has been requested too many times. Try again later."}}"""));
		this.test.create().entity(7, EntityRef.issue(1));
		assertThat(this.test.waits).singleElement(InstanceOfAssertFactories.LONG).isBetween(0L, 500L);
	}

	@Test
	void everyPageHasItsOwnBudget() {
		// given
		server.stubFor(get(anyUrl()).inScenario("pages")
			.willReturn(aResponse().withStatus(500))
			.willSetStateTo("first works"));
		server.stubFor(get(anyUrl()).inScenario("pages")
			.whenScenarioStateIs("first works")
			.willReturn(okJson("[{\"id\":1}]").withHeader("X-Next-Page", "2"))
			.willSetStateTo("second fails"));
		server.stubFor(get(anyUrl()).inScenario("pages")
			.whenScenarioStateIs("second fails")
			.willReturn(aResponse().withStatus(500))
			.willSetStateTo("second works"));
		server.stubFor(get(anyUrl()).inScenario("pages")
			.whenScenarioStateIs("second works")
			.willReturn(okJson("[{\"id\":2}]").withHeader("X-Next-Page", "")));

		// when
		Listing listing = this.test.maxAttempts(2).create().children(7, EntityRef.issue(1), "discussions");

		// then
		assertThat(listing.items()).hasSize(2);
		assertThat(this.test.retries).extracting(TestClient.Retried::attempt).containsExactly(1, 1);
	}

	private GitLabException failure() {
		return catchThrowableOfType(GitLabException.class, () -> this.test.create().entity(7, EntityRef.issue(1)));
	}

	private static void answer(ResponseDefinitionBuilder response) {
		server.stubFor(get(anyUrl()).willReturn(response));
	}

	private static void answerOnce(ResponseDefinitionBuilder response) {
		server.stubFor(get(anyUrl()).inScenario("once")
			.whenScenarioStateIs("Started")
			.willReturn(response)
			.willSetStateTo("over"));
		server.stubFor(get(anyUrl()).inScenario("once").whenScenarioStateIs("over").willReturn(okJson("{\"iid\": 1}")));
	}

	private static String httpDate(Instant time) {
		return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
	}

	private static int requests() {
		return server.findAll(getRequestedFor(anyUrl())).size();
	}

}
