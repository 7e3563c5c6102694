package dev.lorebatch.sample;

import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SampleAccessTests {

	private static SampleGitLab gitLab;

	@BeforeAll
	static void start() {
		gitLab = SampleGitLab.start(SampleOptions.defaults());
	}

	@AfterAll
	static void stop() {
		gitLab.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "version", "user", "projects/7101", "projects/7101/issues/1/discussions" })
	void nobodyGetsInWithoutToken(String path) {
		HttpResponse<String> response = SampleClient.full(gitLab).getWithoutToken(path);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.body()).isEqualTo("{\"message\":\"401 Unauthorized\"}");
	}

	@Test
	void unknownTokenIsLikeNone() {
		HttpResponse<String> response = new SampleClient(gitLab, "made-up").get("user");
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.body()).isEqualTo("{\"message\":\"401 Unauthorized\"}");
	}

	@ParameterizedTest
	@CsvSource({ SampleTokens.EXPIRED + ",Token is expired.", SampleTokens.REVOKED + ",Token was revoked." })
	void deadTokenIsToldWhy(String token, String reason) {
		HttpResponse<String> response = new SampleClient(gitLab, token).get("projects/7101");
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.body()).startsWith("{\"error\":\"invalid_token\",\"error_description\":\"" + reason);
	}

	@Test
	void smallScopeIsRefusedButMayLookAtItself() {
		SampleClient client = new SampleClient(gitLab, SampleTokens.TOO_SMALL);
		HttpResponse<String> response = client.get("projects/7101");
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.body()).contains("\"error\":\"insufficient_scope\"", "\"scope\":\"api read_api\"");
		assertThat(client.json("personal_access_tokens/self").path("scopes").get(0).asString())
			.isEqualTo("read_repository");
	}

	@Test
	void bearerTokenIsAccepted() {
		assertThat(SampleClient.full(gitLab).getAsBearer("user").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "projects/harbor%2Fkeepers-log", "projects/7128/issues", "projects/nowhere" })
	void privateProjectIsNotThereForGuest(String path) {
		HttpResponse<String> response = SampleClient.guest(gitLab).get(path);
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.body()).isEqualTo("{\"message\":\"404 Project Not Found\"}");
	}

	@Test
	void memberSeesPrivateProject() {
		assertThat(SampleClient.full(gitLab).iids("projects/harbor%2Fkeepers-log/issues")).containsExactly(2L, 1L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "10", "10/discussions", "10/resource_state_events", "10/links", "6", "999" })
	void confidentialIssueIsLikeAbsentOneForGuest(String path) {
		HttpResponse<String> response = SampleClient.guest(gitLab).get("projects/7101/issues/" + path);
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.body()).isEqualTo("{\"message\":\"404 Not found\"}");
	}

	@Test
	void confidentialIssueIsAbsentFromGuestsLists() {
		String list = "projects/7101/issues?per_page=100";
		assertThat(SampleClient.guest(gitLab).iids(list)).hasSize(27).doesNotContain(10L);
		assertThat(SampleClient.full(gitLab).iids(list)).hasSize(28).contains(10L);
	}

	@Test
	void internalNotesAreForMembers() {
		String discussions = "projects/7101/issues/25/discussions";
		assertThat(SampleClient.full(gitLab).get(discussions).body()).contains("\"internal\":true")
			.contains("Budget for a second person");
		assertThat(SampleClient.guest(gitLab).get(discussions).body()).doesNotContain("\"internal\":true")
			.doesNotContain("Budget for a second person")
			.contains("Sounds honest to me.");
	}

	@Test
	void renamedProjectRedirectsToItsNumber() {
		HttpResponse<String> response = SampleClient.full(gitLab)
			.get("projects/harbor%2Fold-lighthouse/issues/3?with_labels_details=true");
		assertThat(response.statusCode()).isEqualTo(301);
		assertThat(response.headers().firstValue("location"))
			.contains(gitLab.url() + "/api/v4/projects/7101/issues/3?with_labels_details=true");
		assertThat(response.body()).startsWith("{\"message\":\"");
	}

	@Test
	void pathIsCaseInsensitiveButNotRaw() {
		SampleClient client = SampleClient.full(gitLab);
		assertThat(client.json("projects/Harbor%2FTools%2Frope-kit").path("id").asLong()).isEqualTo(7115);
		HttpResponse<String> raw = client.get("projects/harbor/lighthouse");
		assertThat(raw.statusCode()).isEqualTo(404);
		assertThat(raw.body()).isEqualTo("{\"error\":\"404 Not Found\"}");
	}

	@Test
	void disabledIssuesAreForbidden() {
		SampleClient client = SampleClient.full(gitLab);
		assertThat(client.get("projects/7133/issues").statusCode()).isEqualTo(403);
		assertThat(client.iids("projects/7133/merge_requests")).containsExactly(2L, 1L);
	}

	@ParameterizedTest
	@CsvSource({ "issues/abc,issue_iid is invalid", "merge_requests/1x,merge_request_iid is invalid",
			"issues?state=merged,state does not have a valid value",
			"issues?per_page=0,per_page does not have a valid value",
			"issues?updated_after=soon,updated_after is invalid", "issues?iids[]=one,iids is invalid" })
	void badParameterIsNamed(String path, String error) {
		HttpResponse<String> response = SampleClient.full(gitLab).get("projects/7101/" + path.replace("[]", "%5B%5D"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).isEqualTo("{\"error\":\"" + error + "\"}");
	}

	@Test
	void requestsAndConnectionsAreRemembered() {
		try (SampleGitLab own = SampleGitLab.start(SampleOptions.defaults())) {
			SampleClient client = SampleClient.full(own);
			client.get("version");
			client.get("projects/harbor%2Flighthouse/issues?page=2");
			assertThat(own.requests()).extracting(SampleRequest::target)
				.isEqualTo(List.of("/api/v4/version", "/api/v4/projects/harbor%2Flighthouse/issues?page=2"));
			assertThat(own.connections()).isEqualTo(1);
			own.forgetRequests();
			assertThat(own.requests()).isEmpty();
			assertThat(own.connections()).isZero();
		}
	}

}
