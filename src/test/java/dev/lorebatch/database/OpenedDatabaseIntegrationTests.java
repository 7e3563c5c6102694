package dev.lorebatch.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Whether the path still leads to the file that was opened.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class OpenedDatabaseIntegrationTests {

	@TempDir
	Path folder;

	private Path file;

	private OpenedDatabase opened;

	private HikariDataSource dataSource;

	@BeforeEach
	void open() throws SQLException {
		this.file = Path.of(this.folder.toString(), "data", "lore.db");
		DatabaseConfiguration configuration = new DatabaseConfiguration();
		DatabaseFile databaseFile = new DatabaseFile(this.file);
		this.opened = configuration.openedDatabase(databaseFile);
		this.dataSource = configuration.dataSource(databaseFile, this.opened);
		write();
	}

	@AfterEach
	void close() {
		this.dataSource.close();
	}

	@Test
	void aFileInItsPlaceIsFine() {
		assertThatCode(this.opened::requireInPlace).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-wal", "-shm" })
	void noTransactionBeginsOnceAPartOfItIsDeleted(String suffix) throws IOException {
		Files.delete(Path.of(this.file + suffix));
		LoreException failure = Awaitility.await()
			.until(() -> LoreException.findIn(catchThrowable(this::write)), (found) -> found != null);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.DATABASE);
		assertThat(failure).hasMessageContaining("went away while it was in use: " + this.file + suffix);
		assertThat(Path.of(this.file + suffix)).as("nothing empty takes its place").doesNotExist();
	}

	/**
	 * A pool that closes may just be opening a connection in a thread of its own. SQLite
	 * removes the side files with the last one all the same.
	 */
	@Test
	void aConnectionThatIsOpenedWhileThePoolClosesIsNoLoss() {
		assertThatCode(this.opened::requireInPlace).doesNotThrowAnyException();
		this.dataSource.close();
		this.opened.connected();
		assertThat(Path.of(this.file + "-wal")).doesNotExist();
		assertThatCode(this.opened::requireInPlace).doesNotThrowAnyException();
	}

	@Test
	void aFileThatComesBackStaysLostAndListenersAreToldOnce() throws IOException {
		AtomicInteger told = new AtomicInteger();
		this.opened.onLoss(told::incrementAndGet);
		Path away = this.folder.resolve("away.db");
		Files.move(this.file, away);
		LoreException first = catchThrowableOfType(LoreException.class, this.opened::requireInPlace);
		Files.move(away, this.file);
		assertThatThrownBy(this.opened::requireInPlace).isSameAs(first);
		assertThat(told).hasValue(1);
	}

	@Test
	void aFileThatWasReplacedIsNotOurs() throws IOException {
		Files.copy(this.file, this.folder.resolve("copy.db"));
		Files.move(this.folder.resolve("copy.db"), this.file, StandardCopyOption.REPLACE_EXISTING);
		assertThatThrownBy(this.opened::requireInPlace).hasMessageContaining("another file is at " + this.file);
	}

	@Test
	void aFolderThatMovedAndIsLinkedToIsTheSamePlace() throws IOException {
		Path moved = Files.move(this.file.getParent(), this.folder.resolve("moved"));
		Files.createSymbolicLink(this.file.getParent(), moved);
		assertThatCode(this.opened::requireInPlace).doesNotThrowAnyException();
		Files.delete(this.file.getParent());
		Files.move(moved, this.file.getParent());
	}

	@Test
	void anotherNameForTheFileIsAnotherPlaceBecauseTheSideFilesAreNotThere() throws IOException {
		Path second = Files.createDirectory(this.folder.resolve("second")).resolve("lore.db");
		Files.createLink(second, this.file);
		Path away = Files.move(this.file, this.folder.resolve("data/first.db"));
		Files.createSymbolicLink(this.file, second);
		assertThatThrownBy(this.opened::requireInPlace).hasMessageContaining(second + "-wal");
		assertThat(away).exists();
	}

	@Test
	void theSideFilesLeaveWithTheLastConnection() {
		this.dataSource.close();
		assertThat(Path.of(this.file + "-wal")).doesNotExist();
		assertThatCode(this.opened::requireInPlace).doesNotThrowAnyException();
	}

	@Test
	void aLossRightBeforeTheEndIsRemembered() throws IOException {
		Path away = Files.move(this.file, this.folder.resolve("away.db"));
		this.dataSource.close();
		Files.move(away, this.file);
		assertThatThrownBy(this.opened::requireInPlace).hasMessageContaining("went away");
	}

	@Test
	void nothingIsSaidBeforeAFileIsOpened() {
		OpenedDatabase other = new OpenedDatabase(new DatabaseFile(this.folder.resolve("none.db")));
		assertThatCode(other::requireInPlace).doesNotThrowAnyException();
	}

	@Test
	void aReaderNoticesTooAndMakesNoEmptyFile() throws IOException {
		this.dataSource.close();
		try (ReadOnlyDatabase database = ReadOnlyDatabase.open(new DatabaseFile(this.file))) {
			assertThatCode(database::requireInPlace).doesNotThrowAnyException();
			Files.delete(this.file);
			assertThatThrownBy(database::requireInPlace).hasMessageContaining("went away");
		}
		assertThat(this.file).doesNotExist();
	}

	private void write() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			statement.executeUpdate("DELETE FROM write_lock WHERE 0");
		}
	}

}
