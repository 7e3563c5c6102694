package dev.lorebatch.job;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for servers that are older than the endpoint of changed files.
 */
class OldServerIntegrationTests {

	private static final String CHANGES = """
			{"iid":4,"changes":[{"old_path":"a.txt","new_path":"a.txt","diff":"@@ -1 +1,2 @@\\n x\\n+y\\n","new_file":false,
			"deleted_file":false,"renamed_file":false,"too_large":false,"collapsed":false}],"overflow":false}""";

	private static final String PAGE = "<!DOCTYPE html><title>404 - gitlab.example.com</title>";

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
	@ValueSource(strings = { "{\"error\":\"404 Not Found\"}", PAGE, "404 page not found", "" })
	void changedFilesComeFromTheFormerEndpointWhoeverSaysThatThereIsNone(String answer) throws Exception {
		// given
		this.gitlab.intercept((path) -> path.endsWith("/diffs") ? Answer.of(404, answer)
				: path.endsWith("/changes") ? Answer.of(200, CHANGES) : null);

		// when
		JobExecution execution = run("r1");

		// then
		assertThat(execution.getAllFailureExceptions()).isEmpty();
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.mirror.rows("SELECT new_path, completeness FROM merge_request_files")).singleElement()
			.satisfies((row) -> assertThat(row).containsEntry("new_path", "a.txt")
				.containsEntry("completeness", "complete"));
	}

	@Test
	void aPageOfAProxyForBothProvesNothing() throws Exception {
		assertThat(run("r1").getStatus()).isEqualTo(BatchStatus.COMPLETED);
		long files = this.mirror.count("SELECT count(*) FROM merge_request_files");
		this.gitlab
			.intercept((path) -> path.endsWith("/diffs") || path.endsWith("/changes") ? Answer.of(404, PAGE) : null);
		run("r2");
		assertThat(files).isPositive();
		assertThat(this.mirror.count("SELECT count(*) FROM merge_request_files")).isEqualTo(files);
		assertThat(this.mirror.count("SELECT count(*) FROM merge_requests WHERE gone_at IS NOT NULL")).isZero();
	}

	@Test
	void anAnswerOfGitLabThatTheMergeRequestIsNotThereIsNoMissingEndpoint() throws Exception {
		this.gitlab.intercept((path) -> path.endsWith("/diffs") ? Answer.of(404, "{\"message\":\"404 Not found\"}")
				: path.endsWith("/changes") ? Answer.of(200, CHANGES) : null);
		run("r1");
		assertThat(this.gitlab.paths()).noneMatch((path) -> path.endsWith("/changes"));
	}

	private JobExecution run(String runId) throws Exception {
		return this.mirror.run(new SurgicalRequest(runId, "harbor/lighthouse", List.of(), List.of(4L), false, false));
	}

}
