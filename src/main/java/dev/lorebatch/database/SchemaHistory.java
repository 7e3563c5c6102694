package dev.lorebatch.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;

import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Tells whose database a file is, and which version of our schema it has. Ours is what is
 * proven so: a file without any content, or one whose history has our first migration.
 * Everything else belongs to another program, and is not written to.
 */
final class SchemaHistory {

	/** The first migration; script and checksum are as Flyway records them. */
	static final String FIRST_SCRIPT = "V001__create_batch_metadata.sql";

	static final int FIRST_CHECKSUM = 906_341_350;

	/**
	 * SQLite's own objects count, too: they are the trace of somebody's tables. Views and
	 * triggers are content like tables.
	 */
	private static final String OBJECTS = """
			SELECT count(*), count(CASE WHEN type = 'table' AND name = 'flyway_schema_history' THEN 1 END)
			FROM sqlite_master""";

	/** A single statement, so that it cannot see half of another process's migration. */
	private static final String HISTORY = """
			SELECT max(CAST(version AS INTEGER)), min(success), count(*),
				count(CASE WHEN script = '%s' AND checksum = %d THEN 1 END),
				(SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'flyway_schema_history')
			FROM flyway_schema_history""".formatted(FIRST_SCRIPT, FIRST_CHECKSUM);

	private SchemaHistory() {
	}

	/**
	 * The version of the schema; empty if there is none yet, or not a whole one.
	 * @throws LoreException if the file belongs to another program
	 */
	static OptionalInt version(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			int objects;
			try (ResultSet found = statement.executeQuery(OBJECTS)) {
				found.next();
				objects = found.getInt(1);
				if (found.getInt(2) > 0) {
					return ofHistory(connection);
				}
			}
			if (objects > 0) {
				throw foreign("it has tables of another program");
			}
			requireNoOwner(statement);
			return OptionalInt.empty();
		}
	}

	private static OptionalInt ofHistory(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(HISTORY)) {
			rows.next();
			if (rows.getInt(3) == 0) {
				if (rows.getInt(5) > 0) {
					throw foreign("it has tables of another program, and an empty Flyway history");
				}
				return OptionalInt.empty();
			}
			if (rows.getInt(4) == 0) {
				throw foreign("its Flyway history is that of another program");
			}
			return rows.getBoolean(2) ? OptionalInt.of(rows.getInt(1)) : OptionalInt.empty();
		}
		catch (SQLiteException ex) {
			if (ex.getResultCode() == SQLiteErrorCode.SQLITE_ERROR) { // other columns
				throw foreign("its Flyway history is that of another program");
			}
			throw ex;
		}
	}

	/**
	 * Programs mark their files before they make tables; we never set either number.
	 */
	private static void requireNoOwner(Statement statement) throws SQLException {
		for (String pragma : new String[] { "application_id", "user_version" }) {
			try (ResultSet value = statement.executeQuery("PRAGMA " + pragma)) {
				if (value.next() && value.getInt(1) != 0) {
					throw foreign("another program has set its %s".formatted(pragma));
				}
			}
		}
	}

	private static LoreException foreign(String proof) {
		return new LoreException(ExitCode.DATABASE, "the file is not a lore-batch database: " + proof,
				"name another file with --database");
	}

}
