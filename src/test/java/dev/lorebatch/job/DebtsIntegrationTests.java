package dev.lorebatch.job;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.database.DatabaseFile;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.maintenance.DatabaseCheck;
import dev.lorebatch.maintenance.Finding;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a dead run owes is owed until it is fetched or proven gone, whatever the next runs
 * are shown.
 */
class DebtsIntegrationTests {

	private static final String PROJECT = "harbor/tools/rope-kit";

	private static final String NOT_FOUND = "{\"message\":\"404 Not found\"}";

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	private final SampleProject project = this.sample.project(PROJECT);

	private final int all = this.project.issueIids().size();

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
	void whatADeadRunOwesIsFetchedThoughTheListDoesNotShowIt() throws Exception {
		dieBehindIngest();
		this.gitlab.intercept((path) -> path.endsWith("/issues") ? Answer.of(200, "[]") : null);
		assertCompleted(this.mirror.run(incremental("r2")));
		assertThat(owed()).isZero();
		assertThat(counters("r2", "ingest")).containsEntry("looked_again", (long) this.all);
		assertThat(notes()).isEqualTo(notesOfGitLab());
	}

	@Test
	void whatIsNeitherShownNorProvenGoneStaysOwedAndIsCounted() throws Exception {
		dieBehindIngest();
		hide("<html>not here</html>");
		for (String runId : List.of("r2", "r3")) {
			assertCompleted(this.mirror.run(incremental(runId)));
			assertThat(owed()).isEqualTo(this.all);
			assertThat(counters(runId, "dependents")).containsEntry("owed", (long) this.all);
			assertThat(warnings(runId)).singleElement()
				.asString()
				.contains("%d issues and merge requests".formatted(this.all), "owe");
		}
		assertThat(finding("owed_entities").count()).isEqualTo(this.all);
		assertThat(finding("owed_entities").examples().get(0)).contains(PROJECT + "#", "r1");
		this.gitlab.intercept((path) -> null);
		assertCompleted(this.mirror.run(incremental("r4")));
		assertThat(owed()).isZero();
		assertThat(warnings("r4")).isEmpty();
		assertThat(notes()).isEqualTo(notesOfGitLab());
	}

	@Test
	void whatIsProvenGoneIsOwedNoMore() throws Exception {
		dieBehindIngest();
		hide(NOT_FOUND);
		assertCompleted(this.mirror.run(incremental("r2")));
		assertThat(owed()).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM gone_entities WHERE gone_run_id = 'r2'"))
			.isEqualTo(this.all);
		assertThat(counters("r2", "ingest")).containsEntry("gone", (long) this.all);
	}

	@Test
	void whatAnotherViewSawIsNotAskedForAloneAndStaysOwed() throws Exception {
		dieBehindIngest();
		this.sample.access().setLevel("keeper", 10);
		hide(NOT_FOUND);
		assertCompleted(this.mirror.run(incremental("r2")));
		assertThat(owed()).isEqualTo(this.all);
		assertThat(this.gitlab.paths()).noneMatch((path) -> path.matches(".*/issues/[0-9]+"));
		assertThat(this.mirror.count("SELECT count(*) FROM gone_entities")).isZero();
	}

	@Test
	void anEntityThatCouldNotBeReadIsOwedUntilItIsWrittenOrProvenGone() throws Exception {
		String broken = "{\"id\":1,\"iid\":77,\"title\":7,\"state\":[],\"updated_at\":\"2026-11-20T10:00:00Z\"}";
		this.gitlab.intercept((path) -> path.endsWith("/merge_requests") ? Answer.of(200, "[" + broken + "]") : null);
		assertThat(this.mirror.run(incremental("r1")).getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(missing()).isOne();

		this.gitlab.intercept((path) -> path.endsWith("/merge_requests") ? Answer.of(200, "[]")
				: path.endsWith("/merge_requests/77") ? Answer.of(404, "<html>not here</html>") : null);
		assertCompleted(this.mirror.run(incremental("r2")));
		assertThat(missing()).as("a proxy proves nothing").isOne();
		assertThat(counters("r2", "dependents")).containsEntry("owed", 1L);
		assertThat(finding("owed_entities").examples()).containsExactly(PROJECT + "!77 of run r1");

		this.gitlab.intercept((path) -> null);
		assertCompleted(this.mirror.run(incremental("r3")));
		assertThat(missing()).as("GitLab says that there is none").isZero();
	}

	@Test
	void whatAGivenUpSurgicalRunOwesIsOwed() throws Exception {
		this.gitlab.intercept((path) -> path.matches(".*/issues/[0-9]+/.*") ? Answer.of(400, "{}") : null);
		List<Long> iids = this.project.issueIids().subList(0, 2);
		assertThat(this.mirror.run(new SurgicalRequest("s1", PROJECT, iids, List.of(), false, false)).getStatus())
			.isEqualTo(BatchStatus.FAILED);
		this.mirror.bean(RunLauncher.class).abandon("s1");
		assertThat(finding("owed_entities").count()).isEqualTo(2);
		hide("<html>not here</html>");
		assertCompleted(this.mirror.run(incremental("r2")));
		assertThat(owed()).isEqualTo(2);
		assertThat(counters("r2", "dependents")).containsEntry("owed", 2L);
		this.gitlab.intercept((path) -> null);
		assertCompleted(this.mirror.run(incremental("r3")));
		assertThat(owed()).isZero();
	}

	@Test
	void whatIsOwedOfAProjectWhoseIssuesAreSwitchedOffStaysOwedAndIsSaid() throws Exception {
		dieBehindIngest();
		String off = "{\"id\":%d,\"path_with_namespace\":\"%s\",\"issues_enabled\":false,\"permissions\":{\"project_access\":{\"access_level\":40}}}"
			.formatted(this.project.id(), PROJECT);
		this.gitlab.intercept((path) -> path.endsWith("/issues") ? Answer.of(403, "{\"message\":\"403 Forbidden\"}")
				: path.matches(".*/projects/[^/]+") ? Answer.of(200, off) : null);
		assertCompleted(this.mirror.run(incremental("r2")));
		assertThat(owed()).isEqualTo(this.all);
		assertThat(counters("r2", "dependents")).containsEntry("owed", (long) this.all);
		assertThat(warnings("r2")).hasSize(1);
	}

	/**
	 * With 400 the sets failed, in an outage nobody tried most of them.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 400, 503 })
	void aRestartFetchesWhatTheRunOwesOfAProjectThatLeftItsGroup(int status) throws Exception {
		ProjectSyncRequest request = failInGroup(status);
		this.project.rename("elsewhere/rope-kit");
		assertCompleted(this.mirror.run(request));
		assertThat(owed()).isZero();
		assertThat(finding("unfinished_jobs")).isNull();
		assertThat(notes()).isGreaterThanOrEqualTo(notesOfGitLab());
		assertThat(this.mirror.rows("SELECT project, outcome FROM sync_run_projects WHERE project_gitlab_id = 7115"))
			.extracting(Map::toString)
			.containsExactly("{project=elsewhere/rope-kit, outcome=synced}");
	}

	@Test
	void aRestartFailsForAProjectThatLeftItsGroupAndCannotBeRead() throws Exception {
		ProjectSyncRequest request = failInGroup(503);
		this.project.rename("elsewhere/rope-kit");
		this.gitlab.intercept((path) -> path.endsWith("/projects/7115")
				? Answer.of(404, "{\"message\":\"404 Project Not Found\"}") : null);
		assertThat(this.mirror.run(request).getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(owed()).isPositive();
		this.gitlab.intercept((path) -> null);
		assertCompleted(this.mirror.run(request));
		assertThat(owed()).isZero();
	}

	@Test
	void documentsAndVectorsThatADeadRunOwesAreCounted() throws Exception {
		assertCompleted(this.mirror.run(incremental("r1")));
		assertThat(
				this.mirror.run(new SurgicalRequest("dead", PROJECT, List.of(999L), List.of(), true, true)).getStatus())
			.isEqualTo(BatchStatus.FAILED);
		this.mirror.jdbc().sql("""
				INSERT INTO dirty_sources (source_type, source_id, origin_run_id, marked_at)
				SELECT 'issue', min(id), 'dead', '2026-01-01T00:00:00.000Z' FROM issues
				""").update();
		assertThat(finding("owed_documents").examples()).singleElement().asString().endsWith("of run dead");
		assertCompleted(this.mirror
			.run(new ProjectSyncRequest("r2", RunMode.INCREMENTAL, List.of(PROJECT), null, true, false)));
		this.mirror.jdbc()
			.sql("INSERT INTO pending_embeddings (document_id, origin_run_id) SELECT min(id), 'dead' FROM documents")
			.update();
		assertThat(finding("owed_vectors").count()).isOne();
	}

	@Test
	void vectorsThatADeadRunOwesTheNextRunMakes() throws Exception {
		assertCompleted(this.mirror.run(incremental("r1")));
		assertCompleted(
				this.mirror.run(new ProjectSyncRequest("r2", RunMode.FULL, List.of(PROJECT), null, true, false)));
		assertThat(
				this.mirror.run(new SurgicalRequest("dead", PROJECT, List.of(999L), List.of(), true, true)).getStatus())
			.isEqualTo(BatchStatus.FAILED);
		this.mirror.jdbc()
			.sql("INSERT INTO pending_embeddings (document_id, origin_run_id) SELECT id, 'dead' FROM documents "
					+ "WHERE body_length > 0 LIMIT 3")
			.update();
		assertCompleted(
				this.mirror.run(new ProjectSyncRequest("r3", RunMode.INCREMENTAL, List.of(PROJECT), null, true, true)));
		assertThat(this.mirror.count("SELECT count(DISTINCT document_id) FROM embeddings")).isEqualTo(3);
		assertThat(finding("owed_vectors")).as("they are made").isNull();
	}

	/**
	 * As after kill -9 behind ingest: the issues are written and listed, none of their
	 * sets is fetched.
	 */
	private ProjectSyncRequest failInGroup(int status) throws Exception {
		ProjectSyncRequest request = incremental("r1", "harbor/**");
		this.gitlab.intercept((path) -> path.matches(".*/7115/issues/[0-9]+/.*") ? Answer.of(status, "{}") : null);
		assertThat(this.mirror.run(request).getStatus()).isEqualTo(BatchStatus.FAILED);
		this.gitlab.intercept((path) -> null);
		assertThat(owed()).isPositive();
		return request;
	}

	private void dieBehindIngest() throws Exception {
		this.gitlab.intercept((path) -> path.matches(".*/issues/[0-9]+/.*") ? Answer.of(400, "{}") : null);
		assertThat(this.mirror.run(incremental("r1")).getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(owed()).isEqualTo(this.all);
		this.gitlab.intercept((path) -> null);
		this.gitlab.forgetPaths();
		this.mirror.jdbc()
			.sql("UPDATE sync_watermarks SET watermark = ?")
			.param(Timestamps.format(Instant.now().minus(2, ChronoUnit.SECONDS)))
			.update();
	}

	/**
	 * GitLab lists no issues, and answers 404 with this body to each.
	 */
	private void hide(String body) {
		this.gitlab.intercept((path) -> path.endsWith("/issues") ? Answer.of(200, "[]")
				: path.matches(".*/issues/[0-9]+") ? Answer.of(404, body) : null);
	}

	private long owed() {
		return this.mirror.count("SELECT count(*) FROM dependent_states WHERE complete = 0");
	}

	private long missing() {
		return this.mirror
			.count("SELECT count(*) FROM sync_run_failures WHERE phase = 'ingest' AND resolved_at IS NULL");
	}

	private long notes() {
		return this.mirror.count(
				"SELECT count(*) FROM notes n JOIN discussions d ON d.id = n.discussion_id WHERE d.issue_id IS NOT NULL");
	}

	private long notesOfGitLab() {
		return this.project.issueIids().stream().mapToLong((iid) -> this.project.issue(iid).noteIds().size()).sum();
	}

	private Map<String, Long> counters(String runId, String phase) {
		return Objects.requireNonNull(this.mirror.bean(SyncRuns.class).find(runId).orElseThrow().counters().get(phase));
	}

	private List<String> warnings(String runId) {
		return this.mirror.rows("""
				SELECT f.warning FROM sync_run_phases f JOIN sync_runs r ON r.job_instance_id = f.job_instance_id
				WHERE r.run_id = ? AND f.warning IS NOT NULL
				""", runId).stream().map((row) -> String.valueOf(row.get("warning"))).toList();
	}

	private Finding finding(String check) {
		return new DatabaseCheck(new DatabaseFile(this.folder.resolve("lore.db")), true, Clock.systemUTC()).run()
			.findings()
			.stream()
			.filter((finding) -> finding.check().equals(check))
			.findFirst()
			.orElse(null);
	}

	private static ProjectSyncRequest incremental(String runId) {
		return incremental(runId, PROJECT);
	}

	private static ProjectSyncRequest incremental(String runId, String project) {
		return new ProjectSyncRequest(runId, RunMode.INCREMENTAL, List.of(project), null, false, false);
	}

	private static void assertCompleted(JobExecution execution) {
		assertThat(execution.getAllFailureExceptions()).isEmpty();
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
	}

}
