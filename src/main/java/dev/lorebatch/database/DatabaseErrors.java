package dev.lorebatch.database;

import java.sql.SQLException;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;

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
			if (current instanceof TransactionSystemException ended && ended.getOriginalException() != null
					&& ended.getOriginalException() != current.getCause()) {
				return findIn(ended.getOriginalException()); // what came before it
			}
			if (current instanceof SQLiteException sqlite) {
				return translate(sqlite);
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
		if (ex.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
			return diskFull(ex); // the one thing that making that file larger needs
		}
		return switch (ex.getResultCode().code & 0xff) {
			case 5, 6 -> failure(ExitCode.LOCKED, "the database is busy: another process is writing to it", ex,
					"run the command again");
			case 11 -> failure(ExitCode.DATABASE, "the database is corrupt", ex, "restore it from a backup");
			case 26 -> failure(ExitCode.DATABASE, "the file is not a lore-batch database", ex,
					"name another file with --database");
			case 13 -> diskFull(ex);
			case 8 -> failure(ExitCode.IO, "the database is read-only", ex,
					"make the file and its folder writable, or name another file with --database");
			case 10 -> failure(ExitCode.IO, "reading or writing the database failed", ex,
					"look whether its disk is full, read-only or broken");
			case 14 -> failure(ExitCode.IO, "the database cannot be opened", ex,
					"check the permissions of the file and its folder");
			default -> failure(ExitCode.DATABASE, "the database failed: " + ex.getResultCode().name(), ex, null);
		};
	}

	private static LoreException diskFull(SQLiteException ex) {
		return failure(ExitCode.IO, "the disk is full", ex, "free some space and run the command again");
	}

	private static LoreException failure(ExitCode exitCode, String message, @Nullable Throwable cause,
			@Nullable String suggestion) {
		return new LoreException(exitCode, message, suggestion, List.of(), cause);
	}

}
