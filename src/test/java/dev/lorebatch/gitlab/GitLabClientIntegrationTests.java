package dev.lorebatch.gitlab;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.TransformException;
import dev.lorebatch.gitlab.GitLabException.Kind;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Integration tests for {@link GitLabClient}: what it asks for and what it makes of the
 * answer.
 */
class GitLabClientIntegrationTests {

	@RegisterExtension
	static final WireMockExtension server = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	private final GitLabClient client = new TestClient(server.baseUrl()).create();

	@Test
	void sendsTheTokenInAHeaderAndNowhereElse() {
		answer(okJson("{\"id\":7}"));
		this.client.project("7");
		LoggedRequest request = onlyRequest();
		assertThat(request.getHeader("PRIVATE-TOKEN")).isEqualTo(TestClient.TOKEN);
		assertThat(request.getHeader("Accept")).isEqualTo("application/json");
		assertThat(request.getHeader("User-Agent")).startsWith("lore-batch/");
		assertThat(request.getUrl()).doesNotContain(TestClient.TOKEN);
	}

	@ParameterizedTest
	@CsvSource({ "group/project, group%2Fproject", "group/sub/project, group%2Fsub%2Fproject", "7, 7",
			"grüppe/프로젝트, gr%C3%BCppe%2F%ED%94%84%EB%A1%9C%EC%A0%9D%ED%8A%B8", "a b/c+d, a%20b%2Fc%2Bd",
			"a/b?c#d, a%2Fb%3Fc%23d", "a/%2F, a%2F%252F", "../admin, ..%2Fadmin" })
	void encodesProjectPaths(String path, String encoded) {
		answer(okJson("{\"id\":7}"));
		this.client.project(path);
		assertThat(onlyRequest().getUrl()).isEqualTo("/api/v4/projects/" + encoded);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "//", "/api/v4", "/api/v4/" })
	void addsTheApiRootOnce(String suffix) {
		answer(okJson("{\"id\":7}"));
		new TestClient(server.baseUrl() + suffix).create().project("7");
		assertThat(onlyRequest().getUrl()).isEqualTo("/api/v4/projects/7");
	}

	@Test
	void keepsARelativeUrlRoot() {
		answer(okJson("{\"id\":7}"));
		new TestClient(server.baseUrl() + "/gitlab/").create().project("7");
		assertThat(onlyRequest().getUrl()).isEqualTo("/gitlab/api/v4/projects/7");
	}

	@Test
	void asksForManyEntitiesInOneRequest() {
		// given
		answer(okJson("[{\"id\":1,\"iid\":12},{\"id\":2,\"iid\":15}]").withHeader("X-Next-Page", ""));

		// when
		Map<Long, Payload> found = this.client.entities(7, EntityKind.ISSUE, List.of(12L, 15L, 99L));

		// then
		assertThat(found).containsOnlyKeys(12L, 15L);
		assertThat(found.get(12L).name()).isEqualTo("issue #12");
		assertThat(onlyRequest().getUrl()).isEqualTo("/api/v4/projects/7/issues?with_labels_details=true"
				+ "&iids%5B%5D=12&iids%5B%5D=15&iids%5B%5D=99&per_page=100");
	}

	@Test
	void mergeRequestsHaveTheirOwnList() {
		answer(okJson("[{\"id\":1,\"iid\":3}]"));
		Map<Long, Payload> found = this.client.entities(7, EntityKind.MERGE_REQUEST, List.of(3L));
		assertThat(found.get(3L).name()).isEqualTo("merge request !3");
		assertThat(onlyRequest().getUrl()).startsWith("/api/v4/projects/7/merge_requests?");
	}

	@Test
	void ignoresEntitiesNobodyAskedFor() {
		answer(okJson("[{\"iid\":1},{\"iid\":2},{\"iid\":3}]"));
		assertThat(this.client.entities(7, EntityKind.ISSUE, List.of(2L))).containsOnlyKeys(2L);
	}

	@Test
	void askingForNothingSendsNothing() {
		answer(okJson("[{\"iid\":1}]"));
		assertThat(this.client.entities(7, EntityKind.ISSUE, List.of())).isEmpty();
		assertThat(server.getAllServeEvents()).isEmpty();
	}

	@Test
	void aHundredEntitiesAreOneRequestAndMoreAreRefused() {
		answer(okJson("[]"));
		List<Long> hundred = LongStream.rangeClosed(1, 100).boxed().toList();
		assertThat(this.client.entities(7, EntityKind.ISSUE, hundred)).isEmpty();
		assertThat(server.getAllServeEvents()).hasSize(1);
		List<Long> more = LongStream.rangeClosed(1, 101).boxed().toList();
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.entities(7, EntityKind.ISSUE, more));
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "1, 1", "100, 1", "101, 2", "10000, 100" })
	void countsTheRequestsItNeeds(int iids, int requests) {
		assertThat(GitLabClient.batches(iids)).isEqualTo(requests);
	}

	@Test
	void idsAreExactAbove2To53() {
		answer(okJson("[{\"id\":9007199254740993,\"iid\":9223372036854775807}]"));
		Payload issue = this.client.entities(7, EntityKind.ISSUE, List.of(Long.MAX_VALUE)).get(Long.MAX_VALUE);
		assertThat(issue.id("id")).isEqualTo(9_007_199_254_740_993L);
		assertThat(issue.raw()).contains("9007199254740993", "9223372036854775807");
	}

	@Test
	void readsTextAsUtf8() {
		answer(aResponse().withHeader("Content-Type", "application/json; charset=ISO-8859-1")
			.withBody("{\"iid\":1,\"title\":\"žluťoučký 🐎 \\u0026 \\u003c\"}"));
		assertThat(this.client.entity(7, EntityRef.issue(1)).text("title")).isEqualTo("žluťoučký 🐎 & <");
	}

	@Test
	void anElementThatNamesNoIidIsNotOneThatWasAskedFor() {
		answer(okJson("[{\"iid\":\"one\"},{\"title\":\"none\"},{\"iid\":2}]"));
		assertThat(this.client.entities(7, EntityKind.ISSUE, List.of(1L, 2L))).containsOnlyKeys(2L);
	}

	@Test
	void theFirstServersHadIdsOnly() {
		answer(okJson("[{\"id\":1}]"));
		assertThat(this.client.entities(7, EntityKind.ISSUE, List.of(1L))).containsOnlyKeys(1L);
	}

	@Test
	void childrenHaveTheirOwnPaths() {
		answer(okJson("{\"overflow\":false}"));
		this.client.child(7, EntityRef.mergeRequest(3), "changes");
		assertThat(onlyRequest().getUrl()).isEqualTo("/api/v4/projects/7/merge_requests/3/changes");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					401 | {"message":"401 Unauthorized"} | GitLab did not accept the token (HTTP 401, 401 Unauthorized)
					401 | {"error":"invalid_token","error_description":"Token was revoked."} | GitLab did not accept the token (HTTP 401, Token was revoked.)
					403 | {"error":"insufficient_scope","error_description":"More needed","scope":"api"} | the token may not read GET /projects/7/issues/1 (HTTP 403, More needed)
					404 | {"message":"404 Not found"} | GET /projects/7/issues/1: not found or not visible to this token (HTTP 404, 404 Not found)
					404 | <html>nginx</html> | GET /projects/7/issues/1: not found or not visible to this token (HTTP 404)
					400 | {"error":"iid is invalid"} | GET /projects/7/issues/1: GitLab answered HTTP 400, iid is invalid
					422 | {"message":{"base":["a","b"]}} | GET /projects/7/issues/1: GitLab answered HTTP 422, {"base":["a","b"]}
					400 | {"message":null} | GET /projects/7/issues/1: GitLab answered HTTP 400, null
					400 | [] | GET /projects/7/issues/1: GitLab answered HTTP 400
					400 | {"message":"two\\n  lines"} | GET /projects/7/issues/1: GitLab answered HTTP 400, two lines
					""")
	void understandsEveryShapeOfError(int status, String body, String message) {
		answer(aResponse().withStatus(status).withBody(body));
		assertThat(failure()).hasMessage(message);
	}

	@Test
	void onlyAMissingRouteIsAMissingRoute() {
		answer(aResponse().withStatus(404).withBody("{\"error\":\"404 Not Found\"}"));
		assertThat(failure().routeMissing()).isTrue();
		answer(aResponse().withStatus(404).withBody("{\"message\":\"404 Not found\"}"));
		assertThat(failure().routeMissing()).isFalse();
		answer(aResponse().withStatus(404).withBody("<html>"));
		assertThat(failure().routeMissing()).isFalse();
	}

	@Test
	void doesNotRepeatLongErrorsInFull() {
		answer(aResponse().withStatus(400).withBody("{\"message\":\"" + "x".repeat(100_000) + "\"}"));
		assertThat(failure().getMessage()).hasSizeLessThan(300).endsWith("…");
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 429, 500 })
	void theTokenIsInNoMessageEvenIfTheServerRepeatsIt(int status) {
		answer(aResponse().withStatus(status)
			.withBody("{\"message\":\"token %s is not good\"}".formatted(TestClient.TOKEN)));
		assertThatTokenIsNowhere(failure());
	}

	@Test
	void theTokenIsInNoStackTraceOfABrokenConnection() {
		for (Fault fault : Fault.values()) {
			answer(aResponse().withFault(fault));
			assertThatTokenIsNowhere(failure());
		}
		answer(okJson("{\"private_token\": \"" + TestClient.TOKEN + "\" oops"));
		assertThatTokenIsNowhere(failure());
	}

	@Test
	void theTokenIsInNoToString() {
		TestClient test = new TestClient(server.baseUrl());
		assertThat(test.properties().toString()).doesNotContain(TestClient.TOKEN);
		assertThat(GitLabToken.from(test.properties()).toString()).doesNotContain(TestClient.TOKEN);
		assertThat(test.create().toString()).doesNotContain(TestClient.TOKEN);
	}

	@Test
	void outagesAreToldFromFailuresOfOneEntity() {
		for (Kind kind : List.of(Kind.NOT_FOUND, Kind.FORBIDDEN, Kind.REFUSED, Kind.TOO_LARGE, Kind.CANCELLED)) {
			assertThat(kind.isOutage()).as("%s", kind).isFalse();
		}
		for (Kind kind : List.of(Kind.AUTHENTICATION, Kind.RATE_LIMITED, Kind.SERVER, Kind.CONNECTION, Kind.TIMEOUT,
				Kind.NOT_GITLAB, Kind.REDIRECTED)) {
			assertThat(kind.isOutage()).as("%s", kind).isTrue();
		}
	}

	private GitLabException failure() {
		return catchThrowableOfType(GitLabException.class, () -> this.client.entity(7, EntityRef.issue(1)));
	}

	private static void assertThatTokenIsNowhere(Throwable thrown) {
		assertThat(thrown).isNotNull();
		StringWriter trace = new StringWriter();
		thrown.printStackTrace(new PrintWriter(trace));
		assertThat(trace.toString()).doesNotContain(TestClient.TOKEN);
	}

	private static void answer(ResponseDefinitionBuilder response) {
		server.stubFor(get(anyUrl()).willReturn(response));
	}

	private static LoggedRequest onlyRequest() {
		List<LoggedRequest> requests = server.findAll(getRequestedFor(anyUrl()));
		assertThat(requests).hasSize(1);
		return requests.get(0);
	}

}
