package dev.lorebatch.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for proxies that do not let the path of a project through.
 */
class RefusedPathIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private TestMirror mirror;

	@BeforeEach
	void open() throws Exception {
		this.gitlab = new FaultyGitLab(this.sample.url());
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url());
	}

	@AfterEach
	void close() {
		this.mirror.close();
		this.gitlab.close();
		this.sample.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			404 | <html><body>404 Not Found</body></html>
			400 | <html>Bad Request</html>
			403 | Forbidden
			404 | {"error":"404 Not Found"}
			404 | ''
			""")
	void aProjectThatTheMirrorKnowsIsAskedForByItsId(int status, String body) throws Exception {
		// given
		assertThat(failure(surgical("r1"))).isNull();
		refuse(status, body);

		// when
		LoreException named = failure(surgical("r2"));
		LoreException whole = failure(projects("r3", PROJECT));

		// then
		assertThat(named).isNull();
		assertThat(whole).isNull();
		assertThat(this.mirror.count("SELECT count(*) FROM projects")).isOne();
	}

	@Test
	void aProjectThatTheMirrorDoesNotKnowIsRefusedWithTheWayOut() throws Exception {
		refuse(404, "<html><body>404 Not Found</body></html>");
		LoreException failure = failure(surgical("r1"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
		assertThat(failure).hasMessageContaining("harbor%2Flighthouse")
			.hasMessageContaining("refuse %2F in paths")
			.hasMessageContaining("HTTP 404");
		assertThat(failure.suggestion()).contains("numeric id", "AllowEncodedSlashes");
		long id = this.sample.project(PROJECT).id();
		assertThat(failure(projects("r2", String.valueOf(id)))).isNull();
	}

	@Test
	void aProjectThatHasAnotherPathNowIsNotTakenForTheOneThatIsMeant() throws Exception {
		assertThat(failure(surgical("r1"))).isNull();
		this.sample.project(PROJECT).rename("harbor/beacon");
		refuse(404, "<html>404</html>");
		LoreException failure = failure(surgical("r2"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
		assertThat(failure.suggestion()).contains("it is harbor/beacon now", "numeric id");
	}

	@Test
	void anAnswerOfGitLabAboutThePathIsBelieved() throws Exception {
		assertThat(failure(surgical("r1"))).isNull();
		refuse(404, "{\"message\":\"404 Project Not Found\"}");
		int before = this.gitlab.paths().size();
		LoreException failure = failure(surgical("r2"));
		assertThat(failure).hasMessageContaining("not found or not visible");
		assertThat(this.gitlab.paths().subList(before, this.gitlab.paths().size()))
			.noneMatch((path) -> path.endsWith("/projects/" + this.sample.project(PROJECT).id()));
	}

	@Test
	void aPageOfAProxyForEveryPathIsNoMatterOfTheSlash() throws Exception {
		assertThat(failure(surgical("r1"))).isNull();
		this.gitlab.intercept((path) -> path.contains("/projects/") ? Answer.of(503, "<html>") : null);
		LoreException failure = failure(surgical("r2"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK);
		assertThat(failure).hasMessageNotContaining("seems to");
	}

	private LoreException failure(RunRequest request) throws Exception {
		JobExecution execution = this.mirror.run(request);
		return execution.getAllFailureExceptions()
			.stream()
			.map(LoreException::findIn)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private void refuse(int status, String body) {
		this.gitlab.intercept((path) -> path.contains("%2F") ? Answer.of(status, body) : null);
	}

	private static RunRequest surgical(String runId) {
		return new SurgicalRequest(runId, PROJECT, List.of(1L), List.of(), false, false);
	}

	private static RunRequest projects(String runId, String project) {
		return new ProjectSyncRequest(runId, RunMode.INCREMENTAL, List.of(project), null, false, false);
	}

}
