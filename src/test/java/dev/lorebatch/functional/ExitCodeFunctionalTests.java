package dev.lorebatch.functional;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * One test for each exit code that a command can end with.
 */
class ExitCodeFunctionalTests {

	private static final String PROJECT = "harbor/lighthouse";

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private GitLabGate gate;

	private LoreHome home;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		this.gate = new GitLabGate(this.sample.url());
		this.home = LoreHome.of(this.folder, this.gate.url()).with("LORE_GITLAB_RETRY_INITIALWAIT", "1ms").warm();
	}

	@AfterEach
	void stop() {
		this.gate.close();
		this.sample.close();
	}

	@Test
	void completedIsZeroForMachinesAndPeople() {
		LoreProcess robot = this.home.start("sync", "-p", PROJECT, "--issue", "1", "--run-id", "r1");
		LoreHome other = LoreHome.of(this.folder.resolve("other"), this.gate.url());
		LoreProcess human = other.start("sync", "-p", PROJECT, "--issue", "1", "--human", "--run-id", "h1");
		CliResult forMachines = robot.await();
		assertThat(forMachines).succeeded();
		assertThat(forMachines.data().path("outcome").asString()).isEqualTo("completed");
		assertThat(forMachines.data().path("stage_timings_ms").propertyNames()).containsExactly("preflight", "ingest",
				"dependents", "docs", "embed");
		CliResult forPeople = human.await();
		assertThat(forPeople).hasExitCode(ExitCode.COMPLETED);
		assertThat(forPeople.stdout()).startsWith("run h1  harbor/lighthouse  done")
			.contains("#1       synced, inserted");
		assertThat(forPeople.stderr()).contains("run h1", "preflight   1/1", "dependents  5/5", "embed");
	}

	@Test
	void usageIsTwo() {
		LoreProcess unknown = this.home.cold().start("sync", "-p", PROJECT, "--issue", "1", "--froobnicate");
		LoreProcess missing = this.home.start();
		LoreProcess human = this.home.start("sync", "--human");
		CliResult result = unknown.await();
		assertThat(result).failedWith(ExitCode.USAGE).hasMessageContaining("--froobnicate");
		CliResult help = this.home.shell(result.actions().get(0));
		assertThat(help).hasExitCode(ExitCode.COMPLETED);
		assertThat(help.stdout()).contains("--preflight-only");
		assertThat(missing.await()).failedWith(ExitCode.USAGE).hasMessageContaining("a command is missing");
		CliResult text = human.await();
		assertThat(text).hasExitCode(ExitCode.USAGE);
		assertThat(text.stderr()).startsWith("error: no project is named\nhint: ");
	}

	@Test
	void configInvalidIsThree() throws IOException {
		Files.writeString(this.home.currentFolder().resolve("lore.yml"), "lore: [unclosed\n");
		LoreProcess yaml = this.home.start("sync", "-p", PROJECT, "--issue", "1", "--dry-run");
		LoreHome other = LoreHome.of(this.folder.resolve("other"), this.gate.url())
			.with("LORE_GITLAB_CONCURRENCY", "abc")
			.warm();
		LoreProcess number = other.start("sync", "-p", PROJECT, "--issue", "1");
		assertThat(yaml.await()).failedWith(ExitCode.CONFIG_INVALID).hasMessageContaining("lore.yml");
		assertThat(number.await()).failedWith(ExitCode.CONFIG_INVALID)
			.hasMessageContaining("lore.gitlab.concurrency", "abc");
	}

	@Test
	void tokenNotSetIsFour() {
		this.home.without("LORE_GITLAB_TOKEN");
		LoreProcess none = this.home.start("sync", "-p", PROJECT, "--issue", "1");
		LoreProcess file = this.home.start("sync", "-p", PROJECT, "--issue", "1", "--token-file", "nowhere",
				"--preflight-only");
		assertThat(none.await()).failedWith(ExitCode.TOKEN_NOT_SET).hasMessageContaining("no GitLab token is set");
		assertThat(file.await()).failedWith(ExitCode.TOKEN_NOT_SET)
			.hasMessageContaining("--token-file", "not the name of a file that exists");
		assertThat(this.gate.requests()).isEmpty();
		assertThat(this.home.files()).isEmpty();
	}

	@Test
	void authenticationFailedIsFive() {
		this.home.with("LORE_GITLAB_TOKEN", SampleTokens.EXPIRED);
		LoreProcess unauthorized = this.home.start("sync", "-p", PROJECT, "--issue", "1", "--run-id", "r1");
		LoreHome other = LoreHome.of(this.folder.resolve("other"), this.gate.url())
			.with("LORE_GITLAB_TOKEN", SampleTokens.TOO_SMALL)
			.warm();
		LoreProcess forbidden = other.start("sync", "-p", PROJECT, "--issue", "1", "--preflight-only");
		CliResult result = unauthorized.await();
		assertThat(result).failedWithResult(ExitCode.AUTHENTICATION_FAILED).hasMessageContaining("401");
		assertThat(result.data().path("phase").asString()).isEqualTo("failed");
		assertThat(result.data().path("last_phase").asString()).isEqualTo("preflight");
		assertThat(forbidden.await()).failedWith(ExitCode.AUTHENTICATION_FAILED).hasMessageContaining("403");
		assertThat(this.gate.requests()).as("a 401 is tried with the other header once, neither is retried")
			.hasSize(3 + 1);
	}

	@Test
	void notFoundIsSixAndItsActionSyncsTheRest() {
		CliResult result = this.home.run("sync", "-p", PROJECT, "--issue", "1,6,13", "--mr", "7", "--run-id", "r1");
		assertThat(result).failedWithResult(ExitCode.NOT_FOUND)
			.hasMessageContaining("3 of 4", "#6 (not found)", "#13 (not found)", "!7 (not found)");
		assertThat(result.error().path("entities").size()).isEqualTo(3);
		assertThat(result.error().path("entities").get(0).path("error").path("http_status").asInt()).isEqualTo(404);
		assertThat(this.home.database().run("r1")).containsEntry("phase", "failed")
			.containsEntry("last_phase", "preflight");
		assertThat(this.home.database().count("issues")).isZero();
		CliResult next = this.home.shell(result.actions().get(0));
		assertThat(next).succeeded();
		assertThat(this.home.database().number("SELECT iid FROM issues")).isEqualTo(1);
	}

	@Test
	void rateLimitedIsSevenAndNetworkIsEight() throws IOException {
		this.home.with("LORE_GITLAB_RETRY_MAXATTEMPTS", "2");
		this.gate.answer((target) -> target.contains("/issues"), 429, "{\"message\":\"slow down\"}", "Retry-After",
				"0");
		LoreProcess limited = this.home.start("sync", "-p", PROJECT, "--issue", "1", "--run-id", "r1");
		LoreHome other = LoreHome.of(this.folder.resolve("other"), unusedAddress())
			.with("LORE_GITLAB_RETRY_INITIALWAIT", "1ms")
			.warm();
		LoreProcess unreachable = other.start("sync", "-p", PROJECT, "--issue", "1", "--human");
		CliResult result = limited.await();
		assertThat(result).failedWithResult(ExitCode.RATE_LIMITED);
		assertThat(result.data().path("counters").path("retries").asInt()).isEqualTo(1);
		assertThat(result.data().path("retries").get(0).path("cause").asString()).isEqualTo("HTTP 429");
		assertThat(result.error().path("retryable").asBoolean()).isTrue();
		CliResult text = unreachable.await();
		assertThat(text).hasExitCode(ExitCode.NETWORK);
		assertThat(text.stderr()).contains("error: cannot connect to 127.0.0.1:", "hint: ", "next: ", " runs restart ");
		assertThat(text.stdout()).contains("failed in preflight");
	}

	@Test
	void databaseErrorIsTen() throws IOException {
		Files.createDirectories(this.home.databaseFile());
		LoreProcess directory = this.home.start("sync", "-p", PROJECT, "--issue", "1");
		Path text = Files.writeString(this.home.currentFolder().resolve("note.txt"), "not a database ".repeat(100));
		LoreProcess noDatabase = this.home.start("sync", "-p", PROJECT, "--issue", "1", "--database", "note.txt");
		assertThat(directory.await()).failedWith(ExitCode.DATABASE).hasMessageContaining("is a directory");
		assertThat(noDatabase.await()).failedWith(ExitCode.DATABASE).hasMessageContaining("not a lore-batch database");
		assertThat(text).hasContent("not a database ".repeat(100));
		assertThat(this.gate.requests()).isEmpty();
	}

	@Test
	void migrationFailedIsElevenForNewerSchemas() {
		assertThat(this.home.run("sync", "-p", PROJECT, "--issue", "1", "--no-docs")).succeeded();
		this.home.database()
			.execute("INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, "
					+ "installed_by, execution_time, success) VALUES (99, '999', 'x', 'SQL', 'x', '', 0, 1)");
		String before = String.valueOf(DatabaseDump.exactContent(this.home.database()));
		LoreProcess sync = this.home.start("sync", "-p", PROJECT, "--issue", "1");
		LoreProcess list = this.home.start("runs");
		assertThat(sync.await()).failedWith(ExitCode.MIGRATION_FAILED).hasMessageContaining("version 999");
		assertThat(list.await()).failedWith(ExitCode.MIGRATION_FAILED);
		assertThat(DatabaseDump.exactContent(this.home.database())).hasToString(before);
	}

	@Test
	void ioIsTwelve() throws IOException {
		Files.createDirectories(this.home.databaseFile().getParent().getParent());
		Files.writeString(this.home.databaseFile().getParent(), "a file where a folder should be");
		LoreProcess sync = this.home.start("sync", "-p", PROJECT, "--issue", "1");
		LoreProcess proc = this.home.start("sync", "-p", PROJECT, "--issue", "1", "--database", "/proc/lore/lore.db");
		assertThat(sync.await()).failedWith(ExitCode.IO)
			.hasMessageContaining("cannot create the database", "is not a folder");
		assertThat(proc.await()).failedWith(ExitCode.IO).hasMessageContaining("/proc/lore/lore.db");
	}

	@Test
	void transformIsThirteenAndKeepsTheOthers() {
		this.gate.answer((target) -> target.contains("/issues?"), 200,
				"[{\"id\":1,\"iid\":1,\"project_id\":7101,\"state\":\"opened\",\"title\":{\"odd\":true},"
						+ "\"created_at\":\"2026-01-01T00:00:00Z\",\"updated_at\":\"2026-01-01T00:00:00Z\"}]");
		CliResult result = this.home.run("sync", "-p", PROJECT, "--issue", "1", "--mr", "4", "--run-id", "r1");
		assertThat(result).failedWithResult(ExitCode.TRANSFORM);
		assertThat(this.home.database().count("issues")).isZero();
		assertThat(this.home.database().count("merge_requests")).isOne();
		this.gate.answerNormally();
		CliResult restarted = this.home.shell(result.actions().get(0));
		assertThat(restarted).succeeded();
		assertThat(this.home.database().count("issues")).isOne();
	}

	@Test
	void notFoundLocallyIsSeventeen() {
		LoreProcess noDatabase = this.home.start("runs", "show", "r1");
		LoreHome other = LoreHome.of(this.folder.resolve("other"), this.gate.url()).warm();
		assertThat(other.run("sync", "-p", PROJECT, "--issue", "1", "--no-docs", "--run-id", "r2")).succeeded();
		LoreProcess show = other.start("runs", "show", "r1");
		LoreProcess restart = other.start("runs", "restart", "r1");
		assertThat(noDatabase.await()).failedWith(ExitCode.NOT_FOUND_LOCALLY);
		assertThat(this.home.files()).isEmpty();
		CliResult result = show.await();
		assertThat(result).failedWith(ExitCode.NOT_FOUND_LOCALLY).hasMessageContaining("no run r1");
		assertThat(other.shell(result.actions().get(0))).succeeded();
		assertThat(restart.await()).failedWith(ExitCode.NOT_FOUND_LOCALLY);
	}

	@Test
	void ambiguousIsEighteenAndConfigNotFoundIsTwenty() throws IOException {
		Files.writeString(this.home.currentFolder().resolve("lore.yml"),
				"lore:\n  projects:\n    - path: harbor/lighthouse\n    - path: harbor/charts\n");
		LoreProcess ambiguous = this.home.start("sync", "--issue", "1", "--dry-run");
		LoreProcess noConfig = this.home.start("sync", "-p", PROJECT, "--issue", "1", "--config", "nowhere.yml");
		assertThat(ambiguous.await()).failedWith(ExitCode.AMBIGUOUS)
			.hasMessageContaining("harbor/lighthouse", "harbor/charts");
		assertThat(noConfig.await()).failedWith(ExitCode.CONFIG_NOT_FOUND).hasMessageContaining("nowhere.yml");
	}

	@Test
	void runFailedIsTwentyOneAndItsActionFetchesTheRestOnly() {
		this.home = this.home.cold();
		this.gate.answer((target) -> target.contains("/issues/1/discussions"), 404, "{\"message\":\"404 Not found\"}");
		CliResult result = this.home.run("sync", "-p", PROJECT, "--issue", "1,5", "--run-id", "r1");
		assertThat(result).failedWithResult(ExitCode.RUN_FAILED).hasMessageContaining("1 dependent fetch failed");
		assertThat(this.home.database().run("r1")).containsEntry("phase", "failed")
			.containsEntry("last_phase", "dependents");
		this.gate.answerNormally();
		this.gate.forgetRequests();
		CliResult restarted = this.home.shell(result.actions().get(0));
		assertThat(restarted).succeeded();
		assertThat(this.gate.requests()).as("project, list, discussions, closing list")
			.hasSize(4)
			.anyMatch((target) -> target.contains("/issues/1/discussions"))
			.noneMatch((target) -> target.contains("/issues/5/"));
	}

	@Test
	void notRestartableIsTwentyTwo() {
		assertThat(this.home.run("sync", "-p", PROJECT, "--issue", "1", "--no-docs", "--run-id", "r1")).succeeded();
		LoreProcess restart = this.home.start("runs", "restart", "r1");
		LoreProcess otherIids = this.home.start("sync", "-p", PROJECT, "--issue", "2", "--no-docs", "--run-id", "r1");
		LoreProcess abandon = this.home.start("runs", "abandon", "r1");
		LoreProcess stop = this.home.start("runs", "stop", "r1");
		assertThat(restart.await()).hasExitCode(ExitCode.NOT_RESTARTABLE);
		CliResult other = otherIids.await();
		assertThat(abandon.await()).hasExitCode(ExitCode.NOT_RESTARTABLE);
		assertThat(stop.await()).hasExitCode(ExitCode.NOT_RESTARTABLE);
		assertThat(other).failedWith(ExitCode.NOT_RESTARTABLE).hasMessageContaining("belongs to another request");
		assertThat(this.home.shell(other.actions().get(0))).succeeded();
	}

	private static URI unusedAddress() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return URI.create("http://127.0.0.1:" + socket.getLocalPort());
		}
	}

}
