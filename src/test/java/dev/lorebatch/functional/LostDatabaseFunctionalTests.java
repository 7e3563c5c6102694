package dev.lorebatch.functional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.OllamaStub;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The database file is deleted, moved or replaced while a command writes to it: it ends
 * with 10 and says so, whatever it could still write into the file that nobody finds.
 */
@EnabledOnOs(OS.LINUX)
class LostDatabaseFunctionalTests {

	private static final String[] SURGICAL = { "sync", "-p", "harbor/lighthouse", "--issue", "1,5,7", "--mr", "4",
			"--run-id", "r1" };

	private static final String[] PROJECT = { "sync", "-p", "harbor/lighthouse", "--run-id", "r1" };

	/** Far less than a held request would keep the command waiting. */
	private static final Duration AT_ONCE = Duration.ofSeconds(20);

	private static final Pattern MOVE = Pattern.compile("run: (mv '.*-wal' '.*-wal')");

	@TempDir
	static Path shared;

	private static SampleGitLab sample;

	private static Map<String, List<String>> undisturbed;

	private static Path other;

	@TempDir
	Path folder;

	private GitLabGate gate;

	private LoreHome home;

	@BeforeAll
	static void syncUndisturbed() {
		sample = SampleGitLab.start(SampleOptions.defaults());
		LoreHome whole = LoreHome.of(shared, sample.url()).warm();
		assertThat(whole.run(SURGICAL)).succeeded();
		undisturbed = DatabaseDump.of(whole.database());
		other = whole.databaseFile();
	}

	@AfterAll
	static void stopSample() {
		sample.close();
	}

	@BeforeEach
	void start() {
		this.gate = new GitLabGate(sample.url());
		this.home = LoreHome.of(this.folder, this.gate.url()).warmRuns();
	}

	@AfterEach
	void stop() {
		this.gate.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "surgical", "project" })
	void aDatabaseDeletedInMidRunIsTen(String kind) throws IOException {
		CliResult result = disturb(kind.equals("project") ? PROJECT : SURGICAL, () -> Files.delete(database()));
		assertThat(result).failedWith(ExitCode.DATABASE)
			.hasMessageContaining("went away", database().toString(), "deleted");
		assertThat(database()).as("no empty database takes its place").doesNotExist();
	}

	@ParameterizedTest
	@ValueSource(strings = { "surgical", "project" })
	void aRunWithoutItsDatabaseEndsAlthoughTheServerNeverAnswers(String kind) throws IOException {
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues/7/"));
		LoreProcess sync = this.home.start(kind.equals("project") ? PROJECT : SURGICAL);
		hold.awaitRequests(1);
		Files.delete(database());
		assertThat(sync.endsWithin(AT_ONCE)).as("ended by itself").isTrue();
		assertThat(sync.await()).failedWith(ExitCode.DATABASE).hasMessageContaining("went away");
	}

	@Test
	void aDatabaseMovedInMidRunIsTenAndWithTheAdviceNothingIsLost() throws IOException {
		Path moved = this.home.currentFolder().resolve("it's here.db");
		CliResult result = disturb(SURGICAL, () -> Files.move(database(), moved));
		assertThat(result).failedWith(ExitCode.DATABASE).hasMessageContaining("was moved to " + moved);
		Matcher advice = MOVE.matcher(result.error().path("suggestion").asString());
		assertThat(advice.find()).as("%s", result.error()).isTrue();
		CliResult mv = this.home.cold().startShell(advice.group(1)).await();
		assertThat(mv.exitCode()).as("%s", mv).isZero();
		String[] restart = { "runs", "restart", "r1", "--database", moved.toString() };
		assertThat(this.home.run(restart)).succeeded();
		assertThat(DatabaseDump.of(new TestDatabase(moved))).isEqualTo(undisturbed);
	}

	@Test
	void aDatabaseReplacedInMidRunIsTenAndTheOtherFileIsAsItWas() throws IOException {
		Path next = Files.copy(other, this.home.currentFolder().resolve("next.db"));
		CliResult result = disturb(PROJECT, () -> Files.move(next, database(), StandardCopyOption.REPLACE_EXISTING));
		assertThat(result).failedWith(ExitCode.DATABASE).hasMessageContaining("another file is at " + database());
		assertThat(Files.readAllBytes(database())).isEqualTo(Files.readAllBytes(other));
	}

	@Test
	void aLinkTurnedToAnotherFileInMidRunIsTen() throws IOException {
		Path real = this.home.currentFolder().resolve("real.db");
		Path next = Files.copy(other, this.home.currentFolder().resolve("next.db"));
		Files.copy(other, real);
		Files.createDirectories(database().getParent());
		Files.createSymbolicLink(database(), real);
		String[] sync = { "sync", "-p", "harbor/lighthouse", "--issue", "7", "--run-id", "r2" };
		CliResult result = disturb(sync, () -> {
			Files.delete(database());
			Files.createSymbolicLink(database(), next);
		});
		assertThat(result).failedWith(ExitCode.DATABASE).hasMessageContaining("another file is at " + database());
		assertThat(Files.readAllBytes(next)).isEqualTo(Files.readAllBytes(other));
	}

	/**
	 * What was committed is in a side file that nobody finds any more, until the process
	 * has ended; another one that opens the database meanwhile does not see it.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "-wal", "-shm" })
	void aSideFileDeletedInMidRunIsTenAndTheRestartMakesUpForIt(String suffix) throws IOException {
		CliResult result = disturb(SURGICAL, () -> Files.delete(Path.of(database() + suffix)));
		assertThat(result).failedWith(ExitCode.DATABASE).hasMessageContaining(database() + suffix, "deleted");
		assertThat(this.home.run("db", "check", "--quick")).hasExitCode(ExitCode.COMPLETED);
		assertThat(this.home.run(SURGICAL)).succeeded();
		assertThat(DatabaseDump.of(this.home.database())).isEqualTo(undisturbed);
	}

	@ParameterizedTest
	@CsvSource({ "deleted, verify --repair", "replaced, runs restart r1", "deleted, sync --from-webhook -" })
	void otherCommandsThatWriteAreTenToo(String how, String command) throws IOException {
		Files.createDirectories(database().getParent());
		Files.copy(other, database());
		prepare(command);
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues/1/discussions"));
		LoreProcess process = this.home.startWithInput(
				"""
						{"object_kind":"issue","project":{"path_with_namespace":"harbor/lighthouse"},"object_attributes":{"iid":1}}
						""",
				command.split(" "));
		hold.awaitRequests(1);
		if (how.equals("deleted")) {
			Files.delete(database());
		}
		else {
			Files.copy(other, this.folder.resolve("next.db"));
			Files.move(this.folder.resolve("next.db"), database(), StandardCopyOption.REPLACE_EXISTING);
		}
		hold.release();
		assertThat(process.await()).failedWith(ExitCode.DATABASE).hasMessageContaining("went away");
	}

	@Test
	void anEmbedWithoutItsDatabaseEndsAlthoughTheProviderNeverAnswers() throws IOException {
		Files.createDirectories(database().getParent());
		Files.copy(other, database());
		try (OllamaStub ollama = new OllamaStub()) {
			this.home.with("LORE_EMBEDDING_PROVIDER", "ollama")
				.with("LORE_EMBEDDING_URL", ollama.url().toString())
				.with("LORE_EMBEDDING_MODEL", OllamaStub.MODEL);
			ollama.hang();
			LoreProcess embed = this.home.start("embed");
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !ollama.requests().isEmpty());
			Files.delete(database());
			assertThat(embed.endsWithin(AT_ONCE)).as("ended by itself").isTrue();
			assertThat(embed.await()).failedWith(ExitCode.DATABASE).hasMessageContaining("went away");
		}
	}

	private void prepare(String command) {
		if (command.startsWith("verify")) {
			this.home.database().execute("UPDATE issues SET title = 'drifted' WHERE iid = 1");
		}
		else if (command.startsWith("runs")) {
			this.home.database()
				.execute("UPDATE BATCH_JOB_EXECUTION SET STATUS = 'FAILED', EXIT_CODE = 'FAILED'",
						"UPDATE BATCH_STEP_EXECUTION SET STATUS = 'FAILED' WHERE STEP_NAME <> 'preflight'",
						"UPDATE dependent_jobs SET status = 'pending' WHERE scope_run_id = 'r1'");
		}
	}

	private Path database() {
		return this.home.databaseFile();
	}

	/**
	 * Runs a sync and disturbs it when entities and some of what belongs to them are
	 * written, and the server has more to say.
	 */
	private CliResult disturb(String[] command, Disturbance disturbance) throws IOException {
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues/7/"));
		LoreProcess sync = this.home.start(command);
		hold.awaitRequests(1);
		Awaitility.await().until(() -> this.home.database().count("issues") > 0);
		disturbance.run();
		hold.release();
		return sync.await();
	}

	/**
	 * What somebody else does to the file.
	 */
	@FunctionalInterface
	private interface Disturbance {

		void run() throws IOException;

	}

}
