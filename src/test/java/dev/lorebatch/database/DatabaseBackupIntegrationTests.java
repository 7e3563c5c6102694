package dev.lorebatch.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class DatabaseBackupIntegrationTests {

	@TempDir
	Path folder;

	@TempDir
	Path elsewhere;

	private TestDatabase database;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
		this.database.insertProject(7, "group/project");
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void theCopyHasEverythingButLeasesAndLocks() throws SQLException {
		this.database
			.execute("INSERT INTO run_leases (run_id, token, host, pid, acquired_at, heartbeat_at, expires_at) "
					+ "VALUES ('r1', 't', 'h', 1, '', '', '')");
		this.database
			.execute("INSERT INTO sync_locks (name, run_id, token, acquired_at) VALUES ('sync', 'r1', 't', '')");
		Path target = this.elsewhere.resolve("copy.db");
		DatabaseBackup.Copy copy = backup(target, false);
		assertThat(copy.file()).isEqualTo(target);
		assertThat(copy.bytes()).isEqualTo(target.toFile().length()).isPositive();
		assertThat(copy.schemaVersion()).isEqualTo(SchemaMigration.NEWEST);
		this.database.execute("DELETE FROM run_leases");
		try (TestDatabase restored = TestDatabase.open(target)) {
			assertThat(restored.dump()).isEqualTo(this.database.dump());
		}
	}

	@Test
	void aCopyMadeWhileAnotherThreadWritesHasWholeTransactionsOnly() throws Exception {
		this.database.execute("CREATE TABLE pairs (a INTEGER)");
		AtomicBoolean ended = new AtomicBoolean();
		Thread writer = new Thread(() -> {
			while (!ended.get()) {
				this.database.transactions().run((tx) -> {
					tx.update("INSERT INTO pairs VALUES (1)");
					tx.update("INSERT INTO pairs VALUES (hex(randomblob(2000)))");
				});
			}
		});
		writer.start();
		try {
			for (int i = 0; i < 5; i++) {
				Path target = this.elsewhere.resolve("copy" + i);
				backup(target, false);
				try (TestDatabase copy = TestDatabase.open(target)) {
					assertThat(copy.count("pairs") % 2).isZero();
				}
			}
		}
		finally {
			ended.set(true);
			writer.join();
		}
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void onlyTheOwnerMayReadTheCopy() throws IOException {
		Path target = this.elsewhere.resolve("copy.db");
		backup(target, false);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target))).isEqualTo("rw-------");
		assertThat(names()).containsExactly("copy.db");
	}

	@Test
	void aFileThatIsThereIsReplacedOnlyByForce() throws IOException {
		Path target = Files.writeString(this.elsewhere.resolve("copy.db"), "precious");
		LoreException failure = failure(target, false);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.IO);
		assertThat(failure).hasMessageContaining("exists");
		assertThat(target).hasContent("precious");
		backup(target, true);
		assertThat(Files.size(target)).isGreaterThan(10_000);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target))).isEqualTo("rw-------");
		assertThat(names()).containsExactly("copy.db");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-wal", "-shm", "-journal" })
	void theDatabaseIsNeverItsOwnBackup(String suffix) {
		LoreException failure = failure(Path.of(this.database.file() + suffix), true);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
		assertThat(this.database.count("projects")).isOne();
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void norByAnotherName() throws IOException {
		Path link = Files.createSymbolicLink(this.elsewhere.resolve("link.db"), this.database.file());
		Path twin = Files.createLink(this.folder.resolve("twin.db"), this.database.file());
		assertThat(failure(link, true).exitCode()).isEqualTo(ExitCode.USAGE);
		assertThat(failure(twin, true).exitCode()).isEqualTo(ExitCode.USAGE);
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void whatIsNoFileIsNeverReplaced() throws IOException {
		Path folderInTheWay = Files.createDirectory(this.elsewhere.resolve("folder"));
		assertThat(failure(folderInTheWay, true).exitCode()).isEqualTo(ExitCode.IO);
		assertThat(failure(Path.of("/dev/null"), true).exitCode()).isEqualTo(ExitCode.IO);
		assertThat(folderInTheWay).isEmptyDirectory();
		assertThat(Path.of("/dev/null").toFile().isFile()).isFalse();
	}

	@Test
	void sideFilesOfAnOldBackupAreNotGivenToTheNewOne() throws IOException {
		Files.writeString(this.elsewhere.resolve("copy.db"), "old");
		Files.writeString(this.elsewhere.resolve("copy.db-wal"), "of the old");
		LoreException failure = failure(this.elsewhere.resolve("copy.db"), true);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.IO);
		assertThat(failure).hasMessageContaining("copy.db-wal");
	}

	@Test
	void aFolderThatIsNotThereIsAnIoError() throws IOException {
		LoreException failure = failure(this.elsewhere.resolve("no/copy.db"), false);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.IO);
		assertThat(failure.getMessage().lines()).hasSize(1);
		assertThat(names()).isEmpty();
	}

	@Test
	void aDamagedDatabaseIsNotBackedUpAndTheOldBackupStays() throws IOException {
		this.database.execute("CREATE TABLE ballast (text TEXT)");
		this.database.execute("INSERT INTO ballast WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
				+ "WHERE i < 500) SELECT hex(randomblob(200)) FROM n");
		this.database.close();
		byte[] bytes = Files.readAllBytes(this.database.file());
		java.util.Arrays.fill(bytes, bytes.length - 40_000, bytes.length - 20_000, (byte) 0x5a);
		Files.write(this.database.file(), bytes);
		Path target = Files.writeString(this.elsewhere.resolve("copy.db"), "the last good one");
		LoreException failure = failure(target, true);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
		assertThat(target).hasContent("the last good one");
		assertThat(names()).containsExactly("copy.db");
		assertThat(Files.readAllBytes(this.database.file())).isEqualTo(bytes);
	}

	@ParameterizedTest
	@ValueSource(strings = { "with space.db", "žluťoučký.db", "100%.db", "it's.db", "file:a.db" })
	void oddNamesAreFiles(String name) {
		backup(this.elsewhere.resolve(name), false);
		assertThat(this.elsewhere.resolve(name)).isRegularFile();
	}

	private DatabaseBackup.Copy backup(Path target, boolean overwrite) {
		return new DatabaseBackup(new DatabaseFile(this.database.file()), target, overwrite).write();
	}

	private LoreException failure(Path target, boolean overwrite) {
		return catchThrowableOfType(LoreException.class, () -> backup(target, overwrite));
	}

	private List<String> names() throws IOException {
		try (Stream<Path> files = Files.list(this.elsewhere)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

}
