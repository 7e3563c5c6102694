package dev.lorebatch.functional;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.LongVersion;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process killed at any moment costs nothing but a restart.
 */
class CrashFunctionalTests {

	private static final String[] SYNC = { "sync", "-p", "harbor/lighthouse", "--issue", "1,5,7", "--mr", "4",
			"--run-id", "r1" };

	@TempDir
	static Path shared;

	private static SampleGitLab sample;

	/** Has a schema, and rows of another run. */
	private static TestDatabase base;

	private static Map<String, List<String>> undisturbed;

	@TempDir
	Path folder;

	private GitLabGate gate;

	private LoreHome home;

	@BeforeAll
	static void syncUndisturbed() {
		sample = SampleGitLab.start(SampleOptions.defaults());
		LoreHome before = LoreHome.of(shared.resolve("before"), sample.url()).warm();
		assertThat(before.run("sync", "-p", "harbor/charts", "--mr", "1", "--run-id", "base")).succeeded();
		base = before.database();
		LoreHome whole = LoreHome.of(shared.resolve("whole"), sample.url()).warm();
		base.copyTo(whole.database());
		assertThat(whole.run(SYNC)).succeeded();
		undisturbed = DatabaseDump.of(whole.database());
		assertThat(undisturbed).allSatisfy((table, rows) -> {
			if (!Set.of("dirty_sources", "pending_embeddings").contains(table)) {
				assertThat(rows).as(table).isNotEmpty();
			}
		});
	}

	@AfterAll
	static void stopSample() {
		sample.close();
	}

	@BeforeEach
	void start() {
		this.gate = new GitLabGate(sample.url());
		this.home = LoreHome.of(this.folder, this.gate.url()).warmRuns();
		base.copyTo(this.home.database());
	}

	@AfterEach
	void stop() {
		this.gate.close();
	}

	@Test
	void killedInsideATransactionTheRunIsShownAsFailedAndRestarts() {
		TestDatabase database = this.home.database();
		database.setTrap("issues", "new.iid = 5");
		LoreProcess process = this.home.start(SYNC);
		database.awaitTrapped("r1", "ingest");
		process.kill();
		database.removeTrap();
		assertThat(database.count("sync_locks")).as("the dead process has the lock").isOne();
		CliResult list = this.home.run("runs", "list");
		assertThat(list).succeeded();
		assertNotRunning(list.data().path("runs").get(0));
		assertThat(list.data().path("runs").get(0).path("last_phase").asString()).isEqualTo("ingest");
		CliResult restarted = this.home.run("runs", "restart", "r1");
		assertThat(restarted).succeeded();
		assertThat(restarted.data().path("attempts").asInt()).isEqualTo(2);
		assertThat(DatabaseDump.of(database)).isEqualTo(undisturbed);
	}

	@Test
	@LongVersion
	void killedInPreflightIsRecoverable() {
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues?"));
		LoreProcess process = this.home.start(SYNC);
		hold.awaitRequests(1);
		process.kill();
		this.gate.answerNormally();
		CliResult show = this.home.run("runs", "show", "r1");
		assertThat(show).succeeded();
		assertNotRunning(show.data());
		assertThat(show.data().path("last_error").asString()).contains("died");
		assertThat(this.home.run(SYNC)).succeeded();
		assertThat(DatabaseDump.of(this.home.database())).isEqualTo(undisturbed);
	}

	@Test
	void killedInDependentsFetchesOnlyWhatIsMissing() {
		TestDatabase database = this.home.database();
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues/7/") || target.contains("/diffs"));
		LoreProcess process = this.home.start(SYNC);
		String completed = "SELECT count(*) FROM dependent_jobs WHERE scope_run_id = 'r1' AND status = 'completed'";
		hold.awaitRequests(6);
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.during(Duration.ofMillis(300))
			.until(() -> database.number("SELECT count(*) FROM dependent_jobs WHERE scope_run_id = 'r1'") == 21);
		process.kill();
		long before = database.number(completed);
		Set<String> asked = new HashSet<>(this.gate.requests());
		this.gate.answerNormally();
		this.gate.forgetRequests();
		this.home.without("LORE_GITLAB_TOKEN");
		CliResult recovered = this.home.run("runs", "recover");
		assertThat(recovered).succeeded();
		assertThat(recovered.data().path("changed").size()).isEqualTo(2);
		assertThat(recovered.data().path("changed").get(0).path("run_id").asString()).isEqualTo("r1");
		this.home.with("LORE_GITLAB_TOKEN", SampleTokens.FULL);
		assertThat(this.home.run("runs", "restart", "r1")).succeeded();
		assertThat(DatabaseDump.of(database)).isEqualTo(undisturbed);
		assertThat(this.gate.requests().size()).as("requests of the restart").isEqualTo(3 + 21 - (int) before + 2);
		assertThat(this.gate.requests()).filteredOn((target) -> !asked.contains(target))
			.allMatch((target) -> target.contains("/7/") || target.contains("/diffs") || target.contains("/4/"));
	}

	@Test
	@LongVersion
	void killedInTheClosingListAsksOnlyForThatAgain() {
		TestDatabase database = this.home.database();
		AtomicInteger lists = new AtomicInteger();
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues?") && lists.incrementAndGet() > 1);
		LoreProcess process = this.home.start(SYNC);
		hold.awaitRequests(1);
		process.kill();
		assertThat(database
			.number("SELECT count(*) FROM dependent_jobs WHERE scope_run_id = 'r1' " + "AND status = 'completed'"))
			.isEqualTo(21);
		this.gate.answerNormally();
		this.gate.forgetRequests();
		CliResult restarted = this.home.run("runs", "restart", "r1");
		assertThat(restarted).succeeded();
		assertThat(restarted.data().path("verification").path("verified").asInt()).isEqualTo(4);
		assertThat(this.gate.requests()).as("preflight and the closing lists").hasSize(3 + 2);
		assertThat(DatabaseDump.of(database)).isEqualTo(undisturbed);
	}

	/**
	 * And by the same line again: three processes, one run.
	 */
	@Test
	void ofTwoRestartsAtTheSameTimeOneRuns() {
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues?"));
		LoreProcess killed = this.home.start(SYNC);
		hold.awaitRequests(1);
		killed.kill();
		List<LoreProcess> restarts = List.of(this.home.start("runs", "restart", "r1"),
				this.home.start("runs", "restart", "r1"), this.home.start(SYNC));
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> restarts.stream().filter(LoreProcess::isAlive).count() == 1);
		this.gate.answerNormally();
		List<CliResult> results = restarts.stream().map(LoreProcess::await).toList();
		assertThat(results).filteredOn((result) -> result.exitCode() == 0)
			.singleElement()
			.satisfies((result) -> assertThat(result).succeeded());
		assertThat(results).filteredOn((result) -> result.exitCode() != 0)
			.hasSize(2)
			.allSatisfy((result) -> assertThat(result).failedWith(ExitCode.LOCKED));
		assertThat(this.home.database().run("r1")).containsEntry("attempts", 2);
		assertThat(DatabaseDump.of(this.home.database())).isEqualTo(undisturbed);
		assertThat(this.home.run("runs", "restart", "r1")).failedWith(ExitCode.NOT_RESTARTABLE);
	}

	private static void assertNotRunning(JsonNode run) {
		assertThat(run.path("run_id").asString()).isEqualTo("r1");
		assertThat(run.path("status").asString()).isEqualTo("failed");
		assertThat(run.path("phase").asString()).isEqualTo("failed");
	}

}
