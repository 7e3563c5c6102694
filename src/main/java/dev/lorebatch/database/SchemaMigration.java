package dev.lorebatch.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Brings the schema to {@link #NEWEST}. Flyway is started only if there is something to
 * migrate: asking the history for its newest version costs under a millisecond, starting
 * Flyway a third of a second, and this is a command people run all day. A new database is
 * made from the {@link SchemaSnapshot}.
 */
class SchemaMigration {

	/**
	 * The newest file in {@code migrations/}; a test holds the two together.
	 */
	static final int NEWEST = 23;

	private static final int ATTEMPTS = 5;

	/**
	 * @param probe gives connections that change nothing
	 * @param migrator gives connections whose transactions are immediate, so that two
	 * processes that start on a new file at once do not fail on each other
	 */
	void migrate(DataSource probe, DataSource migrator) throws SQLException {
		for (int attempt = 1; !isNewest(probe); attempt++) {
			if (attempt > ATTEMPTS) {
				throw new LoreException(ExitCode.MIGRATION_FAILED,
						"migrating did not bring the database to version " + NEWEST, "report this");
			}
			try {
				if (!createAtOnce(migrator)) {
					flyway(migrator).migrate();
				}
			}
			catch (FlywayException | SQLException ex) {
				if (attempt >= ATTEMPTS) {
					throw failed(ex);
				}
			}
		}
	}

	/**
	 * Makes a new database from the snapshot, if the program has one and the file is
	 * still empty once nobody else can write to it.
	 */
	private boolean createAtOnce(DataSource migrator) throws SQLException {
		String snapshot = SchemaSnapshot.load();
		if (snapshot == null) {
			return false;
		}
		try (Connection connection = migrator.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			boolean empty;
			try (ResultSet objects = statement.executeQuery("SELECT count(*) FROM sqlite_master")) {
				empty = objects.next() && objects.getInt(1) == 0;
			}
			if (empty) {
				statement.executeUpdate(snapshot); // SQLite takes any number at once
			}
			connection.commit();
			return empty;
		}
	}

	private boolean isNewest(DataSource dataSource) throws SQLException {
		OptionalInt installed = installedVersion(dataSource);
		installed.ifPresent(SchemaMigration::refuseNewer);
		return installed.isPresent() && installed.getAsInt() == NEWEST;
	}

	private static OptionalInt installedVersion(DataSource dataSource) throws SQLException {
		try (Connection connection = dataSource.getConnection()) {
			return SchemaHistory.version(connection);
		}
	}

	/**
	 * @throws LoreException if a newer program wrote the database
	 */
	static void refuseNewer(int installed) {
		if (installed > NEWEST) {
			throw new LoreException(ExitCode.MIGRATION_FAILED,
					"the database has schema version %d, this program knows %d".formatted(installed, NEWEST),
					"use the newer lore-batch that wrote it");
		}
	}

	static Flyway flyway(DataSource dataSource) {
		return Flyway.configure(SchemaMigration.class.getClassLoader())
			.dataSource(dataSource)
			.locations("classpath:db/migration")
			.load();
	}

	private LoreException failed(Exception ex) {
		String line = String.valueOf(ex.getMessage()).lines().findFirst().orElse("unknown reason").strip();
		LoreException database = DatabaseErrors.findIn(ex);
		if (database != null && database.exitCode() != ExitCode.DATABASE) {
			return database;
		}
		return new LoreException(ExitCode.MIGRATION_FAILED, "migrating the database failed: " + line, null,
				java.util.List.of(), ex);
	}

}
