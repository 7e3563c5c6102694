package dev.lorebatch.functional;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.LongVersion;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stopping: by signal, by another process, when nothing else helps at once.
 */
class SignalFunctionalTests {

	/** What users were promised, and patience with a machine that has much else to do. */
	private static final Duration PROMISED = Duration.ofSeconds(5 + 3);

	private static final String[] SYNC = { "sync", "-p", "harbor/lighthouse", "--issue", "1,5", "--run-id", "r1" };

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private GitLabGate gate;

	private LoreHome home;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		this.gate = new GitLabGate(this.sample.url());
		this.home = LoreHome.of(this.folder, this.gate.url()).warmRuns();
	}

	@AfterEach
	void stop() {
		this.gate.close();
		this.sample.close();
	}

	@ParameterizedTest
	@CsvSource({ "TERM, TERMINATED, preflight, /issues?", "INT, INTERRUPTED, dependents, /issues/5/discussions",
			"HUP, HUNG_UP, dependents, /issues/5/discussions" })
	void signalStopsARunWhoseServerNeverAnswers(String signal, ExitCode exitCode, String phase, String held) {
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains(held));
		LoreProcess process = this.home.start(SYNC);
		hold.awaitRequests(1);
		// The first sets are asked for while ingest still writes
		Awaitility.await().until(() -> phase.equals(this.home.database().run("r1").get("phase")));
		process.signal(signal);
		CliResult stopped = process.await(PROMISED);
		assertThat(stopped).failedWithResult(exitCode);
		assertThat(stopped.data().path("outcome").asString()).isEqualTo("stopped");
		assertThat(this.home.database().run("r1")).containsEntry("status", "stopped").containsEntry("phase", phase);
		assertThat(this.home.database().count("run_leases")).isZero();
		assertThat(this.home.database().count("sync_locks")).isZero();
		assertThat(this.home.database().number("SELECT count(*) FROM dependent_jobs WHERE status = 'claimed'"))
			.isZero();
		this.gate.answerNormally();
		CliResult restarted = this.home.shell(stopped.actions().get(0));
		assertThat(restarted).succeeded();
		assertThat(restarted.data().path("attempts").asInt()).isEqualTo(2);
	}

	/**
	 * The server asks for a long pause: after a failure, or because the quota is spent.
	 */
	@ParameterizedTest
	@LongVersion
	@CsvSource({ "INT, INTERRUPTED, preflight, /issues?, 429",
			"TERM, TERMINATED, dependents, /issues/5/discussions, 503" })
	void signalEndsAWait(String signal, ExitCode exitCode, String phase, String refused, int status) {
		this.gate.answer((target) -> target.contains(refused), status, "{}", "Retry-After", "300");
		this.home.with("LORE_GITLAB_RETRY_MAX_RETRY_AFTER", "300s");
		LoreProcess process = this.home.start(SYNC);
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.gate.requests().stream().anyMatch((target) -> target.contains(refused)));
		CliResult stopped = process.signal(signal).await(PROMISED);
		assertThat(stopped).failedWithResult(exitCode);
		assertThat(this.home.database().run("r1")).containsEntry("status", "stopped").containsEntry("phase", phase);
		this.gate.answerNormally();
		assertThat(this.home.shell(stopped.actions().get(0))).succeeded();
	}

	@Test
	@LongVersion
	void runsThatWaitForTheLockStop() {
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues/5/discussions"));
		LoreProcess writer = this.home.start(SYNC);
		hold.awaitRequests(1);
		LoreProcess signalled = this.home.start("sync", "-p", "harbor/charts", "--mr", "1", "--run-id", "w1",
				"--human");
		LoreProcess asked = this.home.start("sync", "-p", "harbor/charts", "--mr", "1", "--run-id", "w2", "--human");
		Awaitility.await()
			.atMost(Duration.ofSeconds(28))
			.until(() -> signalled.stderrSoFar().contains("waiting up to 30 s")
					&& asked.stderrSoFar().contains("waiting up to 30 s"));
		signalled.signal("INT");
		assertThat(this.home.run("runs", "stop", "w2")).succeeded();
		assertThat(signalled.await(PROMISED)).hasExitCode(ExitCode.INTERRUPTED);
		assertThat(asked.await(PROMISED)).hasExitCode(ExitCode.TERMINATED);
		assertThat(this.home.database().run("w1")).containsEntry("status", "stopped").containsEntry("phase", "ingest");
		assertThat(this.home.database().run("w2")).containsEntry("status", "stopped").containsEntry("phase", "ingest");
		hold.release();
		assertThat(writer.await()).succeeded();
		assertThat(this.home.run("runs", "restart", "w1")).succeeded();
	}

	/**
	 * Nobody watches for signals yet: the process ends, wherever it is. The database file
	 * appears right before its migration.
	 */
	@ParameterizedTest
	@LongVersion
	@CsvSource({ "INT, INTERRUPTED", "TERM, TERMINATED" })
	void signalDuringStartUpLeavesNothingBehind(String signal, ExitCode exitCode) {
		LoreProcess process = this.home.start(SYNC);
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> this.home.database().exists());
		assertThat(process.signal(signal).await(PROMISED)).hasExitCode(exitCode);
		assertThat(this.home.run(SYNC)).succeeded();
	}

	@Test
	void signalStopsPreflightOnly() {
		GitLabGate.Hold hold = this.gate.hold((target) -> true);
		LoreProcess process = this.home.start("sync", "-p", "harbor/lighthouse", "--issue", "1", "--preflight-only");
		hold.awaitRequests(1);
		CliResult stopped = process.signal("INT").await(PROMISED);
		assertThat(stopped).failedWith(ExitCode.INTERRUPTED);
		assertThat(this.home.files()).isEmpty();
	}

	@Test
	void anotherProcessStopsARun() {
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues/5/discussions"));
		LoreProcess process = this.home.start(SYNC);
		hold.awaitRequests(1);
		CliResult stop = this.home.without("LORE_GITLAB_TOKEN").run("runs", "stop", "r1");
		assertThat(stop).succeeded();
		assertThat(stop.data().path("status").asString()).isEqualTo("stopped");
		assertThat(process.await(PROMISED)).failedWithResult(ExitCode.TERMINATED);
	}

	@Test
	void secondSignalEndsAtOnceAndAFirstOneInTime() {
		assertThat(this.home.run("sync", "-p", "harbor/charts", "--mr", "1", "--no-docs")).succeeded();
		TestDatabase database = this.home.database();
		LoreHome other = LoreHome.of(this.folder.resolve("other"), this.gate.url());
		database.copyTo(other.database());
		database.setTrap("issues", "1");
		other.database().setTrap("issues", "1");
		LoreProcess impatient = this.home.start("sync", "-p", "harbor/lighthouse", "--issue", "1,5", "--run-id", "r1",
				"--human");
		LoreProcess patient = other.start(SYNC);
		database.awaitTrapped("r1", "ingest");
		impatient.signal("INT");
		Awaitility.await()
			.atMost(Duration.ofSeconds(4))
			.until(() -> impatient.stderrSoFar().contains("stopping at the next safe point"));
		Instant second = Instant.now();
		CliResult ended = impatient.signal("INT").await();
		assertThat(Duration.between(second, Instant.now())).isLessThan(Duration.ofSeconds(3));
		assertThat(ended).hasExitCode(ExitCode.INTERRUPTED);
		other.database().awaitTrapped("r1", "ingest");
		assertThat(patient.signal("TERM").await(PROMISED).exitCode()).isEqualTo(ExitCode.TERMINATED.number());
		database.removeTrap();
		CliResult restarted = this.home.run(SYNC);
		assertThat(restarted).succeeded();
		assertThat(database.number("SELECT count(*) FROM issues")).isEqualTo(2);
	}

}
