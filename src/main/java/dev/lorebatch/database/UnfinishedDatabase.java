package dev.lorebatch.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * A file that has no schema yet, or an old one: another process may just be making or
 * migrating it. It is waited for, boundedly.
 */
final class UnfinishedDatabase {

	/**
	 * Limit of the wait, that for another process's write lock; making a database takes
	 * less than 1 s.
	 */
	static final Duration PATIENCE = Duration.ofMillis(DatabaseConfiguration.BUSY_TIMEOUT_MS);

	/** How long its maker may take from one transaction to the next. */
	private static final Duration GRACE = Duration.ofSeconds(2);

	private static final Duration PAUSE = Duration.ofMillis(25);

	private final DatabaseFile file;

	private final Duration patience;

	private final long started = System.nanoTime();

	private long seenWriting = this.started;

	UnfinishedDatabase(DatabaseFile file, Duration patience) {
		this.file = file;
		this.patience = patience;
	}

	/**
	 * Waits a moment for a file without a whole schema.
	 * @throws LoreException with {@link ExitCode#LOCKED} if another process makes it for
	 * too long, with {@link ExitCode#DATABASE} if none seems to
	 */
	void awaitSchema() {
		boolean writing = isBeingWritten();
		if (writing) {
			this.seenWriting = System.nanoTime();
		}
		boolean spent = isOver(this.started, this.patience);
		if (writing && spent) {
			throw new LoreException(ExitCode.LOCKED,
					"the database %s is being made by another process".formatted(this.file.path()),
					"run the command again in a moment");
		}
		if (spent || isOver(this.seenWriting, GRACE)) {
			throw new LoreException(ExitCode.DATABASE, "the file is not a lore-batch database: it has no schema",
					"name another file with --database");
		}
		pause();
	}

	/**
	 * Waits a moment for a file with an old schema, if another process is writing to it.
	 * @return whether it is worth looking again
	 */
	boolean awaitMigration() {
		if (isOver(this.started, this.patience) || !isBeingWritten()) {
			return false;
		}
		pause();
		return true;
	}

	/**
	 * Whether another process holds SQLite's write lock. Writes nothing.
	 */
	private boolean isBeingWritten() {
		SQLiteConfig config = new SQLiteConfig();
		try (Connection connection = DatabaseConfiguration.sqlite(this.file, config).getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA busy_timeout = 0");
			statement.execute("BEGIN IMMEDIATE");
			statement.execute("ROLLBACK");
			return false;
		}
		catch (SQLiteException ex) {
			int code = ex.getResultCode().code & 0xff;
			return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
		}
		catch (SQLException ex) {
			return false; // who may not write cannot ask
		}
	}

	private static boolean isOver(long since, Duration duration) {
		return System.nanoTime() - since >= duration.toNanos();
	}

	private static void pause() {
		try {
			Thread.sleep(PAUSE.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LoreException(ExitCode.INTERRUPTED, "stopped while waiting for the database");
		}
	}

}
