package dev.lorebatch.job;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.preflight.PreflightFailedException;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.run.SyncRun;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The job against the sample GitLab, a fault-injecting server between them.
 */
class SurgicalSyncIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private TestMirror mirror;

	@BeforeEach
	void open() throws Exception {
		this.gitlab = new FaultyGitLab(this.sample.url());
		this.mirror = TestMirror.open(database(), this.gitlab.url());
	}

	@AfterEach
	void close() {
		this.mirror.close();
		this.gitlab.close();
		this.sample.close();
	}

	@Test
	void runsThroughAllPhases() throws Exception {
		JobExecution execution = this.mirror.run(request("r1", List.of(1L, 5L), List.of(4L)));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(execution.getStepExecutions()).extracting(StepExecution::getStepName)
			.containsExactly("preflight", "ingest", "dependents", "docs", "embed");
		assertThat(this.mirror.rows("SELECT kind, iid, outcome, change FROM sync_run_entities ORDER BY kind, iid"))
			.extracting(Map::toString)
			.containsExactly("{kind=issue, iid=1, outcome=synced, change=inserted}",
					"{kind=issue, iid=5, outcome=synced, change=inserted}",
					"{kind=merge_request, iid=4, outcome=synced, change=inserted}");
		long sources = this.mirror
			.count("SELECT (SELECT count(*) FROM issues) + (SELECT count(*) FROM merge_requests) + "
					+ "(SELECT count(*) FROM discussions)");
		assertThat(sources).isGreaterThan(10);
		assertThat(this.mirror.count("SELECT count(*) FROM documents")).isEqualTo(sources);
		assertThat(this.mirror.rows("SELECT DISTINCT document_id AS id FROM embeddings ORDER BY 1")).isNotEmpty()
			.isEqualTo(this.mirror
				.rows("SELECT d.id FROM documents d WHERE %s ORDER BY d.id".formatted(TestMirror.EMBEDDABLE)));
		assertThat(this.mirror.count("SELECT count(*) FROM dirty_sources")).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM sync_locks")).isZero();
	}

	@Test
	void secondSyncChangesNoContentRow() throws Exception {
		List<Long> issues = List.of(1L, 5L, 8L, 16L, 18L, 24L);
		List<Long> mergeRequests = List.of(3L, 4L, 8L, 13L);
		this.mirror.run(request("r1", issues, mergeRequests));
		Map<String, List<Map<String, Object>>> before = this.mirror.content();
		JobExecution second = this.mirror.run(request("r2", issues, mergeRequests));
		assertThat(second.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.mirror.content()).isEqualTo(before);
		assertThat(run("r2").counters().get("ingest")).containsEntry("unchanged", 10L);
		assertThat(run("r2").counters().get("docs")).doesNotContainKeys("created", "updated");
		assertThat(run("r2").counters().get("embed")).doesNotContainKey("vectors");
	}

	@Test
	void surgicalDocsScopeIgnoresPreexistingDirtyRows() throws Exception {
		this.mirror.run(request("r1", List.of(1L, 2L), List.of()));
		long first = this.mirror.count("SELECT id FROM issues WHERE iid = 1");
		long second = this.mirror.count("SELECT id FROM issues WHERE iid = 2");
		plantDirtyRow(first, "elsewhere");
		plantDirtyRow(second, "elsewhere");
		this.mirror.jdbc().sql("UPDATE documents SET content = 'stale'").update();
		List<Map<String, Object>> planted = this.mirror.rows("SELECT * FROM dirty_sources ORDER BY id");

		this.mirror.run(request("r2", List.of(1L), List.of()));

		assertThat(this.mirror.rows("SELECT * FROM dirty_sources ORDER BY id")).isEqualTo(planted);
		assertThat(this.mirror.count("SELECT count(*) FROM documents WHERE source_type = 'issue' AND source_id = ? "
				+ "AND content = 'stale'", second))
			.isOne();
	}

	@Test
	void scopedQueueDrainIgnoresOrphanedJobs() throws Exception {
		this.mirror.run(request("r1", List.of(1L, 2L), List.of()));
		this.mirror.jdbc().sql("""
				INSERT INTO dependent_jobs (project_id, job_type, scope_run_id, status, entity_type, entity_id,
					entity_iid, enqueued_at)
				SELECT project_id, 'discussions', 'orphan-' || iid, CASE iid WHEN 1 THEN 'pending' ELSE 'claimed' END,
					'issue', id, iid, '2026-01-01T00:00:00.000Z' FROM issues
				""").update();
		List<Map<String, Object>> orphans = orphans();
		this.gitlab.forgetPaths();

		this.mirror.run(request("r2", List.of(1L), List.of()));

		assertThat(orphans()).isEqualTo(orphans).hasSize(2);
		assertThat(this.gitlab.paths()).filteredOn((path) -> path.endsWith("/discussions"))
			.containsExactly("/api/v4/projects/7101/issues/1/discussions");
	}

	@Test
	void embedIgnoresDocumentsLeftByOtherRuns() throws Exception {
		this.mirror.run(new SurgicalRequest("r1", PROJECT, List.of(2L), List.of(), true, false));
		List<Map<String, Object>> left = this.mirror.rows("SELECT * FROM pending_embeddings ORDER BY id");
		this.mirror.run(request("r2", List.of(1L), List.of()));
		assertThat(left).isNotEmpty();
		assertThat(this.mirror.rows("SELECT * FROM pending_embeddings ORDER BY id")).isEqualTo(left);
		assertThat(this.mirror.count("SELECT count(*) FROM embeddings e JOIN documents d ON d.id = e.document_id "
				+ "JOIN issues i ON d.source_type = 'issue' AND d.source_id = i.id WHERE i.iid = 2"))
			.isZero();
		assertThat(run("r1").counters().get("embed")).containsEntry("skipped", 1L);
	}

	@Test
	void preflightAggregatesMultipleMissingIids() throws Exception {
		JobExecution execution = this.mirror.run(request("r1", List.of(1L, 6L, 13L), List.of(4L, 7L)));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.FAILED);
		PreflightFailedException failure = (PreflightFailedException) LoreException
			.findIn(execution.getAllFailureExceptions().get(0));
		assertThat(failure).isNotNull();
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
		assertThat(failure.failures()).extracting((entity) -> entity.entity().toString())
			.containsExactly("#6", "#13", "!7");
		assertThat(failure.failures()).allSatisfy((entity) -> {
			assertThat(entity.httpStatus()).isEqualTo(404);
			assertThat(entity.errorCode()).isEqualTo("NOT_FOUND");
			assertThat(entity.message()).contains("not found or not visible to this token");
		});
		assertThat(this.mirror.rows("SELECT iid FROM sync_run_entities WHERE outcome = 'not_found'")).hasSize(3);
		assertThat(this.mirror.content().values()).allSatisfy((rows) -> assertThat(rows).isEmpty());
		assertThat(run("r1")).extracting(SyncRun::phase, SyncRun::lastPhase).containsExactly("failed", "preflight");
	}

	@Test
	void askedForPagesOnlyOnce() throws Exception {
		this.mirror.run(request("r1", List.of(1L, 2L, 3L, 24L), List.of(4L, 13L)));
		Map<String, Long> counters = run("r1").counters().get("dependents");
		// 1 project + 1 user + 2 lists; 5 per issue, 6 per merge request, 1 more for the
		// second
		// page of #24, the 2 lists once more
		assertThat(run("r1").counters().get("preflight")).containsEntry("requests", 4L);
		assertThat(counters).containsEntry("requests", 4L * 5 + 2 * 6 + 1 + 2);
		List<String> targets = this.sample.requests()
			.stream()
			.map((request) -> request.target())
			.filter((target) -> !target.endsWith("/user")) // at the same time as the
															// project
			.toList();
		assertThat(targets).hasSize(38);
		assertThat(targets.subList(0, 36)).doesNotHaveDuplicates();
		assertThat(targets.subList(1, 3)).as("the closing lists are those of preflight")
			.containsExactlyInAnyOrderElementsOf(targets.subList(36, 38));
	}

	@Test
	void noWriteTransactionIsOpenAcrossANetworkCall() throws Exception {
		List<String> blocked = new CopyOnWriteArrayList<>();
		List<String> lockedInPreflight = new CopyOnWriteArrayList<>();
		AtomicInteger heldInDependents = new AtomicInteger();
		AtomicInteger requests = new AtomicInteger();
		this.gitlab.intercept((path) -> {
			try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
					Statement statement = connection.createStatement()) {
				statement.execute("PRAGMA busy_timeout = 2000");
				statement.execute("BEGIN IMMEDIATE");
				boolean locked = statement.executeQuery("SELECT count(*) FROM sync_locks").getInt(1) > 0;
				statement.execute("ROLLBACK");
				boolean preflight = requests.incrementAndGet() <= 3;
				if (locked && preflight) {
					lockedInPreflight.add(path);
				}
				heldInDependents.addAndGet((locked && !preflight) ? 1 : 0);
			}
			catch (SQLException ex) {
				blocked.add(path + ": " + ex.getMessage());
			}
			return null;
		});
		assertThat(this.mirror.run(request("r1", List.of(1L, 5L), List.of(4L))).getStatus())
			.isEqualTo(BatchStatus.COMPLETED);
		assertThat(blocked).isEmpty();
		assertThat(lockedInPreflight).as("the sync lock is not taken in preflight").isEmpty();
		assertThat(heldInDependents).as("the sync lock is held in dependents").hasValue(16 + 2);
	}

	@Test
	void failedDependentsKeepTheRestAndARestartAsksOnlyForThem() throws Exception {
		this.gitlab.intercept((path) -> path.endsWith("/issues/5/discussions")
				? Answer.of(400, "{\"message\":\"400 Bad request\"}") : null);
		JobExecution first = this.mirror.run(request("r1", List.of(1L, 5L), List.of()));
		assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(first.getAllFailureExceptions())
			.anySatisfy((thrown) -> assertThat(LoreException.findIn(thrown)).extracting(LoreException::exitCode)
				.isEqualTo(ExitCode.RUN_FAILED));
		assertThat(this.mirror.rows("SELECT iid, outcome FROM sync_run_entities ORDER BY iid"))
			.extracting(Map::toString)
			.containsExactly("{iid=1, outcome=synced}", "{iid=5, outcome=incomplete}");
		assertThat(this.mirror.count("SELECT count(*) FROM sync_locks")).as("released in all exits").isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM documents")).as("docs did not run").isZero();
		assertThat(run("r1").lastError()).startsWith("RUN_FAILED: 1 dependent fetch failed");

		this.gitlab.intercept((path) -> null);
		this.gitlab.forgetPaths();
		JobExecution second = this.mirror.run(request("r1", List.of(1L, 5L), List.of()));

		assertThat(second.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(second.getStepExecutions()).extracting(StepExecution::getStepName)
			.containsExactly("preflight", "dependents", "docs", "embed");
		assertThat(this.gitlab.paths()).containsExactly("/api/v4/projects/harbor%2Flighthouse",
				"/api/v4/projects/7101/issues", "/api/v4/projects/7101/issues/5/discussions",
				"/api/v4/projects/7101/issues");
		SyncRun run = run("r1");
		assertThat(run.attempts()).isEqualTo(2);
		assertThat(run.phase()).isEqualTo("done");
		assertThat(run.lastError()).isNull();
		assertThat(run.phaseMillis()).containsOnlyKeys("preflight", "ingest", "dependents", "docs", "embed");
		assertThat(run.counters().get("dependents")).containsEntry("discussions", 2L).containsEntry("failed", 1L);
	}

	@Test
	void retriesAreInTheRunsRecord() throws Exception {
		AtomicInteger failures = new AtomicInteger();
		this.gitlab.intercept((path) -> (path.endsWith("/closed_by") && failures.incrementAndGet() <= 2)
				? Answer.of(503, "busy") : null);
		assertThat(this.mirror.run(request("r1", List.of(1L), List.of())).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.mirror.rows("SELECT phase, request, attempt, cause FROM sync_run_retries ORDER BY id"))
			.extracting(Map::toString)
			.containsExactly(
					"{phase=dependents, request=GET /projects/7101/issues/1/closed_by, attempt=1, cause=HTTP 503}",
					"{phase=dependents, request=GET /projects/7101/issues/1/closed_by, attempt=2, cause=HTTP 503}");
		assertThat(run("r1").counters().get("dependents")).containsEntry("retries", 2L);
	}

	@Test
	void anOutageEndsTheDrainBeforeEveryJobSpentItsRetries() throws Exception {
		List<Long> issues = List.of(1L, 2L, 3L, 4L, 5L, 7L, 8L, 9L, 12L, 14L, 15L, 16L, 17L, 18L, 20L);
		this.gitlab
			.intercept((path) -> path.matches(".*/issues/\\d+/.*") ? Answer.of(500, "{\"message\":\"500\"}") : null);
		JobExecution execution = this.mirror.run(request("r1", issues, List.of()));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.FAILED);
		long pending = this.mirror.count("SELECT count(*) FROM dependent_jobs WHERE status = 'pending'");
		assertThat(pending).isPositive();
		assertThat(this.mirror.count("SELECT count(*) FROM dependent_jobs WHERE status = 'claimed'")).isZero();
		assertThat(run("r1").lastError()).contains("were not tried");
	}

	@Test
	void anEntityThatCannotBeTransformedDoesNotStopTheOthers() throws Exception {
		this.gitlab.intercept((path) -> path.equals("/api/v4/projects/7101/issues") ? Answer.of(200, """
				[{"id":1,"iid":1,"title":{"odd":true},"state":"opened","created_at":"2026-01-01T00:00:00Z",
				"updated_at":"2026-01-01T00:00:00Z"},{"id":2,"iid":2,"title":"fine","state":"opened",
				"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","brand_new":[1]}]
				""") : null);
		JobExecution execution = this.mirror.run(request("r1", List.of(1L, 2L), List.of()));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(execution.getAllFailureExceptions()).anySatisfy((thrown) -> assertThat(LoreException.findIn(thrown))
			.extracting(LoreException::exitCode, Throwable::getMessage)
			.containsExactly(ExitCode.TRANSFORM, "issue #1: field 'title' is not a text"));
		assertThat(this.mirror.rows("SELECT title FROM issues")).extracting(Map::toString)
			.containsExactly("{title=fine}");
		assertThat(this.mirror.count("SELECT count(*) FROM raw_payloads WHERE payload LIKE '%brand_new%'")).isOne();
	}

	@Test
	void aPayloadNeverOverwritesARowThatWasAskedForLater() throws Exception {
		this.mirror.run(request("r1", List.of(2L), List.of()));
		this.mirror.jdbc()
			.sql("UPDATE issues SET updated_at = '2020-01-01T00:00:00.000Z', title = 'asked for later'")
			.update();
		this.mirror.jdbc().sql("UPDATE last_fetches SET fetch_id = 1000 WHERE resource_type = 'issue'").update();
		this.mirror.run(new SurgicalRequest("r2", PROJECT, List.of(2L), List.of(), true, true, false));
		assertThat(this.mirror.rows("SELECT title FROM issues")).extracting(Map::toString)
			.containsExactly("{title=asked for later}");
		assertThat(this.mirror.rows("SELECT change FROM sync_run_entities WHERE run_id = 'r2'"))
			.extracting(Map::toString)
			.containsExactly("{change=stale_skipped}");
	}

	@Test
	void launchIsIdempotentForTheSameRequestAndRefusesAnother() {
		RunLauncher launcher = this.mirror.bean(RunLauncher.class);
		SurgicalRequest request = request("r1", List.of(1L), List.of());
		assertThat(launcher.launch(request).outcome()).isEqualTo(RunResult.Outcome.COMPLETED);
		assertThat(launcher.launch(request).outcome()).isEqualTo(RunResult.Outcome.ALREADY_COMPLETE);
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> launcher.launch(request("r1", List.of(2L), List.of())))
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_RESTARTABLE));
		assertThat(run("r1").attempts()).isOne();
	}

	@Test
	void parametersThatNameNothingAreRefused() {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> this.mirror.run(request("r1", List.of(), List.of())))
			.withMessageContaining("name no IID");
		assertThat(this.mirror.count("SELECT count(*) FROM sync_runs")).isZero();
	}

	private Path database() {
		return this.folder.resolve("lore.db");
	}

	private SyncRun run(String runId) {
		return this.mirror.bean(SyncRuns.class).find(runId).orElseThrow();
	}

	private List<Map<String, Object>> orphans() {
		return this.mirror.rows("SELECT * FROM dependent_jobs WHERE scope_run_id LIKE 'orphan-%' ORDER BY id");
	}

	private void plantDirtyRow(long issueId, String runId) {
		this.mirror.jdbc()
			.sql("INSERT INTO dirty_sources (source_type, source_id, origin_run_id, marked_at) "
					+ "VALUES ('issue', ?, ?, '2026-01-01T00:00:00.000Z')")
			.params(issueId, runId)
			.update();
	}

	private static SurgicalRequest request(String runId, List<Long> issues, List<Long> mergeRequests) {
		return new SurgicalRequest(runId, PROJECT, issues, mergeRequests, true, true);
	}

}
