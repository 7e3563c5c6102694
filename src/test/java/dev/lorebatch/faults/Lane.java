package dev.lorebatch.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.lorebatch.functional.DatabaseDump;
import dev.lorebatch.functional.TestDatabase;
import dev.lorebatch.gitlab.VirtualTime;
import dev.lorebatch.job.RunLauncher;
import dev.lorebatch.job.RunResult;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One context of the program on one database, which runs cell after cell, each on an
 * empty mirror.
 */
final class Lane implements AutoCloseable {

	private static final String RUN = "r";

	/** More repeats than any loaded machine needs. */
	private static final int MAX_TRIES = 20;

	private final FaultProxy proxy;

	private final TestMirror mirror;

	private final Connection connection;

	private final TestDatabase direct;

	private final List<String> tables;

	private final Map<Column, Undisturbed> undisturbed = new EnumMap<>(Column.class);

	/**
	 * @param number makes ids of executions differ from those of other lanes: Spring
	 * Batch keeps the contexts of all executions in the JVM in one static map
	 */
	Lane(int number, Path folder, URI sample, URI elsewhere, Refusals refusals, String... properties)
			throws IOException, SQLException {
		Files.createDirectories(folder);
		this.proxy = new FaultProxy(sample, elsewhere);
		refusals.add(this.proxy);
		Path database = folder.resolve("lore.db");
		this.mirror = TestMirror.open(VirtualTime::register, database, this.proxy.url(), properties);
		this.proxy.setClock(this.mirror.bean(VirtualTime.class).clock());
		for (String sequence : List.of("BATCH_STEP_EXECUTION_SEQ", "BATCH_JOB_EXECUTION_SEQ")) {
			this.mirror.jdbc()
				.sql("INSERT INTO %s (ID) VALUES (?)".formatted(sequence))
				.param(1_000_000 * number)
				.update();
		}
		this.tables = tables(this.mirror);
		this.connection = new TestDatabase(database).connect();
		this.direct = new TestDatabase(database, this.connection);
	}

	/**
	 * Runs until the fault is through, then restarts without it.
	 */
	Cell run(Column column, Fault fault, int times) {
		Undisturbed wanted = undisturbed(column);
		AssertionError last = new AssertionError("answers of the sample were late");
		for (int attempt = 0; attempt < (fault.isTimed() ? MAX_TRIES : 1); attempt++) {
			try {
				return tryRun(column, fault, times, wanted);
			}
			catch (AssertionError ex) {
				last = ex; // with short time-outs perhaps only because the machine is
							// busy
			}
		}
		throw new AssertionError("%s, %s, %d times".formatted(column, fault, times), last);
	}

	private Undisturbed undisturbed(Column column) {
		Undisturbed known = this.undisturbed.get(column);
		if (known == null) {
			empty();
			this.proxy.arm(column, null, 0);
			requireCompleted(launch(column));
			known = new Undisturbed(DatabaseDump.of(this.direct), this.proxy.seen());
			this.undisturbed.put(column, known);
		}
		return known;
	}

	private Cell tryRun(Column column, Fault fault, int times, Undisturbed wanted) {
		empty();
		this.proxy.arm(column, fault, times);
		RunResult result = launch(column);
		List<Seen> seen = this.proxy.seen();
		requireNothingAskedTwice(seen);
		Observation observation = new Observation(this.mirror, RUN, column, fault, seen, wanted.seen(), result);
		Set<String> owed = observation.owedSets();
		if (times == FaultProxy.FOR_EVER) {
			observation.requireBudget();
		}
		Cell cell = observation.cell(Cell.NONE);
		if (result.failure() != null) {
			this.proxy.arm(column, null, 0);
			requireCompleted(launch(column));
			cell = observation.cell(restart(this.proxy.seen(), owed, observation));
		}
		Map<String, List<String>> content = DatabaseDump.of(this.direct);
		return observation.finish(cell, content, wanted.content());
	}

	/**
	 * Besides what faults happened to.
	 */
	private static void requireNothingAskedTwice(List<Seen> seen) {
		assertThat(seen.stream().filter((request) -> !request.faulted())).as("requests without a fault")
			.doesNotHaveDuplicates();
	}

	private static String restart(List<Seen> seen, Set<String> owed, Observation observation) {
		Set<String> asked = seen.stream().filter(Seen::isSet).map(Seen::path).collect(Collectors.toSet());
		assertThat(asked).as("what the restart asked for").isEqualTo(owed);
		return observation.owedInWords();
	}

	private static void requireCompleted(RunResult result) {
		assertThat(result.outcome()).withFailMessage(() -> "not complete: " + result.failure())
			.isEqualTo(RunResult.Outcome.COMPLETED);
	}

	private RunResult launch(Column column) {
		return this.mirror.bean(RunLauncher.class).launch(column.request(RUN));
	}

	/**
	 * As it is after the migration.
	 */
	private void empty() {
		try (Statement statement = this.connection.createStatement()) {
			statement.addBatch("BEGIN IMMEDIATE");
			for (String table : this.tables) {
				statement.addBatch("DELETE FROM " + table);
			}
			statement.addBatch("COMMIT");
			statement.executeBatch();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<String> tables(TestMirror mirror) {
		return mirror.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
				+ "AND name NOT LIKE '%_fts%' AND name NOT LIKE '%_SEQ' AND name NOT IN ('write_lock', 'flyway_schema_history')")
			.stream()
			.map((row) -> String.valueOf(row.get("name")))
			.toList();
	}

	@Override
	public void close() throws IOException, SQLException {
		this.connection.close();
		this.mirror.close();
		this.proxy.close();
	}

	private record Undisturbed(Map<String, List<String>> content, List<Seen> seen) {

	}

}
