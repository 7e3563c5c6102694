package dev.lorebatch.functional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The token is in one request header to one server, and nowhere else.
 */
class SecretFunctionalTests {

	private static final String MARKED = "glpat-MARKED0123456789SECRET";

	private static final String[] SYNC = { "sync", "-p", "harbor/lighthouse", "--issue", "1", "--run-id", "r1" };

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private GitLabGate gate;

	private GitLabGate elsewhere;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		this.gate = new GitLabGate(this.sample.url());
		this.elsewhere = new GitLabGate(this.sample.url());
	}

	@AfterEach
	void stop() {
		this.gate.close();
		this.elsewhere.close();
		this.sample.close();
	}

	@Test
	void tokenStaysSecretWhenAllGoesWell() throws IOException {
		Path file = Files.writeString(this.folder.resolve("token"), SampleTokens.FULL + "\n");
		LoreHome fromFile = home("file").without("LORE_GITLAB_TOKEN");
		LoreHome fromInput = home("input").without("LORE_GITLAB_TOKEN");
		LoreHome debug = home("debug").with("LORE_GITLAB_TOKEN", SampleTokens.FULL);
		this.gate.answer((target) -> target.endsWith("/issues/1/discussions?per_page=100"), 200, "[]", "Link",
				"<" + this.elsewhere.url() + "/api/v4/projects/7101/issues/1/discussions?page=2>; rel=\"next\"");
		LoreProcess first = fromFile.start("sync", "-p", "harbor/lighthouse", "--issue", "1", "--token-file",
				file.toString());
		LoreProcess second = fromInput.startWithInput(SampleTokens.FULL, "sync", "-p", "harbor/lighthouse", "--issue",
				"1", "--token-file", "-");
		LoreProcess third = debug.start("sync", "-p", "harbor/lighthouse", "--issue", "1", "--debug");
		CliResult one = first.await();
		CliResult two = second.await();
		CliResult three = third.await();
		assertThat(one).succeeded();
		assertThat(two).succeeded();
		assertThat(three.exitCode()).isZero();
		assertThat(three.stderr()).as("--debug logs").isNotEmpty();
		assertSecret(SampleTokens.FULL, fromFile, one);
		assertSecret(SampleTokens.FULL, fromInput, two);
		assertSecret(SampleTokens.FULL, debug, three);
		assertThat(this.gate.tokens()).containsOnly(SampleTokens.FULL);
		assertThat(this.elsewhere.requests()).as("requests to the server a Link header named").isEmpty();
	}

	@Test
	void tokenStaysSecretInFailures() {
		LoreHome refused = home("refused");
		LoreHome redirected = LoreHome.of(this.folder.resolve("redirected"), redirecting().url())
			.with("LORE_GITLAB_TOKEN", MARKED);
		LoreHome echoed = LoreHome.of(this.folder.resolve("echoed"), echoing().url()).with("LORE_GITLAB_TOKEN", MARKED);
		LoreHome malformed = home("malformed").with("LORE_GITLAB_TOKEN", MARKED + " with a space");
		LoreHome debug = home("debug");
		LoreProcess first = refused.start(SYNC);
		LoreProcess second = redirected.start(SYNC);
		LoreProcess third = echoed.start(SYNC);
		LoreProcess fourth = malformed.start(SYNC);
		LoreProcess fifth = debug.start("sync", "-p", "harbor/lighthouse", "--issue", "1", "--debug");
		CliResult unauthorized = first.await();
		CliResult elsewhereNamed = second.await();
		CliResult refusedWithEcho = third.await();
		CliResult invalid = fourth.await();
		CliResult debugged = fifth.await();
		assertThat(unauthorized).failedWithResult(ExitCode.AUTHENTICATION_FAILED);
		assertThat(elsewhereNamed).failedWithResult(ExitCode.NETWORK)
			.hasMessageContaining("redirected to another server");
		assertThat(refusedWithEcho).failedWithResult(ExitCode.AUTHENTICATION_FAILED);
		assertThat(invalid).failedWith(ExitCode.CONFIG_INVALID);
		assertThat(debugged.exitCode()).isEqualTo(ExitCode.AUTHENTICATION_FAILED.number());
		assertSecret(MARKED, refused, unauthorized);
		assertSecret(MARKED, redirected, elsewhereNamed);
		assertSecret(MARKED, malformed, invalid);
		assertSecret(MARKED, debug, debugged);
		assertSecret(MARKED, echoed, refusedWithEcho);
		assertThat(this.elsewhere.requests()).as("requests to the server of the redirect").isEmpty();
	}

	private LoreHome home(String name) {
		return LoreHome.of(this.folder.resolve(name), this.gate.url()).with("LORE_GITLAB_TOKEN", MARKED);
	}

	private GitLabGate redirecting() {
		GitLabGate server = new GitLabGate(this.sample.url());
		server.answer((target) -> true, 302, "", "Location", this.elsewhere.url() + "/api/v4/projects/1");
		return server;
	}

	private GitLabGate echoing() {
		GitLabGate server = new GitLabGate(this.sample.url());
		server.answer((target) -> true, 403, "{\"message\":\"bad header PRIVATE-TOKEN: " + MARKED + "\"}");
		return server;
	}

	private static void assertSecret(String token, LoreHome home, CliResult result) {
		assertThat(result.stdout()).as("stdout").doesNotContain(token);
		assertThat(result.stderr()).as("stderr").doesNotContain(token);
		assertThat(home.files()).allSatisfy((file) -> {
			Path path = home.root().resolve(file);
			if (Files.isRegularFile(path)) {
				assertThat(content(path)).as("%s", file).doesNotContain(token);
			}
		});
	}

	private static String content(Path file) {
		try {
			return Files.readString(file, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
