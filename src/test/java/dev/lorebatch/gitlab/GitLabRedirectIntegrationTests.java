package dev.lorebatch.gitlab;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.gitlab.GitLabException.Kind;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Integration tests for redirects: renamed projects are followed, the token never leaves
 * the configured server.
 */
class GitLabRedirectIntegrationTests {

	private static final String OLD = "/api/v4/projects/group%2Fold";

	@RegisterExtension
	static final WireMockExtension server = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort().dynamicHttpsPort())
		.build();

	@RegisterExtension
	static final WireMockExtension otherServer = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	private final TestClient test = new TestClient(url());

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 307, 308 })
	void followsARenamedProjectWithTheToken(int status) {
		// given
		redirect(status, url() + "/api/v4/projects/42");
		server.stubFor(get(urlEqualTo("/api/v4/projects/42")).withHeader("PRIVATE-TOKEN", equalTo(TestClient.TOKEN))
			.willReturn(okJson("{\"id\":42}")));

		// when
		long id = this.test.create().project("group/old").id("id");

		// then
		assertThat(id).isEqualTo(42);
		assertThat(this.test.retries).isEmpty();
	}

	@Test
	void followsARelativeLocation() {
		redirect(301, "/api/v4/projects/42?simple=true");
		server.stubFor(get(urlEqualTo("/api/v4/projects/42?simple=true")).willReturn(okJson("{\"id\":42}")));
		assertThat(this.test.create().project("group/old").id("id")).isEqualTo(42);
	}

	@Test
	void theCaseOfTheHostDoesNotMatter() {
		redirect(301, url().replace("localhost", "LOCALHOST") + "/api/v4/projects/42");
		server.stubFor(get(urlEqualTo("/api/v4/projects/42")).willReturn(okJson("{\"id\":42}")));
		assertThat(this.test.create().project("group/old").id("id")).isEqualTo(42);
	}

	@Test
	void refusesAnotherPort() {
		// given
		otherServer.stubFor(any(anyUrl()).willReturn(okJson("{\"id\":666}")));
		redirect(301, otherServer.baseUrl() + "/api/v4/projects/42");

		// when
		GitLabException failure = failure();

		// then
		assertThatRefused(failure);
		assertThat(otherServer.getAllServeEvents()).isEmpty();
	}

	@Test
	void refusesAnotherNameOfTheSameMachine() {
		redirect(301, url().replace("localhost", "127.0.0.1") + "/api/v4/projects/42");
		assertThatRefused(failure());
		assertThat(server.getAllServeEvents()).hasSize(1);
	}

	@Test
	void refusesAnotherScheme() {
		redirect(301, "https://localhost:" + server.getHttpsPort() + "/api/v4/projects/42");
		assertThatRefused(failure());
		redirect(301, url().replace("http:", "https:") + "/api/v4/projects/42");
		assertThatRefused(failure());
		assertThat(server.getAllServeEvents()).hasSize(2);
	}

	@Test
	void theSameServerWithTlsIsShownAndSuggested() {
		redirect(301, "https://LOCALHOST:8443/git/api/v4/projects/group%2Fold?private_token=" + TestClient.TOKEN);
		GitLabException failure = failure();
		assertThatRefused(failure);
		assertThat(failure)
			.hasMessageEndingWith("redirected to https://LOCALHOST:8443/git; the token was not sent there");
		assertThat(failure.suggestion())
			.isEqualTo("set lore.gitlab.url, or --gitlab-url, to https://LOCALHOST:8443/git");
	}

	@Test
	void theDefaultPortIsNotAddedToWhatIsSuggested() {
		redirect(302, "https://localhost/api/v4/projects/group%2Fold");
		assertThat(failure().suggestion()).endsWith("to https://localhost");
	}

	@ParameterizedTest
	@CsvSource({ "http://gitlab.example.com/api/v4/projects/1, if that is your GitLab",
			"https://gitlab.example.com:8443/sub/api/v4/user, https://gitlab.example.com:8443/sub",
			"https://sso.example.com/login?next=%2Fapi%2Fv4, that looks like a login",
			"ftp://localhost/, no address of", "https://user:pw@localhost/api/v4/x, no address of",
			"mailto:root@localhost, no address of" })
	void whatAnotherServerIsDecidesWhatIsSuggested(String location, String suggestion) {
		redirect(302, location);
		GitLabException failure = failure();
		assertThatRefused(failure);
		assertThat(failure.suggestion()).contains(suggestion).doesNotContain("pw", "next=");
	}

	@ParameterizedTest
	@ValueSource(strings = { "//evil.invalid/api/v4/projects/42", "http://evil.invalid/",
			"http://localhost@evil.invalid/", "http://localhost.evil.invalid/", "ftp://localhost/",
			"mailto:root@localhost", "file:///etc/passwd", "http:///nohost", "http://[bad", "http://a b/" })
	void refusesWhatIsNotTheServerItself(String location) {
		redirect(302, location);
		assertThatRefused(failure());
		assertThat(server.getAllServeEvents()).hasSize(1);
	}

	@Test
	void aLoopIsBounded() {
		redirect(301, OLD);
		GitLabException failure = failure();
		assertThat(failure.kind()).isEqualTo(Kind.REDIRECTED);
		assertThat(failure).hasMessageContaining("more than 3 redirects");
		assertThat(failure.suggestion()).contains("in a circle");
		assertThat(server.findAll(getRequestedFor(anyUrl()))).hasSize(4);
	}

	@Test
	void aRedirectWithoutLocationIsNoGitLabAnswer() {
		server.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(302)));
		GitLabException failure = failure();
		assertThat(failure.kind()).isEqualTo(Kind.NOT_GITLAB);
		assertThat(failure.attempts()).isEqualTo(2);
	}

	@Test
	void aLoginPageOnTheSameServerIsNoGitLabAnswer() {
		redirect(302, "/users/sign_in");
		server.stubFor(get(urlEqualTo("/users/sign_in")).willReturn(aResponse().withBody("<html>Sign in</html>")));
		assertThat(failure().kind()).isEqualTo(Kind.NOT_GITLAB);
	}

	@Test
	void errorsBehindARedirectAreErrorsOfTheRequest() {
		redirect(301, "/api/v4/projects/42");
		server.stubFor(get(urlEqualTo("/api/v4/projects/42"))
			.willReturn(aResponse().withStatus(404).withBody("{\"message\":\"404 Project Not Found\"}")));
		GitLabException failure = failure();
		assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
		assertThat(failure).hasMessageContaining("group%2Fold");
	}

	private static String url() {
		return "http://localhost:" + server.getPort();
	}

	private static void redirect(int status, String location) {
		server
			.stubFor(get(urlEqualTo(OLD)).willReturn(aResponse().withStatus(status).withHeader("Location", location)));
	}

	private GitLabException failure() {
		return catchThrowableOfType(GitLabException.class, () -> this.test.create().project("group/old"));
	}

	private static void assertThatRefused(GitLabException failure) {
		assertThat(failure.kind()).isEqualTo(Kind.REDIRECTED);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK);
		assertThat(failure.attempts()).isOne();
		assertThat(failure.toString()).doesNotContain(TestClient.TOKEN);
	}

}
