package dev.lorebatch.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Whose database a file is: only what is proven ours is opened, and nothing else is
 * written to.
 */
class ForeignDatabaseIntegrationTests {

	private static final String HISTORY = """
			CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50),
				description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INT,
				installed_by VARCHAR(100) NOT NULL, installed_on TEXT, execution_time INT NOT NULL,
				success BOOLEAN NOT NULL);
			""";

	private static final String THEIRS = HISTORY + """
			CREATE TABLE recipes (id INTEGER PRIMARY KEY, name TEXT);
			INSERT INTO recipes (name) VALUES ('soup');
			""";

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			an empty history and tables of another program | empty Flyway history
			the history of another program                 | history is that of another program
			a history with our first name, not our content | history is that of another program
			a history with other columns                   | history is that of another program
			a view called like the history                 | tables of another program
			a table called like one of ours                | tables of another program
			a table whose name SQLite's own begin with     | tables of another program
			a view only                                    | tables of another program
			statistics of tables that are gone             | tables of another program
			an application id                              | application_id
			a version of another program                   | user_version
			""")
	void aDatabaseThatIsNotProvenOursIsRefusedAndStaysAsItIs(String what, String said) throws Exception {
		Path file = foreign(what);
		byte[] before = Files.readAllBytes(file);
		LoreException writing = catchThrowableOfType(LoreException.class, () -> TestDatabase.open(file).close());
		assertThat(writing).hasMessageContaining("not a lore-batch database").hasMessageContaining(said);
		assertThat(writing.exitCode()).isEqualTo(ExitCode.DATABASE);
		LoreException reading = catchThrowableOfType(LoreException.class,
				() -> ReadOnlyDatabase.open(new DatabaseFile(file)).close());
		assertThat(reading).hasMessage(writing.getMessage());
		assertThat(Files.readAllBytes(file)).isEqualTo(before);
		try (var files = Files.list(this.folder)) {
			assertThat(files).containsExactly(file);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", HISTORY })
	void aFileWithoutAnyContentIsOursToMake(String sql) throws Exception {
		Path file = this.folder.resolve("lore.db");
		Files.createFile(file);
		if (!sql.isEmpty()) {
			execute(file, sql);
		}
		try (TestDatabase database = TestDatabase.open(file)) {
			assertThat(database.count("projects")).isZero();
		}
	}

	@Test
	void aDatabaseOfOursStaysOursWhateverItsOwnerNotesInIt() throws Exception {
		Path file = ours();
		execute(file, "PRAGMA user_version = 7; CREATE VIEW mine AS SELECT title FROM issues; ANALYZE;");
		try (TestDatabase database = TestDatabase.open(file)) {
			assertThat(database.count("mine")).isZero();
		}
		ReadOnlyDatabase.open(new DatabaseFile(file)).close();
	}

	@Test
	void theProofIsWhatFlywayRecordsOfTheFirstMigration() {
		try (TestDatabase database = TestDatabase.in(this.folder)) {
			assertThat(database.rows("SELECT script, checksum FROM flyway_schema_history WHERE installed_rank = 1"))
				.containsExactly(SchemaHistory.FIRST_SCRIPT + "|" + SchemaHistory.FIRST_CHECKSUM);
		}
	}

	private Path ours() {
		try (TestDatabase database = TestDatabase.in(this.folder)) {
			return database.file();
		}
	}

	private Path foreign(String what) throws Exception {
		String row = "INSERT INTO flyway_schema_history VALUES (1, '%s', 'x', 'SQL', '%s', 17, '', '', 1, 1);";
		String sql = switch (what) {
			case "an empty history and tables of another program" -> THEIRS;
			case "the history of another program" -> THEIRS + row.formatted("14", "V14__add_cooks.sql");
			case "a history with our first name, not our content" ->
				THEIRS + row.formatted("001", SchemaHistory.FIRST_SCRIPT);
			case "a history with other columns" ->
				"CREATE TABLE flyway_schema_history (x TEXT); INSERT INTO flyway_schema_history VALUES ('1');";
			case "a view called like the history" ->
				"CREATE TABLE t (x); CREATE VIEW flyway_schema_history AS SELECT x AS version, 1 AS success FROM t;";
			case "a table called like one of ours" -> "CREATE TABLE issues (id INTEGER PRIMARY KEY, title TEXT);";
			case "a table whose name SQLite's own begin with" -> "CREATE TABLE sqlitebrowser (x TEXT);";
			case "a view only" -> "CREATE VIEW now AS SELECT datetime('now');";
			case "statistics of tables that are gone" -> "CREATE TABLE t (x); ANALYZE; DROP TABLE t;";
			case "an application id" -> "PRAGMA application_id = 252006673;";
			default -> "PRAGMA user_version = 3;";
		};
		Path file = this.folder.resolve("theirs.db");
		execute(file, sql);
		return file;
	}

	private static void execute(Path file, String sql) throws Exception {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			statement.executeUpdate(sql);
		}
	}

}
