package dev.lorebatch.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Reading a database that another process is just making: wait, then say that it is being
 * made.
 */
class UnfinishedDatabaseIntegrationTests {

	/** Never reached where the maker ends. */
	private static final Duration LONG = Duration.ofSeconds(60);

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "delete", "wal" })
	void aDatabaseThatIsJustBeingMadeIsWaitedFor(String journal) throws Exception {
		Path file = this.folder.resolve("new.db");
		try (Connection maker = beginMaking(file, journal)) {
			CompletableFuture<ReadOnlyDatabase> reader = CompletableFuture
				.supplyAsync(() -> ReadOnlyDatabase.open(new DatabaseFile(file), LONG));
			assertThat(reader).isNotCompleted();
			execute(maker, script() + "COMMIT");
			try (ReadOnlyDatabase database = reader.get(LONG.toMillis(), TimeUnit.MILLISECONDS)) {
				assertThat(database.isNewest()).isTrue();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "delete", "wal" })
	void aDatabaseThatIsBeingMadeForTooLongIsNine(String journal) throws Exception {
		Path file = this.folder.resolve("new.db");
		try (Connection maker = beginMaking(file, journal)) {
			byte[] before = Files.readAllBytes(file);
			LoreException failure = open(file, Duration.ofMillis(300));
			assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCKED);
			assertThat(failure).hasMessageContaining("is being made by another process");
			assertThat(failure.suggestion()).isNotBlank();
			assertThat(Files.readAllBytes(file)).isEqualTo(before);
			execute(maker, "ROLLBACK");
		}
	}

	@Test
	void anEmptyFileThatNobodyMakesIsTenAndStaysEmpty() throws Exception {
		Path file = Files.createFile(this.folder.resolve("empty.db"));
		LoreException failure = open(file, Duration.ofMillis(300));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
		assertThat(file).isEmptyFile();
		try (var files = Files.list(this.folder)) {
			assertThat(files).containsExactly(file);
		}
	}

	@Test
	void aDatabaseThatIsJustBeingMigratedIsWaitedFor() throws Exception {
		Path file = ours();
		String row;
		try (Connection connection = connect(file); Statement statement = connection.createStatement()) {
			row = statement.executeQuery(
					"DELETE FROM flyway_schema_history WHERE version = '0%d' RETURNING 'INSERT INTO flyway_schema_history VALUES (' || installed_rank || ',' || quote(version) || ',' || quote(description) || ',' || quote(type) || ',' || quote(script) || ',' || checksum || ','''','''',1,1);'"
						.formatted(SchemaMigration.NEWEST))
				.getString(1);
		}
		try (ReadOnlyDatabase old = ReadOnlyDatabase.open(new DatabaseFile(file), LONG)) {
			assertThat(old.version()).as("nobody migrates it").isEqualTo(SchemaMigration.NEWEST - 1);
		}
		try (Connection migrator = connect(file)) {
			execute(migrator, "BEGIN IMMEDIATE");
			CompletableFuture<ReadOnlyDatabase> reader = CompletableFuture
				.supplyAsync(() -> ReadOnlyDatabase.open(new DatabaseFile(file), LONG));
			assertThat(reader).isNotCompleted();
			execute(migrator, row + "COMMIT");
			try (ReadOnlyDatabase database = reader.get(LONG.toMillis(), TimeUnit.MILLISECONDS)) {
				assertThat(database.version()).isBetween(SchemaMigration.NEWEST - 1, SchemaMigration.NEWEST);
			}
		}
	}

	private static LoreException open(Path file, Duration patience) {
		return catchThrowableOfType(LoreException.class,
				() -> ReadOnlyDatabase.open(new DatabaseFile(file), patience).close());
	}

	/**
	 * As far as a process gets before its schema is committed.
	 */
	private static Connection beginMaking(Path file, String journal) throws Exception {
		Files.createFile(file);
		Connection connection = connect(file);
		execute(connection, "PRAGMA journal_mode = " + journal);
		execute(connection, "BEGIN IMMEDIATE");
		return connection;
	}

	/**
	 * What makes the newest schema at once.
	 */
	private String script() throws SQLException {
		Path template = ours();
		try (Connection connection = connect(template)) {
			return SchemaSnapshot.dump(connection);
		}
	}

	private Path ours() {
		try (TestDatabase database = TestDatabase.in(this.folder)) {
			return database.file();
		}
	}

	private static Connection connect(Path file) throws SQLException {
		return DriverManager.getConnection("jdbc:sqlite:" + file);
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.executeUpdate(sql);
		}
	}

}
