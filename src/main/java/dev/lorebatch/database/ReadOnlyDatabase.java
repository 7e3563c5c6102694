package dev.lorebatch.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * The database as it is: opened without write access, neither created nor migrated, seen
 * at one instant however long one looks. A run of another process goes on meanwhile.
 */
public final class ReadOnlyDatabase implements AutoCloseable {

	/**
	 * Holds what searches of a mirror of some ten thousand documents read again and
	 * again; SQLite's own 2 MB do not even hold its vectors. Taken page by page, so a
	 * command that reads little takes little.
	 */
	private static final int CACHE_KIB = 32 << 10;

	private final DatabaseFile file;

	private final Connection connection;

	private final boolean hadSideFiles;

	private final ReadAccess access;

	private final OpenedDatabase opened;

	private final int version;

	private @Nullable Connection beside;

	private ReadOnlyDatabase(OpenedDatabase opened, DatabaseFile file, ReadAccess access, Connection connection,
			boolean hadSideFiles, int version) {
		this.opened = opened;
		this.file = file;
		this.access = access;
		this.connection = connection;
		this.hadSideFiles = hadSideFiles;
		this.version = version;
	}

	/**
	 * Opens the database of a file that exists. If another process is just making or
	 * migrating it, that is waited for.
	 * @throws LoreException if it is not ours, a newer program wrote it, or another
	 * process has not made it in time
	 */
	public static ReadOnlyDatabase open(DatabaseFile file) {
		return open(file, UnfinishedDatabase.PATIENCE);
	}

	/**
	 * @param patience how long a database that is being made is waited for
	 */
	static ReadOnlyDatabase open(DatabaseFile file, Duration patience) {
		UnfinishedDatabase unfinished = new UnfinishedDatabase(file, patience);
		boolean settled = false;
		while (true) {
			ReadOnlyDatabase database = openAsItIs(file);
			if (database == null) {
				unfinished.awaitSchema();
			}
			else if (database.isNewest() || settled) {
				return database;
			}
			else {
				database.close();
				settled = !unfinished.awaitMigration(); // and look once more
			}
		}
	}

	/**
	 * @return {@code null} if it has no whole schema yet
	 */
	private static @Nullable ReadOnlyDatabase openAsItIs(DatabaseFile file) {
		if (!file.exists()) {
			throw new LoreException(ExitCode.NOT_FOUND_LOCALLY, "the database %s does not exist".formatted(file.path()),
					"name the right one with --database");
		}
		boolean hadSideFiles = Files.exists(file.side("-wal"));
		try {
			OpenedDatabase opened = new OpenedDatabase(file);
			opened.opened();
			return open(file, opened, ReadAccess.of(file), hadSideFiles);
		}
		catch (SQLException ex) {
			LoreException failure = failed(ex);
			throw (failure.exitCode() == ExitCode.IO && file.hasLog() && isInTheWay(file))
					? ReadAccess.logInTheWay(file, failure) : failure;
		}
	}

	/**
	 * Whether reading needs a log in which this user may not write.
	 */
	private static boolean isInTheWay(DatabaseFile file) {
		Path folder = file.log().getParent();
		return file.mayOnlyBeRead() || (folder != null && !Files.isWritable(folder));
	}

	private static @Nullable ReadOnlyDatabase open(DatabaseFile file, OpenedDatabase opened, ReadAccess access,
			boolean hadSideFiles) throws SQLException {
		Connection connection = connect(access);
		OptionalInt version = OptionalInt.empty();
		try {
			version = SchemaHistory.version(connection);
			version.ifPresent(SchemaMigration::refuseNewer);
			return version.isPresent()
					? new ReadOnlyDatabase(opened, file, access, connection, hadSideFiles, version.getAsInt()) : null;
		}
		catch (SQLException | LoreException ex) {
			version = OptionalInt.empty();
			throw ex;
		}
		finally {
			if (version.isEmpty()) {
				connection.close();
				removeSideFiles(file, hadSideFiles || access.isImmutable());
			}
		}
	}

	private static Connection connect(ReadAccess access) throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.setReadOnly(true);
		config.setCacheSize(-CACHE_KIB);
		Connection connection = access.connect(config);
		connection.setAutoCommit(false);
		return connection;
	}

	/**
	 * Makes sure that the path still leads to the file that is looked at, and that nobody
	 * wrote to it meanwhile if that could not be done at once.
	 * @throws LoreException if it was deleted, moved or replaced, or may have been
	 * written to
	 */
	public void requireInPlace() {
		this.opened.requireInPlace();
		this.access.requireUnchanged();
	}

	/**
	 * Returns the failure that the schema is older than what this program reads.
	 */
	public LoreException outdated() {
		return this.access.outdated(this.version);
	}

	/**
	 * The version of its schema.
	 */
	public int version() {
		return this.version;
	}

	/**
	 * Whether the schema is the one this program works with.
	 */
	public boolean isNewest() {
		return this.version == SchemaMigration.NEWEST;
	}

	/**
	 * Queries of one read transaction.
	 */
	public JdbcClient jdbc() {
		return JdbcClient.create(new SingleConnectionDataSource(this.connection, true));
	}

	/**
	 * Queries of another thread. They see another instant than those of {@link #jdbc()}:
	 * that of the first of them.
	 */
	public synchronized JdbcClient beside() {
		try {
			if (this.beside == null) {
				this.beside = connect(this.access);
			}
			return JdbcClient.create(new SingleConnectionDataSource(this.beside, true));
		}
		catch (SQLException ex) {
			throw failed(ex);
		}
	}

	/**
	 * Makes something for queries in the temporary schema of the connection, which is not
	 * in the file.
	 * @param sql creates it with a name that starts with {@code temp.}
	 */
	public void define(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.executeUpdate(sql);
		}
	}

	Connection connection() {
		return this.connection;
	}

	@Override
	public synchronized void close() {
		try {
			if (this.beside != null) {
				this.beside.close();
			}
			this.connection.close();
			removeSideFiles(this.file, this.hadSideFiles || this.access.isImmutable());
		}
		catch (SQLException ex) {
			throw failed(ex);
		}
	}

	static SQLiteDataSource source(DatabaseFile file, SQLiteConfig config) {
		config.setBusyTimeout(DatabaseConfiguration.BUSY_TIMEOUT_MS);
		return DatabaseConfiguration.sqlite(file, config);
	}

	static LoreException failed(SQLException ex) {
		LoreException failure = DatabaseErrors.findIn(ex);
		return (failure != null) ? failure : new LoreException(ExitCode.DATABASE, "the database failed");
	}

	/**
	 * A reader makes SQLite's side files if there are none, and may not remove them
	 * again. Somebody who may write does, in closing, if nobody else has the database
	 * open. Side files that were there are left alone: they can be the last trace of a
	 * crash.
	 */
	private static void removeSideFiles(DatabaseFile file, boolean hadSideFiles) {
		if (hadSideFiles || !Files.isWritable(file.path()) || !Files.exists(file.side("-wal"))) {
			return;
		}
		try (Connection writer = source(file, new SQLiteConfig()).getConnection();
				Statement statement = writer.createStatement()) {
			statement.execute("PRAGMA schema_version");
		}
		catch (SQLException ex) {
			// they stay: they are empty, and part of every open database
		}
	}

}
