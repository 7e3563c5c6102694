package dev.lorebatch.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Reading a file as one that nobody changes, and noticing that somebody did. Whoever runs
 * the tests may write to the file, so the way to read it is chosen here.
 */
class ReadAccessIntegrationTests {

	@TempDir
	Path folder;

	private DatabaseFile file;

	@BeforeEach
	void create() throws SQLException {
		this.file = new DatabaseFile(this.folder.resolve("a #1 %41 lore.db"));
		write("PRAGMA journal_mode = WAL", "CREATE TABLE words (word TEXT)", "INSERT INTO words VALUES ('one')");
	}

	@Test
	void readsWithoutSideFiles() throws SQLException {
		ReadAccess access = ReadAccess.immutable(this.file);
		assertThat(read(access)).isEqualTo(1);
		assertThat(this.folder.toFile().list()).containsExactly("a #1 %41 lore.db");
		assertThatCode(access::requireUnchanged).doesNotThrowAnyException();
	}

	@Test
	void whoMayWriteReadsAsAlways() {
		assertThat(ReadAccess.of(this.file).isImmutable()).isFalse();
	}

	@Test
	void aWriterThatIsDoneIsNoticed() throws SQLException {
		ReadAccess access = ReadAccess.immutable(this.file);
		read(access);
		write("UPDATE words SET word = 'two'");
		assertNoticed(access);
	}

	@Test
	void aWriterThatIsAtItIsNoticed() throws SQLException {
		ReadAccess access = ReadAccess.immutable(this.file);
		read(access);
		try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + this.file.path());
				Statement statement = writer.createStatement()) {
			statement.executeUpdate("UPDATE words SET word = 'two'");
			assertThat(this.file.hasLog()).isTrue();
			assertNoticed(access);
		}
	}

	@Test
	void aFileOverwrittenInPlaceIsNoticed() throws IOException {
		ReadAccess access = ReadAccess.immutable(this.file);
		Files.setLastModifiedTime(this.file.path(), FileTime.fromMillis(1_000));
		assertNoticed(access);
	}

	private void assertNoticed(ReadAccess access) {
		assertThatExceptionOfType(LoreException.class).isThrownBy(access::requireUnchanged)
			.withMessageContaining("was written to while it was read")
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.IO))
			.satisfies((failure) -> assertThat(failure.actions()).isNotEmpty());
	}

	private static int read(ReadAccess access) throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.setReadOnly(true);
		try (Connection connection = access.connect(config);
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("SELECT count(*) FROM words")) {
			return result.getInt(1);
		}
	}

	private void write(String... statements) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.file.path());
				Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

}
