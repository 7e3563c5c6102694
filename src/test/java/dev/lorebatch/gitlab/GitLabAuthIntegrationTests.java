package dev.lorebatch.gitlab;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.gitlab.GitLabProperties.Auth;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Integration tests for the headers that a token is sent in.
 */
class GitLabAuthIntegrationTests {

	private static final String OAUTH = "0123456789abcdef".repeat(4);

	private static final String JOB = "glcbt-64_SeCrEt0123456789";

	@RegisterExtension
	static final WireMockExtension server = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	@BeforeEach
	void refuse() {
		server.stubFor(get(anyUrl()).atPriority(10)
			.willReturn(aResponse().withStatus(401).withBody("{\"message\":\"401 Unauthorized\"}")));
	}

	@ParameterizedTest
	@CsvSource({ TestClient.TOKEN + ", PRIVATE-TOKEN, ''", "a1B2c3D4e5F6, PRIVATE-TOKEN, ''", JOB + ", JOB-TOKEN, ''",
			"acme-" + JOB + ", JOB-TOKEN, ''" })
	void theTokenDecidesAboutTheHeader(String token, String header, String scheme) {
		accept(header, scheme + token);
		assertThat(iid(new TestClient(server.baseUrl()).token(token).create())).isOne();
		assertThat(requests()).hasSize(1);
	}

	@Test
	void anAccessTokenOfOAuthIsABearer() {
		accept("Authorization", "Bearer " + OAUTH);
		assertThat(iid(new TestClient(server.baseUrl()).token(OAUTH).create())).isOne();
		assertThat(requests()).hasSize(1);
	}

	@Test
	void aTokenThatIsNotAcceptedInOneHeaderIsSentInTheOtherFromThenOn() {
		// given a proxy that lets only one of the headers through
		accept("Authorization", "Bearer " + TestClient.TOKEN);
		TestClient test = new TestClient(server.baseUrl());
		GitLabClient client = test.create();

		// when
		assertThat(iid(client)).isOne();
		assertThat(iid(client)).isOne();
		assertThat(iid(client)).isOne();

		// then
		assertThat(requests()).hasSize(4);
		assertThat(requests()).filteredOn((request) -> request.containsHeader("PRIVATE-TOKEN")).hasSize(1);
		assertThat(test.sent).hasValue(4);
		assertThat(test.waits).isEmpty();
	}

	@Test
	void aTokenThatNoHeaderHelpsIsTriedInTheOtherOnce() {
		GitLabClient client = new TestClient(server.baseUrl()).create();
		GitLabException failure = failure(client);
		assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
		assertThat(failure).hasMessage("GitLab did not accept the token (HTTP 401, 401 Unauthorized)");
		assertThat(failure.suggestion()).contains("PRIVATE-TOKEN and as Authorization: Bearer");
		assertThat(requests()).hasSize(2);
		assertThat(failure(client).kind()).isEqualTo(Kind.AUTHENTICATION);
		assertThat(requests()).hasSize(3);
	}

	@ParameterizedTest
	@CsvSource({ "PRIVATE_TOKEN, PRIVATE-TOKEN, ''", "BEARER, Authorization, 'Bearer '", "JOB_TOKEN, JOB-TOKEN, ''" })
	void aHeaderThatIsSetIsTheOnlyOne(Auth auth, String header, String scheme) {
		// given
		GitLabClient client = new TestClient(server.baseUrl()).auth(auth).create();

		// when
		GitLabException failure = failure(client);

		// then
		assertThat(failure.suggestion()).contains("lore.gitlab.auth=auto");
		assertThat(requests()).singleElement()
			.satisfies((request) -> assertThat(request.getHeader(header)).isEqualTo(scheme + TestClient.TOKEN));
	}

	@Test
	void noRequestHasTheTokenTwice() {
		server.stubFor(get(anyUrl()).withHeader("PRIVATE-TOKEN", absent())
			.withHeader("Authorization", equalTo("Bearer " + TestClient.TOKEN))
			.willReturn(okJson("{\"iid\":1}")));
		assertThat(iid(new TestClient(server.baseUrl()).create())).isOne();
		for (LoggedRequest request : requests()) {
			long headers = request.getHeaders()
				.all()
				.stream()
				.filter((header) -> header.firstValue().contains(TestClient.TOKEN))
				.count();
			assertThat(headers).isOne();
		}
	}

	@Test
	void thoseWhoAreRefusedTogetherTryOnceAndAllSucceed() throws Exception {
		// given
		accept("Authorization", "Bearer " + TestClient.TOKEN);
		GitLabClient client = new TestClient(server.baseUrl()).create();
		ExecutorService executor = Executors.newFixedThreadPool(8);

		// when
		List<Future<Long>> answers = IntStream.range(0, 40)
			.mapToObj((index) -> executor.submit(() -> iid(client)))
			.toList();

		// then
		for (Future<Long> answer : answers) {
			assertThat(answer.get()).isOne();
		}
		executor.shutdown();
		assertThat(requests()).filteredOn((request) -> request.containsHeader("Authorization")).hasSize(40);
		assertThat(requests()).filteredOn((request) -> request.containsHeader("PRIVATE-TOKEN")).hasSizeBetween(1, 8);
	}

	@ParameterizedTest
	@ValueSource(ints = { 403, 404 })
	void anotherRefusalMeansThatTheTokenWasAccepted(int status) {
		server.stubFor(get(anyUrl()).withHeader("Authorization", equalTo("Bearer " + TestClient.TOKEN))
			.willReturn(aResponse().withStatus(status).withBody("{\"message\":\"%d\"}".formatted(status))));
		GitLabClient client = new TestClient(server.baseUrl()).create();
		assertThat(failure(client).status()).isEqualTo(status);
		assertThat(failure(client).status()).isEqualTo(status);
		assertThat(requests()).hasSize(3);
	}

	@Test
	void anOutageProvesNothingAboutTheHeader() {
		server.stubFor(get(anyUrl()).withHeader("Authorization", equalTo("Bearer " + TestClient.TOKEN))
			.willReturn(aResponse().withStatus(503)));
		GitLabClient client = new TestClient(server.baseUrl()).create();
		GitLabException failure = failure(client);
		assertThat(failure.kind()).isEqualTo(Kind.SERVER);
		assertThat(requests()).as("four attempts, each with both headers").hasSize(8);
		accept("Authorization", "Bearer " + TestClient.TOKEN);
		assertThat(iid(client)).isOne();
	}

	@ParameterizedTest
	@CsvSource({ JOB + ", CI job token", "gldt-SeCrEt0123, deploy token", "gloas-SeCrEt0123, secret of an OAuth",
			"glrt-SeCrEt0123, runner token", "glft-SeCrEt0123, feed token" })
	void aTokenOfAnotherKindIsNamed(String token, String kind) {
		GitLabException failure = failure(new TestClient(server.baseUrl()).token(token).create());
		assertThat(failure.suggestion()).contains(kind, "read_api").doesNotContain("SeCrEt");
	}

	private static void accept(String header, String value) {
		MappingBuilder accepted = get(anyUrl()).withHeader(header, equalTo(value));
		server.stubFor(accepted.willReturn(okJson("{\"iid\":1}")));
	}

	private static List<LoggedRequest> requests() {
		return server.findAll(getRequestedFor(anyUrl()));
	}

	private static long iid(GitLabClient client) {
		return client.entity(7, EntityRef.issue(1)).id("iid");
	}

	private static GitLabException failure(GitLabClient client) {
		return catchThrowableOfType(GitLabException.class, () -> iid(client));
	}

}
