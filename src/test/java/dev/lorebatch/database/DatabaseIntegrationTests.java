package dev.lorebatch.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Integration tests for opening, creating and migrating the database file.
 */
class DatabaseIntegrationTests {

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource({ "journal_mode, wal", "busy_timeout, 10000", "foreign_keys, 1", "synchronous, 1" })
	void everyConnectionHasThePragmas(String pragma, String value) throws SQLException {
		try (TestDatabase database = TestDatabase.in(this.folder)) {
			List<Connection> connections = new ArrayList<>();
			for (int index = 0; index < database.dataSource().getMaximumPoolSize(); index++) {
				connections.add(database.dataSource().getConnection());
			}
			for (Connection connection : connections) {
				try (connection; Statement statement = connection.createStatement()) {
					assertThat(statement.executeQuery("PRAGMA " + pragma).getString(1)).isEqualTo(value);
				}
			}
		}
	}

	@Test
	void newestIsTheNewestMigration() throws IOException {
		assertThat(migrations()).isNotEmpty().last().isEqualTo(SchemaMigration.NEWEST);
	}

	@Test
	void migrationsAreNumberedWithoutGaps() throws IOException {
		List<Integer> versions = migrations();
		for (int index = 0; index < versions.size(); index++) {
			assertThat(versions.get(index)).isEqualTo(index + 1);
		}
	}

	@Test
	void aNewFileGetsEveryMigration() throws SQLException, IOException {
		try (TestDatabase database = TestDatabase.open(this.folder.resolve("new.db"))) {
			assertThat(database.rows("SELECT CAST(version AS INTEGER), success FROM flyway_schema_history "
					+ "WHERE version IS NOT NULL ORDER BY installed_rank"))
				.containsExactlyElementsOf(migrations().stream().map((version) -> version + "|1").toList());
			assertThat(database.rows("PRAGMA integrity_check")).containsExactly("ok");
			assertThat(database.rows("PRAGMA foreign_key_check")).isEmpty();
		}
	}

	@Test
	void openingAgainChangesNothing() throws SQLException {
		Path file = this.folder.resolve("lore.db");
		String before;
		try (TestDatabase database = TestDatabase.open(file)) {
			database.insertProject(7, "group/project");
			before = database.dump();
		}
		try (TestDatabase database = TestDatabase.open(file)) {
			assertThat(database.dump()).isEqualTo(before);
		}
	}

	@Test
	void everyViewCanBeRead() {
		try (TestDatabase database = TestDatabase.in(this.folder)) {
			List<String> views = database.rows("SELECT name FROM sqlite_master WHERE type = 'view'");
			assertThat(views).contains("sync_runs", "issue_overview", "merge_request_overview", "note_overview");
			assertThat(views).allSatisfy((view) -> assertThat(database.rows("SELECT * FROM " + view)).isEmpty());
		}
	}

	@Test
	void refusesANewerSchemaAndLeavesItAlone() throws Exception {
		// given
		Path file;
		try (TestDatabase database = TestDatabase.in(this.folder)) {
			file = database.file();
			database.execute("""
					INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,
						installed_by, execution_time, success)
					VALUES (99, ?, 'later', 'SQL', 'V999__later.sql', 1, '', 1, 1)
					""", String.valueOf(SchemaMigration.NEWEST + 1));
		}
		byte[] before = Files.readAllBytes(file);

		// when
		LoreException failure = failure(file);

		// then
		assertThat(failure.exitCode()).isEqualTo(ExitCode.MIGRATION_FAILED);
		assertThat(failure).hasMessageContaining("schema version " + (SchemaMigration.NEWEST + 1));
		assertThat(Files.readAllBytes(file)).isEqualTo(before);
	}

	@Test
	void refusesASchemaWhoseMigrationFailed() throws SQLException {
		Path file;
		try (TestDatabase database = TestDatabase.in(this.folder)) {
			file = database.file();
			database.execute("UPDATE flyway_schema_history SET success = 0 WHERE version = '006'");
		}
		LoreException failure = failure(file);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.MIGRATION_FAILED);
		assertThat(failure.getMessage().lines()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 6 })
	void threadsThatOpenAFreshFileAtOnceAllSucceed(int threads) throws Exception {
		// given
		Path file = this.folder.resolve("fresh.db");
		CyclicBarrier barrier = new CyclicBarrier(threads);
		ExecutorService executor = Executors.newFixedThreadPool(threads);

		// when
		List<Future<Long>> results = new ArrayList<>();
		for (int thread = 0; thread < threads; thread++) {
			results.add(executor.submit(() -> {
				barrier.await();
				try (TestDatabase database = TestDatabase.open(file)) {
					return database.count("flyway_schema_history WHERE version IS NOT NULL");
				}
			}));
		}

		// then
		for (Future<Long> result : results) {
			assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(migrations().size());
		}
		executor.shutdown();
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void onlyTheOwnerMayReadTheFileAndItsSideFiles() throws IOException, SQLException {
		Path file = this.folder.resolve("a/b/lore.db");
		try (TestDatabase database = TestDatabase.open(file)) {
			database.insertProject(7, "group/project");
			for (String suffix : new String[] { "", "-wal", "-shm" }) {
				assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file + suffix))))
					.as("%s", suffix)
					.isEqualTo("rw-------");
			}
		}
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void keepsThePermissionsOfAFileThatExists() throws IOException, SQLException {
		Path file = Files.createFile(this.folder.resolve("lore.db"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
		TestDatabase.open(file).close();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
	}

	@ParameterizedTest
	@ValueSource(strings = { "with space.db", "žluťoučký.db", "100%.db", "a#b;c&d=e.db", "no-extension" })
	void oddNamesAreFiles(String name) throws SQLException {
		Path file = this.folder.resolve(name);
		try (TestDatabase database = TestDatabase.open(file)) {
			assertThat(database.count("projects")).isZero();
		}
		assertThat(file).isRegularFile().isNotEmptyFile();
	}

	@Test
	void refusesAQuestionMark() {
		Path file = this.folder.resolve("what?.db");
		assertThat(failure(file).exitCode()).isEqualTo(ExitCode.CONFIG_INVALID);
		assertThat(file).doesNotExist();
	}

	@Test
	void refusesAFolder() {
		LoreException failure = failure(this.folder);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
		assertThat(failure).hasMessageContaining("is a directory");
	}

	@Test
	void refusesAFileInAFile() throws IOException {
		Path file = Files.createFile(this.folder.resolve("file")).resolve("lore.db");
		LoreException failure = failure(file);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.IO);
		assertThat(failure).hasMessageContaining(file.toString());
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void refusesAFolderNobodyMayWriteTo() throws IOException {
		Path locked = Files.createDirectory(this.folder.resolve("locked"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
		assumeTrue(!Files.isWritable(locked), "root may write everywhere");
		LoreException failure = failure(locked.resolve("lore.db"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.IO);
		assertThat(failure).hasMessageContaining("permission denied");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void refusesAFolderWhereNoFileCanBe() {
		assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs a file system without files of ours");
		LoreException failure = failure(Path.of("/proc/lore/lore.db"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.IO);
		assertThat(failure).hasMessageContaining("/proc/lore/lore.db");
		assertThat(failure.getMessage().lines()).hasSize(1);
	}

	@Test
	void refusesAFileThatIsNoDatabaseAndLeavesItAlone() throws IOException {
		Path file = this.folder.resolve("notes.txt");
		Files.writeString(file, "Dear diary, ".repeat(1_000), StandardCharsets.UTF_8);
		byte[] before = Files.readAllBytes(file);
		LoreException failure = failure(file);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
		assertThat(failure).hasMessageContaining("not a lore-batch database");
		assertThat(Files.readAllBytes(file)).isEqualTo(before);
	}

	@Test
	void refusesADatabaseOfSomebodyElseAndLeavesItAlone() throws Exception {
		Path file = this.folder.resolve("browser.db");
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			statement.executeUpdate("CREATE TABLE bookmarks (url TEXT)");
		}
		LoreException failure = failure(file);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
		assertThat(failure).hasMessageContaining("not a lore-batch database");
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			assertThat(statement.executeQuery("SELECT group_concat(name) FROM sqlite_master").getString(1))
				.isEqualTo("bookmarks");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 4_096 })
	void aCorruptFileIsADatabaseError(int from) throws IOException {
		// given
		Path file;
		try (TestDatabase database = TestDatabase.in(this.folder)) {
			file = database.file();
		}
		byte[] bytes = Files.readAllBytes(file);
		Arrays.fill(bytes, from, bytes.length, (byte) 0x5a);
		Files.write(file, bytes);

		// when
		LoreException failure = failure(file);

		// then
		assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
		assertThat(failure).hasMessageContaining("corrupt");
	}

	@Test
	void aTruncatedFileIsADatabaseError() throws IOException {
		Path file;
		try (TestDatabase database = TestDatabase.in(this.folder)) {
			file = database.file();
		}
		byte[] bytes = Files.readAllBytes(file);
		Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
		assertThat(failure(file).exitCode()).isEqualTo(ExitCode.DATABASE);
	}

	private static LoreException failure(Path file) {
		return catchThrowableOfType(LoreException.class, () -> TestDatabase.open(file).close());
	}

	private static List<Integer> migrations() throws IOException {
		Pattern name = Pattern.compile("V([0-9]{3})__[a-z_]+\\.sql");
		try (Stream<Path> files = Files.list(Path.of("migrations"))) {
			return files.map((file) -> name.matcher(file.getFileName().toString()))
				.filter(Matcher::matches)
				.map((matcher) -> Integer.valueOf(matcher.group(1)))
				.sorted()
				.toList();
		}
	}

}
