package dev.lorebatch.functional;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.GeneratedProject;
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
 * Several processes on one database.
 */
class TwoProcessesFunctionalTests {

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
		this.home = LoreHome.of(this.folder, this.gate.url());
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
		LoreProcess restart = this.home.start("runs", "restart", "slow");
		LoreProcess abandon = this.home.start("runs", "abandon", "slow");
		assertThat(other.await()).succeeded();
		assertThat(twin.await()).failedWith(ExitCode.LOCKED).hasMessageContaining("slow", "process " + slow.pid());
		assertThat(restart.await()).hasExitCode(ExitCode.LOCKED);
		assertThat(abandon.await()).hasExitCode(ExitCode.LOCKED);
		CliResult show = this.home.run("runs", "show", "slow");
		assertThat(show.data().path("status").asString()).isEqualTo("started");
		assertThat(show.data().path("owner").asString()).contains(String.valueOf(slow.pid()));
		assertThat(slow.isAlive()).isTrue();
		hold.release();
		assertThat(slow.await()).succeeded();
		assertThat(this.home.database().count("issues")).isEqualTo(2);
	}

	@Test
	void waitingForTheLockIsBounded() {
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues/5/discussions"));
		LoreProcess writer = this.home.start("sync", "-p", "harbor/lighthouse", "--issue", "5", "--run-id", "writer");
		hold.awaitRequests(1);
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
			.atMost(Duration.ofSeconds(30))
			.until(() -> patient.stderrSoFar().contains("waiting up to 30 s for run writer"));
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
			String iids = IntStream.rangeClosed(i * 20 + 1, i * 20 + 20)
				.mapToObj(String::valueOf)
				.reduce((left, right) -> left + "," + right)
				.orElseThrow();
			processes
				.add(this.home.start("sync", "-p", "bench/four", "--issue", iids, "--run-id", "r" + i, "--no-embed"));
		}
		List<CliResult> results = processes.stream().map(LoreProcess::await).toList();
		assertThat(results).allSatisfy((result) -> assertThat(result).succeeded());
		TestDatabase database = this.home.database();
		assertThat(database.count("issues")).isEqualTo(80);
		assertThat(database.number("SELECT count(*) FROM sync_runs WHERE phase = 'done'")).isEqualTo(4);
		assertThat(database.text("PRAGMA integrity_check")).isEqualTo("ok");
		DatabaseDump.of(database);
	}

	@Test
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

}
