package dev.lorebatch.run;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.database.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for {@link SyncRuns} and the view {@code sync_runs} over the rows of
 * Spring Batch.
 */
class SyncRunsIntegrationTests {

	private static final long START = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();

	@TempDir
	Path folder;

	private TestDatabase database;

	private SyncRuns runs;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
		this.runs = new SyncRuns(this.database.jdbc(), JsonMapper.builder().build());
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void aCompletedRunIsDone() {
		// given
		long instance = instance("surgicalSync", "key1");
		long execution = execution(instance, "R", "COMPLETED", 0, 5_000, "", "12,15", "3");
		step(execution, "preflight", "COMPLETED", 0, 1_000, "{\"lore.requests\":2,\"other\":9,\"lore.text\":\"x\"}");
		step(execution, "ingest", "COMPLETED", 1_000, 3_500, "{\"lore.inserted\":3}");

		// when
		SyncRun run = this.runs.find("R").orElseThrow();

		// then
		assertThat(run.runId()).isEqualTo("R");
		assertThat(run.project()).isEqualTo("group/project");
		assertThat(run.mode()).isEqualTo("surgical");
		assertThat(run.status()).isEqualTo("completed");
		assertThat(run.phase()).isEqualTo("done");
		assertThat(run.lastPhase()).isEqualTo("ingest");
		assertThat(run.requestedIssues()).isEqualTo(2);
		assertThat(run.requestedMergeRequests()).isOne();
		assertThat(run.attempts()).isOne();
		assertThat(run.startedAt()).isEqualTo("2026-03-01T10:00:00.000Z");
		assertThat(run.finishedAt()).isEqualTo("2026-03-01T10:00:05.000Z");
		assertThat(run.lastError()).isNull();
		assertThat(run.phaseMillis()).containsExactly(entry("preflight", 1_000L), entry("ingest", 2_500L));
		assertThat(run.counters()).containsOnlyKeys("preflight", "ingest");
		assertThat(run.counters().get("preflight")).containsExactly(entry("requests", 2L));
		assertThat(run.lastJobExecutionId()).isEqualTo(execution);
		assertThat(run.isComplete()).isTrue();
		assertThat(run.isOpen()).isFalse();
	}

	@Test
	void restartsAreAttemptsOfOneRun() {
		// given a run that failed in dependents and was restarted
		long instance = instance("surgicalSync", "key1");
		long first = execution(instance, "R", "FAILED", 0, 4_000, "HTTP 503", "12", "");
		step(first, "preflight", "COMPLETED", 0, 1_000, "{\"lore.requests\":2}");
		step(first, "ingest", "COMPLETED", 1_000, 2_000, "{\"lore.inserted\":1}");
		step(first, "dependents", "FAILED", 2_000, 4_000, "{\"lore.jobs\":3}");
		long second = execution(instance, "R", "COMPLETED", 60_000, 65_000, "", "12", "");
		step(second, "preflight", "COMPLETED", 60_000, 60_500, "{\"lore.requests\":1}");
		step(second, "dependents", "COMPLETED", 60_500, 63_500, "{\"lore.jobs\":5}");

		// when
		SyncRun run = this.runs.find("R").orElseThrow();

		// then
		assertThat(run.attempts()).isEqualTo(2);
		assertThat(run.status()).isEqualTo("completed");
		assertThat(run.lastError()).isNull();
		assertThat(run.startedAt()).isEqualTo("2026-03-01T10:00:00.000Z");
		assertThat(run.finishedAt()).isEqualTo("2026-03-01T10:01:05.000Z");
		assertThat(run.requestedMergeRequests()).isZero();
		assertThat(run.lastJobExecutionId()).isEqualTo(second);
		assertThat(run.phaseMillis()).containsExactly(entry("preflight", 1_500L), entry("ingest", 1_000L),
				entry("dependents", 5_000L));
		assertThat(run.counters().get("ingest")).containsExactly(entry("inserted", 1L));
		assertThat(run.counters().get("dependents")).containsExactly(entry("jobs", 5L));
		assertThat(this.runs.findPhases("R"))
			.extracting(SyncRuns.PhaseRow::phase, SyncRuns.PhaseRow::attempts, SyncRuns.PhaseRow::elapsedMillis,
					SyncRuns.PhaseRow::status)
			.containsExactlyInAnyOrder(tuple("preflight", 2, 1_500L, "completed"),
					tuple("ingest", 1, 1_000L, "completed"), tuple("dependents", 2, 5_000L, "completed"));
		assertThat(this.runs.findNewest(10)).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "STARTING, starting, dependents, true", "STARTED, started, dependents, true",
			"STOPPING, stopping, dependents, true", "STOPPED, stopped, dependents, false",
			"FAILED, failed, failed, false", "ABANDONED, abandoned, failed, false", "UNKNOWN, unknown, failed, true" })
	void theStateIsThatOfTheNewestAttempt(String batchStatus, String status, String phase, boolean open) {
		long instance = instance("surgicalSync", "key1");
		long execution = execution(instance, "R", batchStatus, 0, null, "it broke", "12", "");
		step(execution, "preflight", "COMPLETED", 0, 1_000, "{}");
		step(execution, "dependents", batchStatus, 1_000, null, "{}");
		SyncRun run = this.runs.find("R").orElseThrow();
		assertThat(run.status()).isEqualTo(status);
		assertThat(run.phase()).isEqualTo(phase);
		assertThat(run.lastPhase()).isEqualTo("dependents");
		assertThat(run.lastError()).isEqualTo("it broke");
		assertThat(run.finishedAt()).isNull();
		assertThat(run.isOpen()).isEqualTo(open);
		assertThat(run.isComplete()).isFalse();
		assertThat(this.runs.findOpen()).hasSize(open ? 1 : 0);
	}

	@Test
	void aRunWithoutAStepIsInPreflight() {
		execution(instance("surgicalSync", "key1"), "R", "STARTING", 0, null, "", "1", "");
		SyncRun run = this.runs.find("R").orElseThrow();
		assertThat(run.phase()).isEqualTo("preflight");
		assertThat(run.lastPhase()).isNull();
		assertThat(run.phaseMillis()).isEmpty();
		assertThat(run.counters()).isEmpty();
	}

	@Test
	void aPhaseThatNeverEndedLastsUntilItsLastSignOfLife() {
		long execution = execution(instance("surgicalSync", "key1"), "R", "STARTED", 0, null, "", "1", "");
		step(execution, "preflight", "STARTED", 0, null, "{}");
		assertThat(this.runs.find("R").orElseThrow().phaseMillis()).containsExactly(entry("preflight", 700L));
	}

	@Test
	void longContextsAreReadToo() {
		long execution = execution(instance("surgicalSync", "key1"), "R", "COMPLETED", 0, 1_000, "", "1", "");
		long step = step(execution, "docs", "COMPLETED", 0, 1_000, "{\"cut");
		this.database.execute(
				"UPDATE BATCH_STEP_EXECUTION_CONTEXT SET SERIALIZED_CONTEXT = ? WHERE STEP_EXECUTION_ID = ?",
				"{\"lore.documents\":4,\"warning\":\"provider down\"}", step);
		assertThat(this.runs.find("R").orElseThrow().counters().get("docs")).containsExactly(entry("documents", 4L));
		assertThat(this.runs.findPhases("R")).singleElement()
			.satisfies((phase) -> assertThat(phase.warning()).isEqualTo("provider down"));
	}

	@Test
	void runsAreToldApart() {
		for (int number = 1; number <= 5; number++) {
			long execution = execution(instance("surgicalSync", "key" + number), "R" + number,
					(number == 3) ? "FAILED" : "COMPLETED", number, number + 1L, "", "1", "");
			step(execution, "preflight", "COMPLETED", number, number + 1L, "{}");
		}
		assertThat(this.runs.findNewest(3)).extracting(SyncRun::runId).containsExactly("R5", "R4", "R3");
		assertThat(this.runs.find("R3")).get().extracting(SyncRun::status).isEqualTo("failed");
		assertThat(this.runs.find("R")).isEmpty();
		assertThat(this.runs.find("R%")).isEmpty();
		assertThat(this.runs.find("")).isEmpty();
		assertThat(this.runs.findPhases("none")).isEmpty();
	}

	@Test
	void otherModesHaveTheirNames() {
		execution(instance("incrementalSync", "a"), "I", "COMPLETED", 0, 1L, "", "", "");
		execution(instance("fullSync", "b"), "F", "COMPLETED", 0, 1L, "", "", "");
		assertThat(this.runs.find("I")).get().extracting(SyncRun::mode).isEqualTo("incremental");
		assertThat(this.runs.find("F")).get().extracting(SyncRun::mode).isEqualTo("full");
		assertThat(this.runs.find("F")).get().extracting(SyncRun::requestedIssues).isEqualTo(0);
	}

	@Test
	void findingARunScansNoTable() {
		// given enough runs for the planner to care
		for (int number = 1; number <= 40; number++) {
			long execution = execution(instance("surgicalSync", "key" + number), "R" + number, "COMPLETED", 0, 1L, "",
					"1", "");
			step(execution, "preflight", "COMPLETED", 0, 1L, "{}");
			step(execution, "ingest", "COMPLETED", 0, 1L, "{}");
		}
		this.database.execute("ANALYZE");

		// when
		List<String> plan = this.database.queryPlan(SyncRuns.FIND, "R7");

		// then json_each is no table, nor are the counters it gave
		assertThat(plan).filteredOn((step) -> step.contains("SCAN"))
			.allMatch((step) -> step.startsWith("SCAN j ") || step.startsWith("SCAN (subquery"));
		assertThat(plan).anyMatch((step) -> step.contains("BATCH_JOB_EXECUTION_PARAMS_VALUE_IX"));
	}

	private long instance(String jobName, String key) {
		return insert("INSERT INTO BATCH_JOB_INSTANCE (VERSION, JOB_NAME, JOB_KEY) VALUES (0, ?, ?) "
				+ "RETURNING JOB_INSTANCE_ID", jobName, key);
	}

	private long execution(long instance, String runId, String status, long from, @Nullable Long to, String message,
			String issues, String mergeRequests) {
		long execution = insert("""
				INSERT INTO BATCH_JOB_EXECUTION (VERSION, JOB_INSTANCE_ID, CREATE_TIME, START_TIME, END_TIME, STATUS,
					EXIT_CODE, EXIT_MESSAGE, LAST_UPDATED) VALUES (0, ?, ?, ?, ?, ?, ?, ?, ?)
				RETURNING JOB_EXECUTION_ID
				""", instance, START + from, START + from, (to != null) ? START + to : null, status, status, message,
				START + from + 800);
		parameter(execution, "runId", runId, "Y");
		parameter(execution, "project", "group/project", "N");
		parameter(execution, "issues", issues, "N");
		parameter(execution, "mrs", mergeRequests, "N");
		return execution;
	}

	private long execution(long instance, String runId, String status, long from, int to, String message, String issues,
			String mergeRequests) {
		return execution(instance, runId, status, from, Long.valueOf(to), message, issues, mergeRequests);
	}

	private long step(long execution, String name, String status, long from, int to, String context) {
		return step(execution, name, status, from, Long.valueOf(to), context);
	}

	private long step(long execution, String name, String status, long from, @Nullable Long to, String context) {
		long step = insert(
				"""
						INSERT INTO BATCH_STEP_EXECUTION (VERSION, STEP_NAME, JOB_EXECUTION_ID, CREATE_TIME, START_TIME, END_TIME,
							STATUS, LAST_UPDATED) VALUES (0, ?, ?, ?, ?, ?, ?, ?) RETURNING STEP_EXECUTION_ID
						""",
				name, execution, START + from, START + from, (to != null) ? START + to : null, status,
				START + from + 700);
		this.database.execute(
				"INSERT INTO BATCH_STEP_EXECUTION_CONTEXT (STEP_EXECUTION_ID, SHORT_CONTEXT) VALUES (?, ?)", step,
				context);
		return step;
	}

	private void parameter(long execution, String name, String value, String identifying) {
		this.database.execute("INSERT INTO BATCH_JOB_EXECUTION_PARAMS VALUES (?, ?, 'java.lang.String', ?, ?)",
				execution, name, value, identifying);
	}

	private long insert(String sql, @Nullable Object... arguments) {
		Long id = this.database.transactions().call((tx) -> tx.queryForLong(sql, arguments));
		return id;
	}

	private static java.util.Map.Entry<String, Long> entry(String key, Long value) {
		return java.util.Map.entry(key, value);
	}

	private static org.assertj.core.groups.Tuple tuple(Object... values) {
		return org.assertj.core.groups.Tuple.tuple(values);
	}

}
