package dev.lorebatch.job;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

import dev.lorebatch.entity.MutableClock;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.job.RunLauncher.Recovered;
import dev.lorebatch.lock.LeaseWatch;
import dev.lorebatch.lock.RunLease;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.run.SyncRun;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.step.RunParameters;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What {@link RunLauncher} makes of the rows that processes left which ended badly.
 */
class RunLauncherIntegrationTests {

	private static final SurgicalRequest REQUEST = new SurgicalRequest("r1", "harbor/lighthouse", List.of(1L),
			List.of(), true, true);

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	@TempDir
	Path folder;

	/** How long an observer watched. */
	private final MutableClock passed = new MutableClock(Instant.EPOCH);

	private TestMirror mirror;

	private RunLauncher launcher;

	@BeforeEach
	void open() {
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.sample.url());
		this.launcher = this.mirror.bean(RunLauncher.class);
	}

	@AfterEach
	void close() {
		this.mirror.close();
		this.sample.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "STARTING", "STARTED", "STOPPING", "UNKNOWN" })
	void noRunStaysOpen(String status) {
		this.launcher.launch(REQUEST);
		set("BATCH_JOB_EXECUTION", status);
		set("BATCH_STEP_EXECUTION", status, "embed");
		assertThat(this.launcher.recoverAll()).extracting(Recovered::table, Recovered::before, Recovered::after)
			.containsExactly(tuple("BATCH_STEP_EXECUTION", status, "FAILED"),
					tuple("BATCH_JOB_EXECUTION", status, "FAILED"));
		assertThat(this.launcher.recoverAll()).isEmpty();
		assertThat(run().status()).isEqualTo("failed");
		assertThat(this.launcher.restart("r1").outcome()).isEqualTo(RunResult.Outcome.COMPLETED);
		assertThat(run().attempts()).isEqualTo(2);
	}

	@Test
	void aRunWhoseStepsAreAllCompleteRestartsWithoutDoingThemAgain() {
		this.launcher.launch(REQUEST);
		set("BATCH_JOB_EXECUTION", "STARTED");
		int before = this.sample.requests().size();
		assertThat(this.launcher.restart("r1").outcome()).isEqualTo(RunResult.Outcome.COMPLETED);
		assertThat(this.sample.requests()).as("only preflight").hasSize(before + 2);
		assertThat(this.mirror.count("SELECT count(*) FROM BATCH_STEP_EXECUTION")).isEqualTo(5 + 1);
	}

	@Test
	void anUnknownStepOfAFailedRunDoesNotForbidItsRestart() {
		this.launcher.launch(REQUEST);
		set("BATCH_JOB_EXECUTION", "FAILED");
		set("BATCH_STEP_EXECUTION", "UNKNOWN", "docs");
		assertThat(this.launcher.restart("r1").outcome()).isEqualTo(RunResult.Outcome.COMPLETED);
	}

	@Test
	void aJobInstanceWithoutAnExecutionIsNoObstacle() {
		this.mirror.bean(JobRepository.class).createJobInstance("surgicalSync", RunParameters.of(REQUEST));
		assertThat(this.mirror.bean(SyncRuns.class).find("r1")).isEmpty();
		assertThat(this.launcher.launch(REQUEST).outcome()).isEqualTo(RunResult.Outcome.COMPLETED);
		assertThat(this.mirror.count("SELECT count(*) FROM BATCH_JOB_INSTANCE")).isOne();
	}

	@Test
	void aLeaseThatADeadProcessLeftWithoutARunIsRemoved() {
		plantDeadLease();
		assertThat(this.launcher.recoverAll()).singleElement()
			.extracting(Recovered::runId, Recovered::table)
			.containsExactly("ghost", "run_leases");
		assertThat(this.mirror.count("SELECT count(*) FROM run_leases")).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM sync_locks")).isZero();
	}

	@Test
	void aLiveRunIsLeftAlone() {
		this.launcher.launch(REQUEST);
		set("BATCH_JOB_EXECUTION", "STARTED");
		try (RunLease lease = this.mirror.bean(RunLeases.class).acquire("r1")) {
			assertThat(this.launcher.recoverAll()).isEmpty();
			assertThat(run().status()).isEqualTo("started");
			assertFails(ExitCode.LOCKED, () -> this.launcher.restart("r1"));
			assertFails(ExitCode.LOCKED, () -> this.launcher.launch(REQUEST));
			assertFails(ExitCode.LOCKED, () -> this.launcher.abandon("r1"));
			assertThat(lease.runId()).isEqualTo("r1");
		}
	}

	/**
	 * The lease is that of a process which looks at the run in the same instant.
	 */
	@Test
	void anAbandonedRunIsAbandonedWhoeverLooksAtIt() {
		this.launcher.launch(REQUEST);
		set("BATCH_JOB_EXECUTION", "FAILED");
		this.launcher.abandon("r1");
		try (RunLease lease = this.mirror.bean(RunLeases.class).acquire("r1")) {
			assertFails(ExitCode.NOT_RESTARTABLE, () -> this.launcher.restart("r1"));
			assertFails(ExitCode.NOT_RESTARTABLE, () -> this.launcher.launch(REQUEST));
			assertFails(ExitCode.NOT_RESTARTABLE, () -> this.launcher.abandon("r1"));
			assertThat(lease.runId()).isEqualTo("r1");
		}
		assertThat(run().status()).isEqualTo("abandoned");
	}

	@Test
	void aRunOfADeadPodWhoseClockWasThreeHoursAheadIsRecoveredAfterTheLengthOfALease() {
		launchInDeadPod(Duration.ofHours(3));
		try (TestMirror observer = observer()) {
			assertThat(observer.bean(RunLauncher.class).recoverAll()).extracting(Recovered::after)
				.containsExactly("FAILED", "FAILED");
			assertThat(observer.count("SELECT count(*) FROM run_leases")).isZero();
		}
		assertThat(this.passed.nanos()).isBetween(30_000_000_000L, 31_000_000_000L);
		assertThat(this.launcher.restart("r1").outcome()).isEqualTo(RunResult.Outcome.COMPLETED);
	}

	@Test
	void aRunOfADeadPodWhoseClockWasThreeHoursAheadCanBeAbandoned() {
		launchInDeadPod(Duration.ofHours(3));
		try (TestMirror observer = observer()) {
			observer.bean(RunLauncher.class).abandon("r1");
		}
		assertThat(run().status()).isEqualTo("abandoned");
		assertThat(this.passed.nanos()).isBetween(30_000_000_000L, 31_000_000_000L);
	}

	private void launchInDeadPod(Duration ahead) {
		this.launcher.launch(REQUEST);
		set("BATCH_JOB_EXECUTION", "STARTED");
		set("BATCH_STEP_EXECUTION", "STARTED", "embed");
		this.mirror.bean(RunLeases.class).acquire("r1");
		Instant then = Instant.now().plus(ahead);
		this.mirror.jdbc()
			.sql("UPDATE run_leases SET host = 'pod/boot/ns', pid = 1, heartbeat_at = ?, expires_at = ?")
			.params(Timestamps.format(then), Timestamps.format(then.plusSeconds(30)))
			.update();
	}

	/**
	 * Another process, in which watching takes no time.
	 */
	private TestMirror observer() {
		return TestMirror.open(
				(context) -> context.registerBean("virtualWatch", LeaseWatch.class,
						() -> new LeaseWatch(Clock.systemUTC(), this.passed::nanos, this.passed::advance),
						(definition) -> definition.setPrimary(true)),
				this.folder.resolve("lore.db"), this.sample.url());
	}

	/**
	 * As a suspended process does that wakes up after its run was recovered.
	 */
	@Test
	void aProcessThatLostItsRunLeavesTheAttemptAsItWasRecovered() {
		this.launcher.launch(REQUEST);
		set("BATCH_JOB_EXECUTION", "STARTED");
		set("BATCH_STEP_EXECUTION", "STARTED", "embed");
		try (RunLease lease = this.mirror.bean(RunLeases.class).acquire("r1")) {
			JobRepository repository = this.mirror.bean(JobRepository.class);
			JobExecution asleep = Objects.requireNonNull(repository.getJobExecution(run().lastJobExecutionId()));
			recoverAsAnotherProcess();
			String recovered = batchRows();
			asleep.setStatus(BatchStatus.UNKNOWN);
			asleep.getStepExecutions().forEach((step) -> step.setStatus(BatchStatus.UNKNOWN));
			assertFails(ExitCode.LOCKED, () -> repository.update(asleep));
			for (StepExecution step : asleep.getStepExecutions()) {
				step.getExecutionContext().putString("written by", "the one that slept");
				assertFails(ExitCode.LOCKED, () -> repository.update(step));
				assertFails(ExitCode.LOCKED, () -> repository.updateExecutionContext(step));
			}
			assertFails(ExitCode.LOCKED, () -> repository.updateExecutionContext(asleep));
			assertFails(ExitCode.LOCKED, () -> repository.createStepExecution("docs", asleep));
			assertThat(batchRows()).isEqualTo(recovered).contains("RECOVERED");
			assertThat(lease.runId()).isEqualTo("r1");
		}
	}

	private void recoverAsAnotherProcess() {
		this.mirror.jdbc().sql("UPDATE run_leases SET pid = 999999999, process_started_at = NULL").update();
		try (TestMirror other = TestMirror.open(this.folder.resolve("lore.db"), this.sample.url())) {
			assertThat(other.bean(RunLauncher.class).recoverAll()).hasSize(2);
		}
	}

	private String batchRows() {
		return this.mirror.rows("SELECT * FROM BATCH_JOB_EXECUTION").toString()
				+ this.mirror.rows("SELECT * FROM BATCH_STEP_EXECUTION")
				+ this.mirror.rows("SELECT * FROM BATCH_STEP_EXECUTION_CONTEXT");
	}

	private void assertFails(ExitCode code, ThrowingCallable work) {
		assertThatExceptionOfType(LoreException.class).isThrownBy(work)
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(code));
	}

	private SyncRun run() {
		return this.mirror.bean(SyncRuns.class).find("r1").orElseThrow();
	}

	private void set(String table, String status) {
		this.mirror.jdbc().sql("UPDATE " + table + " SET STATUS = ?, EXIT_CODE = ?").params(status, status).update();
		if (!status.equals("FAILED")) {
			this.mirror.jdbc().sql("UPDATE " + table + " SET END_TIME = NULL").update();
		}
	}

	private void set(String table, String status, String step) {
		this.mirror.jdbc()
			.sql("UPDATE " + table + " SET STATUS = ?, EXIT_CODE = ?, END_TIME = NULL WHERE STEP_NAME = ?")
			.params(status, status, step)
			.update();
	}

	/**
	 * Makes the lease of this process look like one of a process that is gone. No process
	 * has so large an id.
	 */
	private void plantDeadLease() {
		this.mirror.bean(RunLeases.class).acquire("ghost");
		this.mirror.jdbc().sql("UPDATE run_leases SET pid = 999999999, process_started_at = NULL").update();
		this.mirror.jdbc()
			.sql("INSERT INTO sync_locks SELECT 'mirror', run_id, token, acquired_at, 0 FROM run_leases")
			.update();
	}

}
