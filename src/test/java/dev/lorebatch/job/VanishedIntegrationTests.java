package dev.lorebatch.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Entities that are deleted while a run fetches them.
 */
class VanishedIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	private static final String ISSUES = "/api/v4/projects/7101/issues";

	private static final String NOT_FOUND = "{\"message\":\"404 Not found\"}";

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	private final AtomicBoolean deleted = new AtomicBoolean();

	private final AtomicInteger lists = new AtomicInteger();

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

	@Test
	void anIssueDeletedBetweenIngestAndDependentsIsGone() throws Exception {
		this.gitlab.intercept((path) -> deleteBefore(path, path.startsWith(ISSUES + "/5/")));
		assertCompleted(this.mirror.run(request("r1", 1L, 5L)));
		assertThat(outcomes("r1")).containsExactly("1 synced verified null", "5 gone unproven null");
		assertGone(5, "r1");
		assertThat(asked(ISSUES + "/5")).as("alone, once").isOne();
		assertThat(asked("/api/v4/projects/7101")).as("the project after that, once").isOne();
		assertThat(this.mirror.rows("SELECT counters ->> '$.dependents.gone' AS gone FROM sync_runs"))
			.extracting(Map::toString)
			.containsExactly("{gone=1}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/closed_by", "/resource_milestone_events", "/discussions" })
	void anIssueDeletedBetweenItsDependentsIsGone(String last) throws Exception {
		this.gitlab.intercept((path) -> deleteBefore(path, path.equals(ISSUES + "/5" + last)));
		assertCompleted(this.mirror.run(request("r1", 1L, 5L)));
		assertThat(outcomes("r1")).containsExactly("1 synced verified null", "5 gone unproven null");
		assertGone(5, "r1");
	}

	@Test
	void anIssueDeletedBeforeTheClosingListIsGone() throws Exception {
		this.gitlab.intercept((path) -> deleteBefore(path, path.equals(ISSUES) && this.lists.getAndIncrement() == 1));
		assertCompleted(this.mirror.run(request("r1", 1L, 5L)));
		assertThat(outcomes("r1")).containsExactly("1 synced verified null", "5 gone unproven null");
		assertGone(5, "r1");
		assertThat(warnings()).isEmpty();
	}

	@Test
	void anIssueThatTheClosingListLeavesOutWithoutAProofIsUnproven() throws Exception {
		this.gitlab.intercept((path) -> (path.equals(ISSUES) && this.lists.getAndIncrement() == 1)
				? Answer.of(200, "[]") : path.equals(ISSUES + "/5") ? Answer.of(404, "<html></html>") : null);
		assertCompleted(this.mirror.run(request("r1", 5L)));
		assertThat(outcomes("r1")).singleElement().asString().startsWith("5 synced unproven").contains("not");
		assertThat(this.mirror.count("SELECT count(*) FROM gone_entities")).isZero();
		assertThat(warnings()).hasSize(1);
	}

	@Test
	void anIssueDeletedWhileAWholeProjectIsSyncedIsGone() throws Exception {
		this.gitlab.intercept((path) -> deleteBefore(path, path.startsWith(ISSUES + "/5/")));
		assertCompleted(this.mirror
			.run(new ProjectSyncRequest("r1", RunMode.INCREMENTAL, List.of(PROJECT), null, false, false)));
		assertGone(5, "r1");
		assertThat(this.mirror.count("SELECT count(*) FROM sync_run_failures WHERE resolved_at IS NULL")).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM dependent_states WHERE complete = 0")).isZero();
	}

	@Test
	void anIssueOfWhichOnlyOneSetIsNotFoundFailsTheRun() throws Exception {
		this.gitlab.intercept((path) -> path.equals(ISSUES + "/5/closed_by") ? Answer.of(404, NOT_FOUND) : null);
		JobExecution execution = this.mirror.run(request("r1", 1L, 5L));
		assertThat(FailureSummary.of(execution, "r1").exitCode()).isEqualTo(ExitCode.RUN_FAILED);
		assertThat(FailureSummary.of(execution, "r1").retryable()).as("it will not be found later either").isFalse();
		assertThat(outcomes("r1").get(1)).startsWith("5 incomplete");
		assertThat(asked(ISSUES + "/5/closed_by")).isOne();
		assertThat(this.mirror.count("SELECT count(*) FROM gone_entities")).isZero();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{\"message\":\"404 Project Not Found\"}", "{\"error\":\"404 Not Found\"}", "<html></html>" })
	void anIssueThatIsNotProvenGoneFailsTheRun(String body) throws Exception {
		this.gitlab.intercept((path) -> path.startsWith(ISSUES + "/5") ? Answer.of(404, body) : null);
		JobExecution execution = this.mirror.run(request("r1", 5L));
		assertThat(FailureSummary.of(execution, "r1").exitCode()).isEqualTo(ExitCode.RUN_FAILED);
		assertThat(this.mirror.count("SELECT count(*) FROM gone_entities")).isZero();
	}

	@Test
	void aRunWhoseIssueIsDeletedBeforeItsRestartEnds() throws Exception {
		this.gitlab.intercept((path) -> path.startsWith(ISSUES + "/5/") ? Answer.of(400, "{}") : null);
		assertThat(this.mirror.run(request("r1", 1L, 5L)).getStatus()).isEqualTo(BatchStatus.FAILED);
		this.sample.project(PROJECT).issue(5).delete();
		this.gitlab.intercept((path) -> null);
		assertCompleted(this.mirror.run(request("r1", 1L, 5L)));
		assertThat(outcomes("r1")).containsExactly("1 synced verified null", "5 gone unproven null");
		assertGone(5, "r1");
	}

	@Test
	void aRestartStillFailsInPreflightForWhatNoAttemptEverWrote() throws Exception {
		this.sample.project(PROJECT).issue(5).delete();
		for (int attempt = 1; attempt <= 2; attempt++) {
			JobExecution execution = this.mirror.run(request("r1", 1L, 5L));
			assertThat(FailureSummary.of(execution, "r1").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
			assertThat(this.mirror.count("SELECT count(*) FROM issues")).isZero();
		}
	}

	/**
	 * Deletes issue 5 once, before such a request is passed on.
	 */
	private Answer deleteBefore(String path, boolean now) {
		if (now && this.deleted.compareAndSet(false, true)) {
			this.sample.project(PROJECT).issue(5).delete();
			this.gitlab.forgetPaths();
		}
		return null;
	}

	private void assertGone(long iid, String runId) {
		assertThat(this.mirror.rows("SELECT gone_run_id FROM issues WHERE iid = ? AND gone_at IS NOT NULL", iid))
			.extracting(Map::toString)
			.containsExactly("{gone_run_id=" + runId + "}");
		assertThat(this.mirror.count("SELECT count(*) FROM dependent_jobs WHERE status <> 'completed'"))
			.as("nothing is left to fetch")
			.isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM documents d WHERE d.entity_type = 'issue' AND d.entity_id = "
				+ "(SELECT id FROM issues WHERE iid = ?)", iid))
			.isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM dependent_states WHERE entity_type = 'issue' AND entity_id "
				+ "= (SELECT id FROM issues WHERE iid = ?)", iid))
			.isZero();
	}

	private List<String> outcomes(String runId) {
		return this.mirror
			.rows("SELECT iid || ' ' || outcome || ' ' || verification || ' ' || coalesce(verification_note, 'null') "
					+ "AS line FROM sync_run_entities WHERE run_id = ? ORDER BY iid", runId)
			.stream()
			.map((row) -> String.valueOf(row.get("line")))
			.toList();
	}

	private List<String> warnings() {
		return this.mirror.rows("SELECT warning FROM sync_run_phases WHERE warning IS NOT NULL")
			.stream()
			.map((row) -> String.valueOf(row.get("warning")))
			.toList();
	}

	private long asked(String path) {
		return this.gitlab.paths().stream().filter(path::equals).count();
	}

	private static SurgicalRequest request(String runId, Long... iids) {
		return new SurgicalRequest(runId, PROJECT, List.of(iids), List.of(), true, true);
	}

	private static void assertCompleted(JobExecution execution) {
		assertThat(execution.getAllFailureExceptions()).isEmpty();
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
	}

}
