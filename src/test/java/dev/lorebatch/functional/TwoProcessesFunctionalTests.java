package dev.lorebatch.functional;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleEntity;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.LongVersion;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several processes on one database.
 */
class TwoProcessesFunctionalTests {

	private static final String PROJECT = "harbor/lighthouse";

	private static final int PER_PROCESS = Boolean.getBoolean("lore.long") ? 20 : 6;

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private GitLabGate gate;

	private LoreHome home;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab
			.start(SampleOptions.defaults().withGenerated(new GeneratedProject("bench/four", 80, 1, 1, 3)));
		this.gate = new GitLabGate(this.sample.url());
		this.home = LoreHome.of(this.folder, this.gate.url()).warmRuns();
	}

	@AfterEach
	void stop() {
		this.gate.close();
		this.sample.close();
	}

	@Test
	void lockWindowDoesNotBlockDuringPreflight() {
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/projects/7101/issues?"));
		LoreProcess slow = this.home.start("sync", "-p", "harbor/lighthouse", "--issue", "1", "--run-id", "slow");
		hold.awaitRequests(1);
		this.home.with("LORE_LOCK_WAIT", "0s");
		LoreProcess other = this.home.start("sync", "-p", "harbor/tools/rope-kit", "--issue", "1", "--run-id", "other");
		LoreProcess twin = this.home.start("sync", "-p", "harbor/lighthouse", "--issue", "1", "--run-id", "slow");
		LoreProcess restart = this.home.warm().start("runs", "restart", "slow");
		LoreProcess abandon = this.home.warm().start("runs", "abandon", "slow");
		assertThat(other.await()).succeeded();
		assertThat(twin.await()).failedWith(ExitCode.LOCKED).hasMessageContaining("slow", "process " + slow.pid());
		assertThat(restart.await()).hasExitCode(ExitCode.LOCKED);
		assertThat(abandon.await()).hasExitCode(ExitCode.LOCKED);
		CliResult show = this.home.run("runs", "show", "slow");
		assertThat(show.data().path("status").asString()).isEqualTo("started");
		assertThat(show.data().path("owner").asString()).contains(String.valueOf(slow.pid()));
		assertThat(show.recoveryActions()).as("while a process works on it").isEmpty();
		assertThat(slow.isAlive()).isTrue();
		hold.release();
		assertThat(slow.await()).succeeded();
		assertThat(this.home.database().count("issues")).isEqualTo(2);
	}

	@Test
	@LongVersion
	void waitingForTheLockIsBounded() {
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues/5/discussions"));
		LoreProcess writer = this.home.start("sync", "-p", "harbor/lighthouse", "--issue", "5", "--run-id", "writer");
		hold.awaitRequests(1);
		this.home.with("LORE_LOCK_WAIT", "80s");
		LoreProcess patient = this.home.start("sync", "-p", "harbor/tools/rope-kit", "--issue", "2", "--run-id",
				"patient", "--human");
		this.home.with("LORE_LOCK_WAIT", "300ms");
		LoreProcess impatient = this.home.start("sync", "-p", "harbor/tools/rope-kit", "--issue", "1", "--run-id",
				"impatient");
		CliResult locked = impatient.await();
		assertThat(locked).failedWithResult(ExitCode.LOCKED)
			.hasMessageContaining("run writer", "process " + writer.pid());
		assertThat(this.home.shell(locked.actions().get(0))).succeeded();
		assertThat(this.home.database().run("impatient")).containsEntry("status", "failed");
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> patient.stderrSoFar().contains("waiting up to 80 s for run writer"));
		assertThat(this.home.database().count("issues")).as("only the holder of the lock writes").isOne();
		hold.release();
		assertThat(writer.await()).succeeded();
		assertThat(patient.await()).hasExitCode(ExitCode.COMPLETED);
		assertThat(this.home.run("runs", "restart", "impatient")).succeeded();
		assertThat(this.home.database().count("issues")).isEqualTo(3);
		DatabaseDump.of(this.home.database());
	}

	@Test
	void fourProcessesStartOnADatabaseThatDoesNotExistYet() {
		this.home.with("LORE_LOCK_WAIT", "60s");
		List<LoreProcess> processes = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			String iids = IntStream.rangeClosed(i * PER_PROCESS + 1, (i + 1) * PER_PROCESS)
				.mapToObj(String::valueOf)
				.reduce((left, right) -> left + "," + right)
				.orElseThrow();
			processes
				.add(this.home.start("sync", "-p", "bench/four", "--issue", iids, "--run-id", "r" + i, "--no-embed"));
		}
		List<CliResult> results = processes.stream().map(LoreProcess::await).toList();
		assertThat(results).allSatisfy((result) -> assertThat(result).succeeded());
		TestDatabase database = this.home.database();
		assertThat(database.count("issues")).isEqualTo(4 * PER_PROCESS);
		assertThat(database.number("SELECT count(*) FROM sync_runs WHERE phase = 'done'")).isEqualTo(4);
		assertThat(database.text("PRAGMA integrity_check")).isEqualTo("ok");
		DatabaseDump.of(database);
	}

	@Test
	@LongVersion
	void aSlowRunNeverOverwritesWhatAFasterOneWroteLater() {
		SampleEntity issue = this.sample.project(PROJECT).issue(1);
		GitLabGate.Hold hold = this.gate.holdAnswerOfNext((target) -> target.contains("/projects/7101/issues?"));
		LoreProcess slow = this.home.start("sync", "-p", PROJECT, "--issue", "1", "--run-id", "slow");
		hold.awaitRequests(1);
		// GitLab bumps updated_at at most once a minute: both payloads have the same
		issue.edit(issue.updatedAt(), (edit) -> edit.title("newer").labels("newer"));
		issue.addNote(issue.updatedAt(), "keeper", "said meanwhile");
		assertThat(this.home.run("sync", "-p", PROJECT, "--issue", "1", "--run-id", "fast")).succeeded();
		hold.release();
		assertThat(slow.await()).succeeded();
		TestDatabase database = this.home.database();
		assertThat(database.text("SELECT change FROM sync_run_entities WHERE run_id = 'slow'"))
			.isEqualTo("stale_skipped");
		assertThat(database.text("SELECT title FROM issues")).isEqualTo("newer");
		assertLikeUndisturbed(database, "1");
	}

	@Test
	void aRunThatLostTheLockCannotWriteTheThreadsItFetchedBefore() {
		SampleEntity issue = this.sample.project(PROJECT).issue(1);
		GitLabGate.Hold hold = this.gate.holdAnswerOfNext((target) -> target.contains("/issues/1/discussions"));
		LoreProcess slow = this.home.start("sync", "-p", PROJECT, "--issue", "1", "--run-id", "slow");
		hold.awaitRequests(1);
		// It asked ahead: it has the database's lock until everything is claimed
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.home.database()
				.number("SELECT count(*) FROM dependent_jobs WHERE status <> 'claimed'") == 0
					&& this.home.database().number("SELECT count(*) FROM dependent_jobs") > 0);
		slow.signal("STOP");
		try {
			issue.addNote(issue.updatedAt(), "keeper", "said meanwhile");
			// As seen from another machine, after the lease has run out
			this.home.database()
				.execute("UPDATE run_leases SET host = 'elsewhere', expires_at = '2020-01-01T00:00:00.000Z'");
			assertThat(this.home.run("sync", "-p", PROJECT, "--issue", "1", "--run-id", "fast")).succeeded();
			hold.release();
		}
		finally {
			slow.signal("CONT");
		}
		CliResult lost = slow.await();
		assertThat(lost.exitCode()).as("exit code; stderr: %s", lost.stderr()).isNotZero();
		assertThat(lost).hasNoStackTrace();
		assertThat(this.home.database().number("SELECT count(*) FROM notes WHERE body = 'said meanwhile'")).isOne();
		assertThat(this.home.run("runs", "restart", "slow")).succeeded(); // it owes
																			// documents
		assertLikeUndisturbed(this.home.database(), "1");
	}

	@Test
	@LongVersion
	void twinsRunOnce() {
		List<CliResult> results = Stream
			.generate(() -> this.home.start("sync", "-p", "harbor/lighthouse", "--issue", "1,5,7", "--run-id", "twin"))
			.limit(3)
			.toList()
			.stream()
			.map(LoreProcess::await)
			.toList();
		assertThat(results).allSatisfy(
				(result) -> assertThat(result.exitCode()).isIn(ExitCode.COMPLETED.number(), ExitCode.LOCKED.number()))
			.anySatisfy((result) -> assertThat(result).succeeded());
		assertThat(this.home.database().run("twin")).containsEntry("attempts", 1).containsEntry("phase", "done");
		assertThat(this.gate.requests()).filteredOn((target) -> target.contains("/issues?"))
			.as("list of preflight and closing list")
			.hasSize(2);
		assertThat(this.gate.requests()).filteredOn((target) -> !target.contains("/issues?")).doesNotHaveDuplicates();
	}

	/**
	 * Compares with a new mirror; which runs fetched it is not content.
	 */
	private void assertLikeUndisturbed(TestDatabase database, String iids) {
		LoreHome undisturbed = LoreHome.of(this.folder.resolve("undisturbed"), this.sample.url()).warm();
		assertThat(undisturbed.run("sync", "-p", PROJECT, "--issue", iids)).succeeded();
		assertThat(Content.of(database)).isEqualTo(Content.of(undisturbed.database()));
	}

}
