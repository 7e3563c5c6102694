package dev.lorebatch.job;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.database.DatabaseFile;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.maintenance.DatabaseCheck;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.SampleEntity;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Dependent sets that GitLab refuses to the token, although it shows the entity.
 */
class RefusedSetsIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	private static final String DIFFS = "/api/v4/projects/7101/merge_requests/4/diffs";

	private static final Answer FORBIDDEN = Answer.of(403, "{\"message\":\"403 Forbidden\"}");

	private static final Instant LATER = Instant.parse("2026-11-28T10:00:00Z");

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	private final SampleEntity mergeRequest = this.sample.project(PROJECT).mergeRequest(4);

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private TestMirror mirror;

	@BeforeEach
	void open() throws Exception {
		this.gitlab = new FaultyGitLab(this.sample.url());
		this.mirror = mirror(SampleTokens.FULL);
	}

	@AfterEach
	void close() {
		this.mirror.close();
		this.gitlab.close();
		this.sample.close();
	}

	@Test
	void changedFilesThatAreRefusedEndTheRunWellAndStayAsTheyWere() throws Exception {
		assertCompleted(surgical("s1"));
		long files = files();
		assertThat(files).isPositive();
		refuse();
		assertCompleted(surgical("s2"));
		assertThat(files()).isEqualTo(files);
		assertThat(receipt("s2")).isEqualTo("synced unproven 403 null");
		assertThat(this.mirror
			.rows("SELECT refused ->> '$.diffs.http_status' AS status, dependents ->> '$.diffs' AS set_, "
					+ "dependents_at FROM sync_run_entities WHERE run_id = 's2'")
			.toString()).isEqualTo("[{status=403, set_=null, dependents_at=null}]");
		assertThat(warning("s2")).contains("GitLab refuses to this token diffs (HTTP 403) of !4");
		assertThat(reads(DIFFS)).as("a refusal is no matter of trying again").isOne();
		assertThat(reads("/api/v4/projects/7101/merge_requests/4")).as("the entity is, that proves it").isOne();
		assertThat(finding("refused_sets")).isEqualTo(PROJECT + "!4: diffs (HTTP 403)");
		assertThat(finding("owed_entities")).isNull();
	}

	@Test
	void aRefusedSetIsNotAskedForInEveryRun() throws Exception {
		refuse();
		assertCompleted(project("r1", RunMode.INCREMENTAL));
		assertThat(warning("r1")).contains("diffs (HTTP 403) of " + PROJECT + "!4");
		assertThat(this.mirror.count("SELECT count(*) FROM sync_run_failures")).isZero();
		this.gitlab.forgetPaths();
		assertCompleted(project("r2", RunMode.INCREMENTAL));
		assertThat(this.gitlab.paths()).as("nor is any other set").noneMatch((path) -> path.contains("/4/"));
		assertCompleted(project("r3", RunMode.FULL));
		assertThat(reads(DIFFS)).as("a full sync asks for everything").isOne();
	}

	/**
	 * A proxy that dislikes a request says nothing of the token.
	 */
	@Test
	void aRefusalThatIsNotOfGitLabIsAFailure() throws Exception {
		this.gitlab.intercept((path) -> path.equals(DIFFS) ? Answer.of(403, "<html>blocked</html>") : null);
		assertThat(project("r1", RunMode.INCREMENTAL).getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(refused()).isZero();
		this.gitlab.intercept((path) -> null);
		assertCompleted(project("r2", RunMode.INCREMENTAL));
		assertThat(files()).isPositive();
	}

	@Test
	void aRefusedSetIsAskedForAgainWhenTheEntityChanges() throws Exception {
		refuse();
		assertCompleted(project("r1", RunMode.INCREMENTAL));
		this.mergeRequest.edit(LATER, (edit) -> edit.title("Changed"));
		this.gitlab.intercept((path) -> null);
		assertCompleted(project("r2", RunMode.INCREMENTAL));
		assertThat(files()).isPositive();
		assertThat(refused()).isZero();
		assertThat(warning("r2")).isNull();
	}

	@Test
	void aRefusedSetIsAskedForAgainWithAnotherToken() throws Exception {
		refuse();
		assertCompleted(project("r1", RunMode.INCREMENTAL));
		reopen(SampleTokens.FULL_ROTATED);
		assertCompleted(project("r2", RunMode.INCREMENTAL));
		assertThat(reads(DIFFS)).isOne();
		assertThat(refused()).as("and is refused again").isOne();
		this.gitlab.forgetPaths();
		assertCompleted(project("r3", RunMode.INCREMENTAL));
		assertThat(reads(DIFFS)).isZero();
	}

	@Test
	void aRefusedSetIsAskedForAgainWhenTheViewChanges() throws Exception {
		refuse();
		this.sample.access().setLevel("keeper", 20);
		assertCompleted(project("r1", RunMode.INCREMENTAL));
		this.sample.access().setLevel("keeper", 30);
		this.gitlab.intercept((path) -> null);
		this.gitlab.forgetPaths();
		assertCompleted(project("r2", RunMode.INCREMENTAL));
		assertThat(reads(DIFFS)).isOne();
		assertThat(files()).isPositive();
		assertThat(refused()).isZero();
		this.gitlab.forgetPaths();
		assertCompleted(project("r3", RunMode.INCREMENTAL));
		assertThat(this.gitlab.paths()).noneMatch((path) -> path.contains("/4/"));
	}

	@Test
	void viewsThatAreBothRefusedDoNotAskInTurnsForEver() throws Exception {
		refuse();
		this.sample.access().setLevel("keeper", 10);
		assertCompleted(project("r1", RunMode.INCREMENTAL));
		this.sample.access().setLevel("keeper", 15);
		assertCompleted(project("r2", RunMode.INCREMENTAL));
		this.gitlab.forgetPaths();
		assertCompleted(project("r3", RunMode.INCREMENTAL));
		assertThat(reads(DIFFS)).isZero();
	}

	@Test
	void allKindsOfSetsOfAnIssueCanBeRefused() throws Exception {
		this.gitlab.intercept((path) -> path.matches(".*/issues/5/.+") ? FORBIDDEN : null);
		assertCompleted(this.mirror.run(new SurgicalRequest("s1", PROJECT, List.of(1L, 5L), List.of(), true, true)));
		assertThat(this.mirror.rows("SELECT iid, verification FROM sync_run_entities ORDER BY iid").toString())
			.isEqualTo("[{iid=1, verification=verified}, {iid=5, verification=unproven}]");
		assertThat(warning("s1")).contains("discussions, resource_state_events, resource_label_events, "
				+ "resource_milestone_events, closed_by (HTTP 403) of #5");
		assertThat(this.mirror.count("SELECT count(*) FROM documents WHERE entity_type = 'issue'")).isPositive();
	}

	@Test
	void anEntityThatIsForbiddenAsAWholeStaysAFailureThatNobodyShouldTryAgain() throws Exception {
		this.gitlab.intercept((path) -> path.matches(".*/merge_requests/4(/diffs)?") ? FORBIDDEN : null);
		JobExecution execution = surgical("s1");
		LoreException failure = Objects.requireNonNull(FailureSummary.of(execution, "s1"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.RUN_FAILED);
		assertThat(failure.retryable()).isFalse();
		assertThat(failure.suggestion()).contains("does not help before the cause is gone", "use a token");
		assertThat(receipt("s1")).isEqualTo("incomplete unproven 403 0");
	}

	@Test
	void anOutageOfOneSetStaysAFailureToTryAgain() throws Exception {
		this.gitlab.intercept((path) -> path.equals(DIFFS) ? Answer.of(503, "{}") : null);
		LoreException failure = Objects.requireNonNull(FailureSummary.of(surgical("s1"), "s1"));
		assertThat(failure.retryable()).isTrue();
		assertThat(receipt("s1")).isEqualTo("incomplete unproven 503 1");
		LoreException ofProject = Objects.requireNonNull(FailureSummary.of(project("r1", RunMode.INCREMENTAL), "r1"));
		assertThat(ofProject.retryable()).isTrue();
		assertThat(failures("r1")).isEqualTo("503 1");
	}

	@Test
	void aRunWithOnePermanentFailureIsNothingToTryAgain() throws Exception {
		this.gitlab.intercept((path) -> path.equals(DIFFS) ? Answer.of(503, "{}")
				: path.endsWith("/merge_requests/4/closes_issues") ? Answer.of(400, "{}") : null);
		assertThat(Objects.requireNonNull(FailureSummary.of(surgical("s1"), "s1")).retryable()).isFalse();
		this.gitlab.intercept((path) -> path.equals(DIFFS) ? Answer.of(400, "{}") : null);
		LoreException failure = Objects.requireNonNull(FailureSummary.of(project("r1", RunMode.INCREMENTAL), "r1"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.RUN_FAILED);
		assertThat(failure.retryable()).isFalse();
		assertThat(failures("r1")).isEqualTo("400 0");
	}

	private void refuse() {
		this.gitlab.forgetPaths();
		this.gitlab.intercept((path) -> path.equals(DIFFS) ? FORBIDDEN : null);
	}

	private JobExecution surgical(String runId) throws Exception {
		return this.mirror.run(new SurgicalRequest(runId, PROJECT, List.of(), List.of(4L), false, false));
	}

	private JobExecution project(String runId, RunMode mode) throws Exception {
		return this.mirror.run(new ProjectSyncRequest(runId, mode, List.of(PROJECT), null, false, false));
	}

	private static void assertCompleted(JobExecution execution) {
		assertThat(execution.getStatus()).as(execution.getAllFailureExceptions().toString())
			.isEqualTo(BatchStatus.COMPLETED);
	}

	private long files() {
		return this.mirror.count("SELECT count(*) FROM merge_request_files f JOIN merge_requests m "
				+ "ON m.id = f.merge_request_id WHERE m.iid = 4");
	}

	private long refused() {
		return this.mirror.count("SELECT count(*) FROM dependent_states WHERE refused IS NOT NULL");
	}

	private long reads(String path) {
		return this.gitlab.paths().stream().filter(path::equals).count();
	}

	private String receipt(String runId) {
		return String.valueOf(this.mirror
			.rows("SELECT outcome || ' ' || verification || ' ' || http_status || ' ' || "
					+ "coalesce(retryable, 'null') AS line FROM sync_run_entities WHERE run_id = ?", runId)
			.get(0)
			.get("line"));
	}

	private String failures(String runId) {
		return String.valueOf(this.mirror
			.rows("SELECT http_status || ' ' || retryable AS line FROM sync_run_failures WHERE run_id = ?", runId)
			.get(0)
			.get("line"));
	}

	private @Nullable String warning(String runId) {
		return this.mirror.bean(SyncRuns.class)
			.findPhases(runId)
			.stream()
			.filter((phase) -> phase.phase().equals("dependents"))
			.map(SyncRuns.PhaseRow::warning)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private @Nullable String finding(String name) {
		return new DatabaseCheck(new DatabaseFile(this.folder.resolve("lore.db")), true, Clock.systemUTC()).run()
			.findings()
			.stream()
			.filter((finding) -> finding.check().equals(name))
			.map((finding) -> finding.examples().get(0))
			.findFirst()
			.orElse(null);
	}

	private void reopen(String token) {
		this.mirror.close();
		this.mirror = mirror(token);
		this.gitlab.forgetPaths();
	}

	private TestMirror mirror(String token) {
		return TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url(), "lore.gitlab.token=" + token);
	}

}
