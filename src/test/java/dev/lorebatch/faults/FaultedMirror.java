package dev.lorebatch.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

import dev.lorebatch.functional.DatabaseDump;
import dev.lorebatch.functional.TestDatabase;
import dev.lorebatch.gitlab.VirtualTime;
import dev.lorebatch.job.RunLauncher;
import dev.lorebatch.job.RunResult;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One context of the program behind a proxy, on one database that can be set back to an
 * earlier state.
 */
final class FaultedMirror implements AutoCloseable {

	private final Path folder;

	private final FaultProxy proxy;

	private final TestMirror mirror;

	private final Connection connection;

	private final TestDatabase direct;

	FaultedMirror(LaneSettings settings, URI sample) throws IOException, SQLException {
		this.folder = Files.createDirectories(settings.folder());
		this.proxy = new FaultProxy(sample, settings.elsewhere());
		settings.refusals().add(this.proxy);
		Path database = this.folder.resolve("lore.db");
		this.mirror = TestMirror.open(VirtualTime::register, database, this.proxy.url(),
				settings.properties().toArray(String[]::new));
		this.proxy.setClock(this.mirror.bean(VirtualTime.class).clock());
		for (String sequence : List.of("BATCH_STEP_EXECUTION_SEQ", "BATCH_JOB_EXECUTION_SEQ")) {
			this.mirror.jdbc()
				.sql("INSERT INTO %s (ID) VALUES (?)".formatted(sequence))
				.param(1_000_000 * settings.number())
				.update();
		}
		this.connection = new TestDatabase(database).connect();
		this.direct = new TestDatabase(database, this.connection);
	}

	FaultProxy proxy() {
		return this.proxy;
	}

	TestMirror mirror() {
		return this.mirror;
	}

	Map<String, List<String>> content() {
		return DatabaseDump.of(this.direct);
	}

	RunResult launch(RunRequest request) {
		return this.mirror.bean(RunLauncher.class).launch(request);
	}

	/**
	 * Launches a run to which nothing is to happen.
	 */
	void complete(RunRequest request) {
		RunResult result = launch(request);
		assertThat(result.outcome()).withFailMessage(() -> "not complete: " + result.failure())
			.isEqualTo(RunResult.Outcome.COMPLETED);
	}

	/**
	 * Keeps the state of the database under a name.
	 */
	void save(String state) {
		execute("backup to '%s'".formatted(this.folder.resolve(state + ".saved")));
	}

	/**
	 * Sets the whole database back, under the eyes of the program, which has no run.
	 */
	void restore(String state) {
		execute("restore from '%s'".formatted(this.folder.resolve(state + ".saved")));
	}

	private void execute(String command) {
		try (Statement statement = this.connection.createStatement()) {
			statement.executeUpdate(command);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(command, ex);
		}
	}

	@Override
	public void close() throws IOException, SQLException {
		this.connection.close();
		this.mirror.close();
		this.proxy.close();
	}

}
