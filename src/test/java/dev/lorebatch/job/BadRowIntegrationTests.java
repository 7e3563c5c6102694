package dev.lorebatch.job;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Issues that break every page they are on.
 */
class BadRowIntegrationTests {

	private static final String PROJECT = "harbor/tools/rope-kit";

	private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

	private static final Answer BROKEN = Answer.of(500, "{\"message\":\"500 Internal Server Error\"}");

	private static final int COUNT = 130;

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	private final SampleProject project = this.sample.project(PROJECT);

	private final List<Long> iids = new ArrayList<>();

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private TestMirror mirror;

	@BeforeEach
	void open() throws Exception {
		for (int number = 1; number <= COUNT; number++) {
			this.iids
				.add(this.project.openIssue(START.plusSeconds(10L * number), "keeper", "Knot " + number, null).iid());
		}
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
	@ValueSource(ints = { 0, 1, 57, 103, COUNT - 1 })
	void anIssueThatBreaksItsPagesAndAnswersAloneIsSyncedWithTheOthers(int place) throws Exception {
		breakLists(this.iids.get(place));
		assertCompleted(project("r1"));
		assertThat(stored()).isEqualTo(this.project.issueIids().size());
		assertThat(lists()).as("bounded").isLessThan(80);
		assertThat(this.mirror.count("SELECT count(*) FROM sync_run_failures")).isZero();
		this.gitlab.judge((target, body) -> null);
		this.gitlab.forgetPaths();
		assertCompleted(project("r2"));
		assertThat(lists()).as("only what the overlap has").isEqualTo(1);
	}

	@Test
	void anIssueThatGitLabCannotBuildIsOwedAndTheOthersAreStored() throws Exception {
		long bad = this.iids.get(57);
		breakAll(bad);
		LoreException failure = Objects.requireNonNull(FailureSummary.of(project("r1"), "r1"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.RUN_FAILED);
		assertThat(failure).hasMessageContaining("1 entity failed: " + PROJECT + "#" + bad, "HTTP 500");
		assertThat(failure.retryable()).isTrue();
		assertThat(stored()).isEqualTo(this.project.issueIids().size() - 1);
		assertThat(this.mirror.rows("SELECT iid, phase, http_status FROM sync_run_failures WHERE resolved_at IS NULL")
			.toString()).isEqualTo("[{iid=" + bad + ", phase=ingest, http_status=500}]");
		this.gitlab.forgetPaths();
		assertCompleted(project("r2"));
		assertThat(
				this.mirror.rows("SELECT counters ->> '$.dependents.owed' AS owed FROM sync_runs WHERE run_id = 'r2'")
					.toString())
			.as("the next run looks again, and says so")
			.isEqualTo("[{owed=1}]");
		this.gitlab.judge((target, body) -> null);
		assertCompleted(project("r3"));
		assertThat(stored()).isEqualTo(this.project.issueIids().size());
		assertCompleted(project("r1"));
		assertThat(this.mirror.count("SELECT count(*) FROM sync_run_failures WHERE resolved_at IS NULL")).isZero();
	}

	/**
	 * Then all that are looked at again fail, which is no outage.
	 */
	@Test
	void twoThatAreOwedDoNotFailTheNextRun() throws Exception {
		long one = this.iids.get(57);
		long other = this.iids.get(81);
		this.gitlab
			.judge((target,
					body) -> (target.contains("/issues?") && (has(body, one) || has(body, other)))
							|| target.endsWith("/issues/" + one) || target.endsWith("/issues/" + other) ? BROKEN
									: null);
		LoreException failure = Objects.requireNonNull(FailureSummary.of(project("r1"), "r1"));
		assertThat(failure).hasMessageContaining("2 entities failed");
		assertThat(stored()).isEqualTo(this.project.issueIids().size() - 2);
		assertCompleted(project("r2"));
		assertThat(
				this.mirror.rows("SELECT counters ->> '$.dependents.owed' AS owed FROM sync_runs WHERE run_id = 'r2'")
					.toString())
			.isEqualTo("[{owed=2}]");
		this.gitlab.judge((target, body) -> null);
		assertCompleted(project("r3"));
		assertThat(stored()).isEqualTo(this.project.issueIids().size());
	}

	@Test
	void aRowThatNobodyCanNameKeepsTheWatermarkBeforeIt() throws Exception {
		long bad = this.iids.get(57);
		breakPages(bad);
		LoreException failure = Objects.requireNonNull(FailureSummary.of(project("r1"), "r1"));
		assertThat(failure).hasMessageContaining("GitLab cannot list all issues, all others are stored", "HTTP 500");
		assertThat(failure.retryable()).isTrue();
		assertThat(stored()).isEqualTo(this.project.issueIids().size() - 1);
		assertThat(String.valueOf(
				this.mirror.rows("SELECT watermark FROM sync_watermarks WHERE kind = 'issue'").get(0).get("watermark")))
			.isLessThan("2026-11-22T10:09:40.000Z");
		this.gitlab.judge((target, body) -> null);
		assertCompleted(project("r2"));
		assertThat(stored()).isEqualTo(this.project.issueIids().size());
	}

	@Test
	void aRestartListsAgainWhatWasMissing() throws Exception {
		breakPages(this.iids.get(57));
		assertThat(project("r1").getStatus()).isEqualTo(BatchStatus.FAILED);
		this.gitlab.judge((target, body) -> null);
		assertCompleted(project("r1"));
		assertThat(stored()).isEqualTo(this.project.issueIids().size());
	}

	@Test
	void aServerThatCannotListAtAllIsAskedLittleMore() throws Exception {
		this.gitlab.intercept((path) -> path.endsWith("/issues") ? BROKEN : null);
		LoreException failure = Objects.requireNonNull(FailureSummary.of(project("r1"), "r1"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK);
		assertThat(lists()).isLessThanOrEqualTo(4 + 3 + 3);
		assertThat(stored()).isZero();
	}

	@Test
	void pagesThatAreTooLargeAreReadInParts() throws Exception {
		this.project.issue(this.iids.get(57))
			.edit(START.plusSeconds(5_000), (edit) -> edit.description("x".repeat(60_000)));
		this.mirror.close();
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url(),
				"lore.gitlab.max-response-size=90000B");
		assertCompleted(project("r1"));
		assertThat(stored()).isEqualTo(this.project.issueIids().size());
		assertThat(this.mirror.count("SELECT count(*) FROM issues WHERE length(description) = 60000")).isOne();
	}

	@Test
	void anIssueThatIsTooLargeAloneNamesTheSetting() throws Exception {
		long bad = this.iids.get(57);
		this.project.issue(bad).edit(START.plusSeconds(5_000), (edit) -> edit.description("x".repeat(200_000)));
		this.mirror.close();
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url(),
				"lore.gitlab.max-response-size=90000B");
		LoreException failure = Objects.requireNonNull(FailureSummary.of(project("r1"), "r1"));
		assertThat(failure).hasMessageContaining(PROJECT + "#" + bad, "lore.gitlab.max-response-size");
		assertThat(failure.retryable()).isFalse();
		assertThat(stored()).isEqualTo(this.project.issueIids().size() - 1);
		LoreException surgical = Objects.requireNonNull(LoreException.findIn(this.mirror
			.run(new SurgicalRequest("s1", PROJECT, List.of(this.iids.get(0), bad), List.of(), false, false))
			.getAllFailureExceptions()
			.get(0)));
		assertThat(surgical).hasMessageContaining("1 of 2 requested");
		assertThat(this.mirror.rows("SELECT error_message FROM sync_run_entities WHERE run_id = 's1' AND iid = ?", bad)
			.toString()).contains("lore.gitlab.max-response-size");
	}

	@Test
	void threadsThatAreTooLargeForAPageAreReadInSmallerOnes() throws Exception {
		long iid = this.iids.get(0);
		for (int number = 1; number <= 40; number++) {
			this.project.issue(iid).addNote(START.plusSeconds(10_000L + number), "keeper", "x".repeat(3_000));
		}
		this.mirror.close();
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url(),
				"lore.gitlab.max-response-size=110000B");
		assertCompleted(this.mirror.run(new SurgicalRequest("s1", PROJECT, List.of(iid), List.of(), false, false)));
		assertThat(this.mirror.count("SELECT count(*) FROM notes WHERE length(body) = 3000")).isEqualTo(40);
	}

	/**
	 * GitLab fails for every list with the issue.
	 */
	private void breakLists(long iid) {
		this.gitlab.judge((target, body) -> target.contains("/issues?") && has(body, iid) ? BROKEN : null);
	}

	/**
	 * GitLab fails for the issue alone, too.
	 */
	private void breakAll(long iid) {
		this.gitlab.judge(
				(target, body) -> (target.contains("/issues?") && has(body, iid)) || target.endsWith("/issues/" + iid)
						? BROKEN : null);
	}

	/**
	 * GitLab fails for pages with the issue, and leaves it out of lists by IID.
	 */
	private void breakPages(long iid) {
		this.gitlab.judge((target, body) -> target.contains("/issues?") && has(body, iid)
				? (target.contains("iids") ? Answer.of(200, "[]") : BROKEN) : null);
	}

	private static boolean has(String body, long iid) {
		return body.contains("\"iid\":" + iid + ",");
	}

	private long stored() {
		return this.mirror.count("SELECT count(*) FROM issues");
	}

	private long lists() {
		return this.gitlab.paths().stream().filter((path) -> path.endsWith("/issues")).count();
	}

	private JobExecution project(String runId) throws Exception {
		return this.mirror
			.run(new ProjectSyncRequest(runId, RunMode.INCREMENTAL, List.of(PROJECT), null, false, false));
	}

	private static void assertCompleted(JobExecution execution) {
		assertThat(execution.getStatus()).as(execution.getAllFailureExceptions().toString())
			.isEqualTo(BatchStatus.COMPLETED);
	}

}
