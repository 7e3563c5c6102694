package dev.lorebatch.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * A copy of the database at one instant, made while runs go on.
 * <p>
 * {@code VACUUM INTO} reads one snapshot and writes a new file, so a writer is neither
 * stopped nor seen half. SQLite's backup API copies pages a few at a time and starts anew
 * whenever another process has written meanwhile: under a sync it may never end.
 */
public final class DatabaseBackup {

	private final DatabaseFile source;

	private final Path target;

	private final boolean overwrite;

	/**
	 * @param overwrite whether a file that is there may be replaced
	 */
	public DatabaseBackup(DatabaseFile source, Path target, boolean overwrite) {
		this.source = source;
		this.target = target.toAbsolutePath().normalize();
		this.overwrite = overwrite;
	}

	/**
	 * Writes the copy under another name beside the target, verifies it, and gives it the
	 * target's name when it is on the disk: there is never half a backup of that name.
	 * @throws LoreException if it could not be written; nothing is left then, and a file
	 * that was there is unchanged
	 */
	public Copy write() {
		try (ReadOnlyDatabase database = ReadOnlyDatabase.open(this.source)) {
			refuseTarget();
			Path part = this.target
				.resolveSibling(".%s.%d.part".formatted(this.target.getFileName(), ProcessHandle.current().pid()));
			try {
				DatabaseFile.createForOwner(part);
				part.toFile().deleteOnExit(); // a signal ends the process here, too
				copy(database, part);
				verify(part);
				database.requireInPlace();
				publish(part);
				return new Copy(this.target, Files.size(this.target), database.version());
			}
			finally {
				delete(part);
			}
		}
		catch (IOException ex) {
			throw notWritten(ExitCode.IO, DatabaseFile.reason(ex, this.target), null);
		}
		catch (SQLException ex) {
			LoreException failure = ReadOnlyDatabase.failed(ex);
			throw notWritten(failure.exitCode(), String.valueOf(failure.getMessage()), failure.suggestion());
		}
	}

	private void refuseTarget() throws IOException {
		boolean exists = Files.exists(this.target, LinkOption.NOFOLLOW_LINKS);
		boolean database = List.of("", "-wal", "-shm", "-journal")
			.stream()
			.anyMatch((suffix) -> this.target.equals(this.source.side(suffix)));
		if (database || (Files.exists(this.target) && Files.isSameFile(this.target, this.source.path()))) {
			throw new LoreException(ExitCode.USAGE,
					"the backup %s is the database itself, or a part of it".formatted(this.target),
					"name another file");
		}
		if (exists && !Files.isRegularFile(this.target, LinkOption.NOFOLLOW_LINKS)) {
			throw notWritten(ExitCode.IO, "there is something else than a file", "name another file");
		}
		if (exists && !this.overwrite) {
			throw notWritten(ExitCode.IO, "the file exists", "name another file, or replace it with --force");
		}
		DatabaseFile copy = new DatabaseFile(this.target);
		for (String suffix : List.of("-wal", "-journal")) {
			if (Files.exists(copy.side(suffix))) {
				throw notWritten(ExitCode.IO,
						"%s belongs to the file it would replace".formatted(copy.side(suffix).getFileName()),
						"close the program that has it open, or name another file");
			}
		}
	}

	private static void copy(ReadOnlyDatabase database, Path part) throws SQLException {
		Connection connection = database.connection();
		connection.setAutoCommit(true);
		try (PreparedStatement statement = connection.prepareStatement("VACUUM INTO ?")) {
			statement.setString(1, part.toString());
			statement.execute();
		}
	}

	/**
	 * Checks the copy, and lets go of the runs in it: the processes that work on them
	 * work on the original.
	 */
	private void verify(Path part) throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.enforceForeignKeys(true);
		try (Connection connection = ReadOnlyDatabase.source(new DatabaseFile(part), config).getConnection();
				Statement statement = connection.createStatement()) {
			statement.executeUpdate("DELETE FROM run_leases"); // and, with them, the lock
			try (ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
				String verdict = result.next() ? result.getString(1) : "no answer";
				if (!verdict.equals("ok")) {
					throw notWritten(ExitCode.DATABASE,
							"the copy is not sound: " + verdict.lines().findFirst().orElse(""), "check the database");
				}
			}
		}
	}

	/**
	 * On the disk first, then under its name: a power cut leaves a whole backup or none.
	 */
	private void publish(Path part) throws IOException {
		try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
			channel.force(true);
		}
		Files.move(part, this.target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		Path folder = this.target.getParent();
		if (folder == null) {
			return;
		}
		try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
			channel.force(true);
		}
		catch (IOException ex) {
			// folders cannot be opened everywhere, and need not be where they cannot
		}
	}

	private static void delete(Path part) throws IOException {
		Files.deleteIfExists(part);
		Files.deleteIfExists(new DatabaseFile(part).side("-journal"));
	}

	private LoreException notWritten(ExitCode exitCode, String reason, @Nullable String suggestion) {
		return new LoreException(exitCode, "the backup %s was not written: %s".formatted(this.target, reason),
				suggestion);
	}

	/**
	 * A backup that is done.
	 *
	 * @param schemaVersion the version of its schema
	 */
	public record Copy(Path file, long bytes, int schemaVersion) {

	}

}
