package dev.lorebatch.functional;

import java.nio.file.Path;
import java.time.Duration;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that is suspended, loses its run meanwhile, and wakes up.
 */
class SuspendedProcessFunctionalTests {

	private static final String PROJECT = "harbor/lighthouse";

	/** No process has so large an id. */
	private static final String DIE = "UPDATE run_leases SET pid = 999999999 WHERE run_id = 'slow'";

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

	@Test
	void aProcessThatWakesAfterItsRunWasRecoveredLeavesTheAttemptFailed() {
		GitLabGate.Hold hold = this.gate.holdAnswerOfNext((target) -> target.contains("/issues/1/discussions"));
		LoreProcess slow = this.home.start("sync", "-p", PROJECT, "--issue", "1", "--run-id", "slow");
		hold.awaitRequests(1);
		awaitClaims();
		slow.signal("STOP");
		String recovered;
		try {
			this.home.database().execute(DIE);
			assertThat(this.home.run("runs", "recover")).succeeded();
			recovered = attempts();
			hold.release();
		}
		finally {
			slow.signal("CONT");
		}
		CliResult woken = slow.await();
		assertThat(woken).hasExitCode(ExitCode.LOCKED).hasNoStackTrace().hasMessageContaining("run slow was taken");
		assertThat(woken.stderr()).doesNotContain("the database failed");
		assertThat(attempts()).isEqualTo(recovered).contains("FAILED|RECOVERED");
		assertThat(this.home.run("runs", "restart", "slow")).succeeded();
	}

	@Test
	void aProcessThatWakesWhileAnotherOneWorksOnItsRunNamesThatOne() {
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues/1/discussions"));
		LoreProcess slow = this.home.start("sync", "-p", PROJECT, "--issue", "1", "--run-id", "slow");
		hold.awaitRequests(1);
		awaitClaims();
		slow.signal("STOP");
		LoreProcess other;
		try {
			this.home.database().execute(DIE);
			other = this.home.start("runs", "restart", "slow");
			hold.awaitRequests(2);
		}
		finally {
			slow.signal("CONT");
		}
		CliResult woken = slow.await();
		assertThat(woken).hasExitCode(ExitCode.LOCKED)
			.hasNoStackTrace()
			.hasMessageContaining("run slow was taken over by process " + other.pid());
		assertThat(other.isAlive()).isTrue();
		hold.release();
		assertThat(other.await()).succeeded();
		assertThat(this.home.database().run("slow")).containsEntry("attempts", 2).containsEntry("phase", "done");
		assertThat(attempts()).contains("FAILED|RECOVERED");
	}

	/**
	 * It asks ahead: it has the database's lock until everything is claimed.
	 */
	private void awaitClaims() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.home.database()
				.number("SELECT count(*) FROM dependent_jobs WHERE status <> 'claimed'") == 0
					&& this.home.database().number("SELECT count(*) FROM dependent_jobs") > 0);
	}

	private String attempts() {
		return this.home.database()
			.text("SELECT group_concat(STATUS || '|' || EXIT_MESSAGE || '|' || VERSION) FROM "
					+ "(SELECT STATUS, EXIT_MESSAGE, VERSION FROM BATCH_JOB_EXECUTION WHERE JOB_EXECUTION_ID = 1 "
					+ "UNION ALL SELECT STATUS, EXIT_MESSAGE, VERSION FROM BATCH_STEP_EXECUTION "
					+ "WHERE JOB_EXECUTION_ID = 1)");
	}

}
