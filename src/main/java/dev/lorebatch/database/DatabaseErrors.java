package dev.lorebatch.database;

import java.sql.SQLException;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * What SQLite's result codes mean to a user (https://sqlite.org/rescode.html).
 */
public final class DatabaseErrors {

	private DatabaseErrors() {
	}

	/**
	 * The user's view of the first database failure in the chain of causes, or
	 * {@code null} if there is none.
	 */
	public static @Nullable LoreException findIn(@Nullable Throwable thrown) {
		boolean fromDatabase = false;
		for (Throwable current = thrown; current != null; current = current.getCause()) {
			if (current instanceof SQLiteException sqlite) {
				return translate(sqlite);
			}
			if (String.valueOf(current.getMessage()).startsWith("No native library found")) {
				return failure(ExitCode.IO, "SQLite's library cannot be unpacked into " + temporaryFolder(), thrown,
						"free some space there, or name another folder with -Dorg.sqlite.tmpdir");
			}
			fromDatabase |= current instanceof SQLException || current instanceof DataAccessException
					|| current instanceof TransactionException;
		}
		return fromDatabase ? failure(ExitCode.DATABASE, "the database failed", thrown, null) : null;
	}

	private static LoreException translate(SQLiteException ex) {
		if (ex.getResultCode() == SQLiteErrorCode.SQLITE_READONLY_DBMOVED) {
			return failure(ExitCode.DATABASE,
					"the database file went away while it was in use: it was deleted, moved or replaced", ex,
					"put it back, or run the command again");
		}
		return switch (ex.getResultCode().code & 0xff) {
			case 5, 6 -> failure(ExitCode.LOCKED, "the database is busy: another process is writing to it", ex,
					"run the command again");
			case 11 -> failure(ExitCode.DATABASE, "the database is corrupt", ex, "restore it from a backup");
			case 26 -> failure(ExitCode.DATABASE, "the file is not a lore-batch database", ex,
					"name another file with --database");
			case 13 -> failure(ExitCode.IO, "the disk is full", ex, "free some space and run the command again");
			case 8 -> failure(ExitCode.IO, "the database is read-only", ex,
					"make the file and its folder writable, or name another file with --database");
			case 10 -> failure(ExitCode.IO, "reading or writing the database failed", ex,
					"look whether its disk is full, read-only or broken");
			case 14 -> failure(ExitCode.IO, "the database cannot be opened", ex,
					"check the permissions of the file and its folder");
			default -> failure(ExitCode.DATABASE, "the database failed: " + ex.getResultCode().name(), ex, null);
		};
	}

	private static String temporaryFolder() {
		return System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir", "the temporary folder"));
	}

	private static LoreException failure(ExitCode exitCode, String message, @Nullable Throwable cause,
			@Nullable String suggestion) {
		return new LoreException(exitCode, message, suggestion, List.of(), cause);
	}

}
