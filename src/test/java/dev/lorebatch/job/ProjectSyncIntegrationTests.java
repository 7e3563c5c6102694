package dev.lorebatch.job;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;

import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.functional.DatabaseDump;
import dev.lorebatch.functional.TestDatabase;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.run.SyncRun;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.SampleEntity;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.support.BrokenPaging;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The jobs of whole projects against the sample GitLab, a fault-injecting server between
 * them.
 */
class ProjectSyncIntegrationTests {

	private static final String PROJECT = "harbor/tools/rope-kit";

	private static final String OTHER = "harbor/charts";

	/** Queues, and what most of these runs leave out to be fast. */
	private static final Set<String> WITHOUT = Set.of("dependent_jobs", "dirty_sources", "pending_embeddings",
			"embeddings", "documents");

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	private final SampleProject project = this.sample.project(PROJECT);

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
	void firstRunMirrorsWhatASurgicalRunOfAllWouldAndAFullRunChangesNothing() throws Exception {
		assertCompleted(
				this.mirror.run(new ProjectSyncRequest("r1", RunMode.INCREMENTAL, List.of(PROJECT), null, true, true)));
		Map<String, List<Map<String, Object>>> content = this.mirror.content();
		assertThat(content.get("documents")).hasSizeGreaterThan(10);
		assertThat(content.get("embeddings")).hasSizeGreaterThan(10);
		assertThat(content()).isEqualTo(surgicalContent());
		SyncRun run = run("r1");
		assertThat(run.phase()).isEqualTo("done");
		assertThat(run.mode()).isEqualTo("incremental");
		assertThat(run.counters().get("ingest")).containsEntry("listed", all());

		assertCompleted(
				this.mirror.run(new ProjectSyncRequest("r2", RunMode.FULL, List.of(PROJECT), null, true, true)));
		assertThat(this.mirror.content()).isEqualTo(content);
		assertThat(run("r2").counters().get("ingest")).containsEntry("unchanged", all()).containsEntry("queued", all());
		assertThat(this.mirror.count("SELECT count(*) FROM dependent_jobs")).as("nothing is left of complete runs")
			.isZero();
	}

	@Test
	void aRunRightAfterAnotherCostsThreeRequestsAndChangesNothing() throws Exception {
		this.mirror.run(incremental("r1", PROJECT));
		Map<String, List<Map<String, Object>>> before = this.mirror.content();
		this.sample.forgetRequests();
		assertCompleted(this.mirror.run(incremental("r2", PROJECT)));
		assertThat(this.sample.requests()).hasSize(3);
		assertThat(this.mirror.content()).isEqualTo(before);
		assertThat(run("r2").counters().get("ingest")).doesNotContainKeys("queued", "inserted", "updated");
		assertThat(this.mirror.rows("SELECT run_id FROM sync_run_entities")).isEmpty();
	}

	@Test
	void preflightSaysWhatTheRunIsGoingToCost() throws Exception {
		this.mirror.run(incremental("r1", PROJECT));
		assertThat(run("r1").counters().get("preflight")).as("nothing is known yet")
			.containsEntry("estimated_entities", 0L)
			.containsEntry("estimated_requests", 2L);
		this.sample.forgetRequests();
		this.mirror.run(new ProjectSyncRequest("r2", RunMode.FULL, List.of(PROJECT), null, true, true));
		int sent = this.sample.requests().size();
		Map<String, Long> full = run("r2").counters().get("preflight");
		assertThat(full).containsEntry("estimated_entities", all());
		assertThat(full.get("estimated_requests")).as("%d were sent", sent).isBetween(sent * 9L / 10, (long) sent);
		this.project.issue(this.project.issueIids().get(0)).addNote(Instant.now(), "keeper", "just now");
		this.mirror.run(incremental("r3", PROJECT));
		this.mirror.run(incremental("r4", PROJECT));
		assertThat(run("r4").counters().get("preflight")).as("it is settling")
			.containsEntry("estimated_entities", 1L)
			.containsEntry("estimated_requests", 2L + 1 + 5);
	}

	@Test
	void whatChangedIsReadAgainAndNothingElse() throws Exception {
		this.mirror.run(incremental("r1", PROJECT));
		SampleEntity issue = this.project.issue(this.project.issueIids().get(2));
		issue.edit(Instant.parse("2026-11-22T10:00:00Z"), (edit) -> edit.title("Tied differently").labels("bug"));
		this.project.openIssue(Instant.parse("2026-11-22T10:01:00Z"), "keeper", "A new knot", "by hand");
		this.sample.forgetRequests();
		assertCompleted(this.mirror.run(incremental("r2", PROJECT)));
		assertThat(run("r2").counters().get("ingest")).containsEntry("inserted", 1L)
			.containsEntry("updated", 1L)
			.containsEntry("queued", 2L);
		assertThat(this.sample.requests()).hasSize(3 + 2 * 5);
		assertThat(content()).isEqualTo(surgicalContent());
	}

	@Test
	void aNoteRightAfterAnotherIsThereAfterTheNextRunWithoutAnyFurtherEdit() throws Exception {
		SampleEntity issue = this.project.issue(this.project.issueIids().get(0));
		Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
		issue.addNote(now.minusSeconds(5), "keeper", "the first one");
		this.mirror.run(incremental("r1", PROJECT));
		issue.addNote(now.plusSeconds(5), "keeper", "the second one, in the shadow of the first");
		assertThat(issue.updatedAt()).isEqualTo(now.minusSeconds(5));
		listNothingMore();
		assertThat(this.mirror.rows("SELECT reference FROM settling_entities")).extracting(Map::toString)
			.containsExactly("{reference=" + PROJECT + "#" + issue.iid() + "}");

		assertCompleted(this.mirror.run(incremental("r2", PROJECT)));

		assertThat(this.mirror.count("SELECT count(*) FROM notes WHERE body LIKE '%in the shadow%'")).isOne();
		assertThat(run("r2").counters().get("ingest")).containsEntry("looked_again", 1L).doesNotContainKey("listed");
	}

	@Test
	void aRenamedProjectIsFoundByItsFormerPathAndListedAnew() throws Exception {
		this.mirror.run(incremental("r1", PROJECT));
		this.project.rename("harbor/tools/knot-kit");
		this.sample.forgetRequests();
		assertCompleted(this.mirror.run(incremental("r2", PROJECT)));
		assertThat(this.mirror.rows("SELECT path FROM projects")).extracting(Map::toString)
			.containsExactly("{path=harbor/tools/knot-kit}");
		assertThat(this.sample.requests()).filteredOn((request) -> request.target().endsWith("/projects/7115"))
			.hasSize(1);
		assertThat(run("r2").counters().get("ingest")).as("every entity says the path").containsEntry("updated", all());
		assertThat(content()).isEqualTo(surgicalContent());
		assertCompleted(this.mirror.run(incremental("r3", "harbor/tools/knot-kit")));
	}

	@Test
	void switchedOffIssuesAreAFactAndGroupsAreExpanded() throws Exception {
		assertCompleted(this.mirror.run(incremental("r1", "harbor/*")));
		assertThat(
				this.mirror.rows("SELECT project, outcome, issues_enabled FROM sync_run_projects WHERE run_id = 'r1'"))
			.extracting(Map::toString)
			.containsExactly("{project=harbor/charts, outcome=synced, issues_enabled=0}",
					"{project=harbor/keepers-log, outcome=synced, issues_enabled=1}",
					"{project=harbor/lighthouse, outcome=synced, issues_enabled=1}");
		assertCompleted(this.mirror.run(incremental("r2", OTHER)));
		assertThat(this.mirror.rows("SELECT issues_enabled AS issues FROM sync_run_projects WHERE run_id = 'r2'"))
			.extracting(Map::toString)
			.containsExactly("{issues=0}");
		assertCompleted(this.mirror.run(incremental("r3", "harbor/tools/**")));
		assertThat(this.mirror.count(
				"SELECT count(*) FROM issues i JOIN projects p ON p.id = i.project_id " + "WHERE p.path = ?", PROJECT))
			.isEqualTo(this.project.issueIids().size());
	}

	@Test
	void oneProjectsFailureStopsNoOtherAndARestartDoesOnlyThat() throws Exception {
		long id = this.project.id();
		this.gitlab.intercept((path) -> path.endsWith("/" + id + "/issues") ? Answer.of(403, "{}") : null);
		JobExecution first = this.mirror.run(incremental("r1", PROJECT, OTHER, "no/such"));
		assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
		LoreException failure = failure(first);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.RUN_FAILED);
		assertThat(failure).hasMessageContaining("2 of 3 projects failed: " + PROJECT + ", no/such");
		assertThat(failure.actions().get(0).arguments()).containsExactly("runs", "restart", "r1");
		assertThat(run("r1").phaseMillis()).containsKeys("preflight", "ingest", "dependents", "docs", "embed");
		assertThat(this.mirror.count("SELECT count(*) FROM merge_request_files")).as("the others are through")
			.isPositive();
		assertThat(this.mirror.count("SELECT count(*) FROM sync_locks")).isZero();

		this.gitlab.intercept((path) -> path.endsWith("/projects/no%2Fsuch") ? Answer.of(200, """
				{"id":7133,"path_with_namespace":"harbor/charts","issues_enabled":false,"name":"Charts",
				"web_url":"https://gitlab.example.com/harbor/charts"}""") : null);
		this.sample.forgetRequests();
		JobExecution second = this.mirror.run(incremental("r1", PROJECT, OTHER, "no/such"));

		assertThat(failure(second)).as("a name that failed is a fact until it is resolved").isNull();
		assertThat(second.getStepExecutions()).extracting(StepExecution::getStepName)
			.containsExactlyInAnyOrder("preflight", "ingest", "ingest:" + id + ":issue", "dependents", "docs", "embed");
		assertThat(content()).isEqualTo(surgicalContent(OTHER));
	}

	/**
	 * Spring Batch commits the status of a job before it calls the listeners.
	 */
	@Test
	void aRunWithAFailureIsNeverCompleteNotEvenForAMoment() throws Exception {
		recordWhatTheLedgerIsTold();
		String issue = "/issues/" + this.project.issueIids().get(0) + "/discussions";
		this.gitlab.intercept((path) -> path.endsWith(issue) ? Answer.of(400, "{}") : null);
		this.mirror.run(incremental("r1", PROJECT));
		assertThat(this.mirror.rows("SELECT status FROM told")).extracting((row) -> String.valueOf(row.get("status")))
			.contains("FAILED")
			.doesNotContain("COMPLETED");
		assertThat(this.mirror.rows("SELECT message FROM told WHERE status = 'FAILED'"))
			.allSatisfy((row) -> assertThat(String.valueOf(row.get("message"))).contains("1 entity failed"));
	}

	@Test
	void theLedgerIsNeverToldAStackTraceNotEvenForAMoment() throws Exception {
		recordWhatTheLedgerIsTold();
		this.mirror.run(new SurgicalRequest("r1", PROJECT, List.of(999L), List.of(), true, true));
		assertThat(this.mirror.rows("SELECT message FROM told WHERE status = 'FAILED'")).isNotEmpty()
			.allSatisfy((row) -> assertThat(String.valueOf(row.get("message"))).startsWith("NOT_FOUND: ")
				.doesNotContain("\tat "));
	}

	private void recordWhatTheLedgerIsTold() {
		this.mirror.jdbc().sql("CREATE TABLE told (status TEXT, message TEXT)").update();
		this.mirror.jdbc().sql("""
				CREATE TRIGGER tell AFTER UPDATE ON BATCH_JOB_EXECUTION
				BEGIN INSERT INTO told VALUES (NEW.STATUS, NEW.EXIT_MESSAGE); END
				""").update();
	}

	@Test
	void whatARunLeftThatDiedAtItsVeryEndIsRemovedWhenItIsAskedForAgain() throws Exception {
		assertCompleted(this.mirror.run(incremental("r1", PROJECT)));
		this.mirror.jdbc()
			.sql("""
					INSERT INTO dependent_jobs (project_id, job_type, scope_run_id, entity_type, entity_id, entity_iid,
						enqueued_at, status)
					SELECT project_id, 'discussions', 'r1', 'issue', id, iid, '2026-11-22T10:00:00.000Z', 'completed' FROM issues
					""")
			.update();
		RunResult again = this.mirror.bean(RunLauncher.class).launch(incremental("r1", PROJECT));
		assertThat(again.outcome()).isEqualTo(RunResult.Outcome.ALREADY_COMPLETE);
		assertThat(this.mirror.count("SELECT count(*) FROM dependent_jobs")).isZero();
	}

	@Test
	void ifAllProjectsFailTheReasonIsThatOfTheFirst() throws Exception {
		assertThat(failure(this.mirror.run(incremental("r1", "no/such"))).exitCode()).isEqualTo(ExitCode.NOT_FOUND);
		this.gitlab.intercept((path) -> Answer.of(401, "{\"message\":\"401 Unauthorized\"}"));
		assertThat(failure(this.mirror.run(incremental("r2", PROJECT, OTHER))).exitCode())
			.isEqualTo(ExitCode.AUTHENTICATION_FAILED);
	}

	@Test
	void aRestartGoesOnAtThePageWhereTheFirstAttemptFailed() throws Exception {
		for (int number = 1; number <= 330; number++) {
			this.project.openIssue(Instant.parse("2026-11-22T10:00:00Z").plusSeconds(number), "keeper",
					"Knot " + number, null);
		}
		AtomicInteger lists = new AtomicInteger();
		this.gitlab.intercept(
				(path) -> (path.endsWith("/issues") && lists.incrementAndGet() > 2) ? Answer.of(403, "{}") : null);
		this.mirror.run(incremental("r1", PROJECT));
		assertThat(this.mirror.count("SELECT count(*) FROM issues")).as("the second page repeats one row")
			.isEqualTo(199);
		assertThat(this.mirror.count("SELECT count(*) FROM sync_watermarks WHERE kind = 'issue'")).isZero();
		List<String> asked = listRequests();

		this.gitlab.intercept((path) -> null);
		this.sample.forgetRequests();
		assertCompleted(this.mirror.run(incremental("r1", PROJECT)));

		assertThat(listRequests()).hasSizeBetween(2, 3).doesNotContainAnyElementsOf(asked);
		assertThat(this.mirror.count("SELECT count(*) FROM issues")).isEqualTo(this.project.issueIids().size());
		assertThat(run("r1").counters().get("ingest")).containsEntry("inserted", all());
	}

	@ParameterizedTest
	@EnumSource(BrokenPaging.class)
	void aProjectIsReadWholeWhateverBecameOfThePageHeaders(BrokenPaging broken) throws Exception {
		for (int number = 1; number <= 130; number++) {
			this.project.openIssue(Instant.parse("2026-11-22T10:00:00Z").plusSeconds(number), "keeper",
					"Knot " + number, null);
		}
		this.gitlab.breakPaging(broken);
		assertCompleted(this.mirror.run(incremental("r1", PROJECT)));
		assertThat(content()).isEqualTo(surgicalContent());
		assertThat(this.mirror.rows("SELECT watermark FROM sync_watermarks WHERE kind = 'issue'"))
			.as("it moves only when the end is reached")
			.extracting((row) -> row.get("watermark"))
			.containsExactly("2026-11-22T10:02:10.000Z");
	}

	/**
	 * What a process leaves that dies between two commits of the job repository: the
	 * partition is there, what it is about is not.
	 */
	@Test
	void aPartitionWithoutItsContextStartsAnew() throws Exception {
		this.gitlab.intercept((path) -> path.endsWith("/issues") ? Answer.of(403, "{}") : null);
		this.mirror.run(incremental("r1", PROJECT));
		int emptied = this.mirror.jdbc().sql("""
				UPDATE BATCH_STEP_EXECUTION_CONTEXT SET SHORT_CONTEXT = '{}' WHERE STEP_EXECUTION_ID IN
					(SELECT STEP_EXECUTION_ID FROM BATCH_STEP_EXECUTION WHERE STEP_NAME LIKE 'ingest:%:issue')
				""").update();
		assertThat(emptied).isOne();
		this.gitlab.intercept((path) -> null);
		assertCompleted(this.mirror.run(incremental("r1", PROJECT)));
		assertThat(content()).isEqualTo(surgicalContent());
	}

	@Test
	void whatADeadRunOwesTheNextOneFetches() throws Exception {
		String issue = "/issues/" + this.project.issueIids().get(0) + "/discussions";
		this.gitlab.intercept((path) -> path.endsWith(issue) ? Answer.of(400, "{}") : null);
		JobExecution first = this.mirror.run(incremental("r1", PROJECT));
		assertThat(failure(first)).hasMessageContaining("1 entity failed: " + PROJECT + "#");
		assertThat(failure(first).exitCode()).isEqualTo(ExitCode.RUN_FAILED);
		this.gitlab.intercept((path) -> null);
		listNothingMore();

		assertCompleted(this.mirror.run(incremental("r2", PROJECT)));

		assertThat(run("r2").counters().get("ingest")).containsEntry("looked_again", 1L);
		assertThat(content()).isEqualTo(surgicalContent());
	}

	@Test
	void whatAFailedRunMadeNoDocumentsOfTheNextOneDoes() throws Exception {
		ProjectSyncRequest request = new ProjectSyncRequest("r1", RunMode.INCREMENTAL, List.of(PROJECT), null, true,
				false);
		assertCompleted(this.mirror.run(request));
		assertThat(this.mirror.run(new SurgicalRequest("failed", PROJECT, List.of(999L), List.of(), true, true))
			.getStatus()).isEqualTo(BatchStatus.FAILED);
		this.mirror.jdbc().sql("""
				INSERT INTO dirty_sources (source_type, source_id, origin_run_id, marked_at)
				SELECT 'issue', min(id), 'failed', '2026-01-01T00:00:00.000Z' FROM issues
				""").update();
		this.mirror.jdbc().sql("UPDATE documents SET content = 'stale', content_hash = ''").update();
		assertCompleted(this.mirror
			.run(new ProjectSyncRequest("r2", RunMode.INCREMENTAL, List.of(PROJECT), null, true, false)));
		assertThat(this.mirror.count("SELECT count(*) FROM documents WHERE content <> 'stale'")).isOne();
		assertThat(this.mirror.rows("SELECT origin_run_id AS run FROM dirty_sources")).as("that row is not consumed")
			.extracting(Map::toString)
			.containsExactly("{run=failed}");
	}

	@Test
	void anEntityThatCannotBeReadStopsNothingAndIsTriedAgain() throws Exception {
		String broken = "{\"id\":1,\"iid\":77,\"title\":7,\"state\":[],\"updated_at\":\"2026-11-20T10:00:00Z\"}";
		this.gitlab.intercept((path) -> path.endsWith("/merge_requests") ? Answer.of(200, "[" + broken + "]") : null);
		JobExecution first = this.mirror.run(incremental("r1", PROJECT));
		assertThat(failure(first)).hasMessageContaining(PROJECT + "!77");
		assertThat(failure(first).exitCode()).isEqualTo(ExitCode.TRANSFORM);
		assertThat(this.mirror.count("SELECT count(*) FROM issues")).isEqualTo(this.project.issueIids().size());

		assertThat(failure(this.mirror.run(incremental("r1", PROJECT))).exitCode()).isEqualTo(ExitCode.TRANSFORM);
		assertThat(failure(this.mirror.run(incremental("r2", PROJECT))).exitCode()).isEqualTo(ExitCode.TRANSFORM);
		this.gitlab.intercept((path) -> null);
		assertCompleted(this.mirror.run(incremental("r1", PROJECT)));
		assertCompleted(this.mirror.run(incremental("r3", PROJECT)));
	}

	@Test
	void sinceListsFromThereAndMovesNoWatermarkOverAGap() throws Exception {
		assertCompleted(this.mirror
			.run(new ProjectSyncRequest("r1", RunMode.INCREMENTAL, List.of(PROJECT), "2026-11-01", true, true)));
		assertThat(this.mirror.rows("SELECT * FROM sync_watermarks")).isEmpty();
		long some = this.mirror.count("SELECT count(*) FROM issues");
		assertThat(some).isPositive().isLessThan(this.project.issueIids().size());
		this.mirror.run(incremental("r2", PROJECT));
		List<Map<String, Object>> before = this.mirror.rows("SELECT kind, watermark FROM sync_watermarks");
		this.project.issue(this.project.issueIids().get(0))
			.edit(Instant.parse("2026-11-23T10:00:00Z"), (edit) -> edit.title("Late"));
		assertCompleted(this.mirror
			.run(new ProjectSyncRequest("r3", RunMode.INCREMENTAL, List.of(PROJECT), "2026-11-01", true, true)));
		assertThat(this.mirror.rows("SELECT kind, watermark FROM sync_watermarks")).isNotEqualTo(before);
		assertThat(content()).isEqualTo(surgicalContent());
	}

	@Test
	void aSurgicalRunMovesNoWatermarkAndSparesTheNextRunItsWork() throws Exception {
		this.mirror.run(incremental("r1", PROJECT));
		List<Map<String, Object>> before = this.mirror
			.rows("SELECT kind, watermark, run_id, moved_at FROM sync_watermarks");
		long iid = this.project.issueIids().get(1);
		this.project.issue(iid).edit(Instant.parse("2026-11-22T10:00:00Z"), (edit) -> edit.title("Cut"));
		this.mirror.run(new SurgicalRequest("s1", PROJECT, List.of(iid), List.of(), false, false));
		assertThat(this.mirror.rows("SELECT kind, watermark, run_id, moved_at FROM sync_watermarks")).isEqualTo(before);
		this.sample.forgetRequests();
		assertCompleted(this.mirror.run(incremental("r2", PROJECT)));
		assertThat(this.sample.requests()).hasSize(3);
	}

	/**
	 * So far ahead that the next listing begins right now, and not so far that the
	 * server's clock would seem to have gone back.
	 */
	private void listNothingMore() {
		this.mirror.jdbc()
			.sql("UPDATE sync_watermarks SET watermark = ?")
			.param(Timestamps.format(Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(120)))
			.update();
	}

	private List<String> listRequests() {
		return this.sample.requests()
			.stream()
			.map((request) -> request.target())
			.filter((target) -> target.contains("/issues?"))
			.toList();
	}

	private long all() {
		return this.project.issueIids().size() + (long) this.project.mergeRequestIids().size();
	}

	private Map<String, List<String>> content() {
		return content("lore.db");
	}

	/**
	 * What surgical runs of everything make of an empty database.
	 */
	private Map<String, List<String>> surgicalContent(String... others) throws Exception {
		Path file = this.folder.resolve("surgical.db");
		try (TestMirror surgical = TestMirror.open(file, this.sample.url())) {
			List<String> paths = new ArrayList<>(List.of(this.project.path()));
			paths.addAll(List.of(others));
			for (String path : paths) {
				SampleProject source = this.sample.project(path);
				boolean issues = !path.equals(OTHER);
				assertCompleted(surgical.run(new SurgicalRequest("s-" + source.id(), path,
						issues ? source.issueIids() : List.of(), source.mergeRequestIids(), false, false)));
			}
		}
		return content("surgical.db");
	}

	private Map<String, List<String>> content(String file) {
		Map<String, List<String>> content = DatabaseDump.of(new TestDatabase(this.folder.resolve(file)));
		content.keySet().removeAll(WITHOUT);
		return content;
	}

	private SyncRun run(String runId) {
		return this.mirror.bean(SyncRuns.class).find(runId).orElseThrow();
	}

	private static void assertCompleted(JobExecution execution) {
		assertThat(execution.getAllFailureExceptions()).isEmpty();
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
	}

	private static LoreException failure(JobExecution execution) {
		return FailureSummary.of(execution, "r");
	}

	private static ProjectSyncRequest incremental(String runId, String... projects) {
		return new ProjectSyncRequest(runId, RunMode.INCREMENTAL, List.of(projects), null, false, false);
	}

}
