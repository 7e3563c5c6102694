package dev.lorebatch.functional;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Four processes in the same instant, on a database that does not exist yet, with any mix
 * of commands. {@code scripts/stress-processes} runs it for longer.
 */
class ManyProcessesFunctionalTests {

	private static final int PROCESSES = Integer.getInteger("lore.processes", 4);

	/** Four at once, each after a wait for the lock, on a machine with other work. */
	private static final Duration PATIENCE = Duration.ofMinutes(5);

	/** 60 rounds with {@code -Plong}. */
	private static final int ROUNDS = Integer.getInteger("lore.rounds", Boolean.getBoolean("lore.long") ? 60 : 2);

	/**
	 * Every command that touches the database, with the exit codes it may end with. The
	 * run {@code RUN} is nobody else's. A command that is added to the program belongs
	 * here, too.
	 */
	private static final List<Command> MIX = List.of(
			new Command("sync -p harbor/lighthouse --issue 1,5 --run-id RUN", 0, 9),
			new Command("sync -p harbor/lighthouse --issue 5,7 --run-id RUN", 0, 9),
			new Command("sync -p harbor/lighthouse --issue 8 --mr 4 --run-id RUN", 0, 9),
			new Command("sync -p harbor/tools/rope-kit --issue 1 --run-id RUN", 0, 9),
			new Command("sync -p harbor/lighthouse --issue 1,5 --run-id shared", 0, 9, 22, 143),
			new Command("sync -p harbor/lighthouse --issue 1,5 --run-id shared", 0, 9, 22, 143),
			new Command("sync -p harbor/lighthouse --issue 7 --run-id shared", 0, 9, 22, 143),
			new Command("sync -p harbor/lighthouse --issue 1 --preflight-only", 0),
			new Command("sync -p harbor/lighthouse --issue 1 --dry-run", 0), new Command("runs list", 0),
			new Command("runs show shared", 0, 17), new Command("runs restart shared", 0, 9, 17, 22, 143),
			new Command("runs stop shared", 0, 9, 17, 22), new Command("runs recover", 0),
			new Command("runs abandon shared", 0, 9, 17, 22), new Command("db check", 0, 10, 17),
			new Command("db backup RUN.db", 0, 10, 17));

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private final Map<String, Map<String, List<String>>> undisturbed = new HashMap<>();

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
	}

	@AfterEach
	void stop() {
		this.sample.close();
	}

	@Test
	void anyMixOfCommandsEndsWellAndLosesNothing() {
		long seed = Long.getLong("lore.seed", System.nanoTime());
		System.out.println("mix of processes: seed " + seed + ", repeat it with -Dlore.seed=" + seed);
		Random random = new Random(seed);
		for (int round = 0; round < ROUNDS; round++) {
			LoreHome home = LoreHome.of(this.folder.resolve("round-" + round), this.sample.url()).warmRuns();
			List<Command> commands = new ArrayList<>();
			for (int i = 0; i < PROCESSES; i++) {
				commands.add(MIX.get(random.nextInt(MIX.size())).as("r" + i));
			}
			List<CliResult> results = commands.stream()
				.map((command) -> home.start(command.words()))
				.toList()
				.stream()
				.map((process) -> process.await(PATIENCE))
				.toList();
			for (int i = 0; i < PROCESSES; i++) {
				commands.get(i).check(results.get(i), home.database());
			}
			if (home.database().exists()) {
				check(home);
			}
		}
		System.out.printf("mix of processes: %d rounds of %d processes, seed %d%n", ROUNDS, PROCESSES, seed);
	}

	private void check(LoreHome home) {
		TestDatabase database = home.database();
		checkFile(database);
		for (String run : runs(database, "'failed', 'stopped'")) {
			assertThat(home.run("runs", "restart", run)).succeeded();
		}
		for (String run : runs(database, "'abandoned'")) {
			sync(home, database, "run_id = '" + run + "'", "--run-id", "instead-" + run);
			database.execute("DELETE FROM dirty_sources WHERE origin_run_id = '" + run + "'",
					"DELETE FROM pending_embeddings WHERE origin_run_id = '" + run + "'");
		}
		checkFile(database);
		assertThat(Content.of(database)).isEqualTo(undisturbed(database));
	}

	private static void checkFile(TestDatabase database) {
		assertThat(database.text("PRAGMA integrity_check")).isEqualTo("ok");
		assertThat(database.query("PRAGMA foreign_key_check")).isEmpty();
		database.execute("INSERT INTO documents_fts (documents_fts, rank) VALUES ('integrity-check', 1)");
		assertThat(database.count("sync_locks")).isZero();
		assertThat(database.count("run_leases")).isZero();
		assertThat(database.query("SELECT run_id, status FROM sync_runs "
				+ "WHERE status NOT IN ('completed', 'failed', 'stopped', 'abandoned')"))
			.isEmpty();
	}

	/**
	 * The content of a new mirror of everything that the runs asked for.
	 */
	private Map<String, List<String>> undisturbed(TestDatabase database) {
		String wanted = String.valueOf(entities(database, "1"));
		return this.undisturbed.computeIfAbsent(wanted, (key) -> {
			LoreHome home = LoreHome
				.of(this.folder.resolve("undisturbed-" + this.undisturbed.size()), this.sample.url())
				.warm();
			sync(home, database, "1");
			return home.database().exists() ? Content.of(home.database()) : Content.of(database);
		});
	}

	private static void sync(LoreHome home, TestDatabase database, String which, String... more) {
		entities(database, which).forEach((project, options) -> {
			List<String> words = new ArrayList<>(List.of("sync", "-p", project));
			words.addAll(options);
			words.addAll(List.of(more));
			assertThat(home.run(words.toArray(String[]::new))).succeeded();
		});
	}

	/**
	 * What runs asked for, as options of sync by project.
	 */
	private static Map<String, List<String>> entities(TestDatabase database, String which) {
		Map<String, List<String>> options = new TreeMap<>();
		for (Map<String, @Nullable Object> row : database
			.query("SELECT DISTINCT project, kind, iid FROM sync_run_entities e JOIN sync_runs r USING (run_id) WHERE "
					+ which + " ORDER BY 1, 2, 3")) {
			String option = "issue".equals(row.get("kind")) ? "--issue" : "--mr";
			options.computeIfAbsent(String.valueOf(row.get("project")), (project) -> new ArrayList<>())
				.addAll(List.of(option, String.valueOf(row.get("iid"))));
		}
		return options;
	}

	private static List<String> runs(TestDatabase database, String statuses) {
		return database.query("SELECT run_id FROM sync_runs WHERE status IN (" + statuses + ") ORDER BY 1")
			.stream()
			.map((row) -> String.valueOf(row.get("run_id")))
			.toList();
	}

	/**
	 * One line of the mix.
	 */
	private record Command(String line, Set<Integer> allowed) {

		private Command(String line, Integer... allowed) {
			this(line, Set.of(allowed));
		}

		private Command as(String runId) {
			return new Command(this.line.replace("RUN", runId), this.allowed);
		}

		private String[] words() {
			return this.line.split(" ");
		}

		private void check(CliResult result, TestDatabase database) {
			assertThat(result.exitCode()).as("%s; stderr: %s", this.line, result.stderr()).isIn(this.allowed);
			assertThat(result).hasNoStackTrace();
			if (result.exitCode() == ExitCode.DATABASE.number()) { // it is being created
				assertThat(result.stderr()).as(this.line).contains("it has no schema");
			}
			assertThat(result.stdout() + result.stderr()).as(this.line)
				.doesNotContain("database is locked", "SQLITE_", "is busy");
			if (this.line.contains("--run-id") && result.exitCode() == ExitCode.COMPLETED.number()) {
				String runId = this.line.substring(this.line.lastIndexOf(' ') + 1);
				assertThat(database.run(runId)).as(this.line).containsEntry("status", "completed");
			}
		}

	}

}
