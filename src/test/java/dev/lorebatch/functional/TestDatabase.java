package dev.lorebatch.functional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The database as another program sees it.
 */
public final class TestDatabase {

	private final Path file;

	private final @Nullable Connection shared;

	public TestDatabase(Path file) {
		this(file, null);
	}

	/**
	 * @param shared to use for queries, which is much faster than a new connection for
	 * each
	 */
	public TestDatabase(Path file, @Nullable Connection shared) {
		this.file = file;
		this.shared = shared;
	}

	boolean exists() {
		return Files.exists(this.file);
	}

	public Connection connect() throws SQLException {
		Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.file);
		try (Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA busy_timeout = 10000");
		}
		return connection;
	}

	List<Map<String, @Nullable Object>> query(String sql, Object... arguments) {
		try {
			if (this.shared != null) {
				return query(this.shared, sql, arguments);
			}
			try (Connection connection = connect()) {
				return query(connection, sql, arguments);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(sql, ex);
		}
	}

	private static List<Map<String, @Nullable Object>> query(Connection connection, String sql, Object... arguments)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			for (int i = 0; i < arguments.length; i++) {
				statement.setObject(i + 1, arguments[i]);
			}
			try (ResultSet rows = statement.executeQuery()) {
				return rows(rows);
			}
		}
	}

	long count(String table) {
		return number("SELECT count(*) FROM " + table);
	}

	long number(String sql, Object... arguments) {
		Object value = query(sql, arguments).get(0).values().iterator().next();
		return (value instanceof Number number) ? number.longValue() : -1;
	}

	/**
	 * One column of the first row, empty if there is no row or no database.
	 */
	String text(String sql, Object... arguments) {
		List<Map<String, @Nullable Object>> rows = query(sql, arguments);
		return rows.isEmpty() ? "" : String.valueOf(rows.get(0).values().iterator().next());
	}

	void execute(String... statements) {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.executeUpdate(sql);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Makes whoever inserts such a row hang in SQLite, inside its write transaction.
	 */
	void setTrap(String table, String condition) {
		execute("CREATE TRIGGER trap AFTER INSERT ON " + table + " WHEN " + condition
				+ " BEGIN SELECT count(*) FROM sqlite_master a, sqlite_master b, sqlite_master c, sqlite_master d, "
				+ "sqlite_master e, sqlite_master f; END");
	}

	void removeTrap() {
		execute("DROP TRIGGER trap");
	}

	/**
	 * Waits until the run is in the phase and sits in the trap.
	 */
	void awaitTrapped(String runId, String phase) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.during(Duration.ofMillis(150))
			.until(() -> phase.equals(run(runId).get("phase")) && isWriteLocked());
	}

	private boolean isWriteLocked() throws SQLException {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA busy_timeout = 0");
			statement.execute("BEGIN IMMEDIATE");
			statement.execute("ROLLBACK");
			return false;
		}
		catch (SQLException ex) {
			return true;
		}
	}

	/**
	 * Copies the files, as long as no process has them open.
	 */
	void copyTo(TestDatabase other) {
		try {
			Files.createDirectories(other.file.getParent());
			for (String suffix : List.of("", "-wal")) {
				Path side = Path.of(this.file + suffix);
				if (Files.exists(side)) {
					Files.copy(side, Path.of(other.file + suffix));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The row of a run in the ledger; empty as long as there is none.
	 */
	Map<String, @Nullable Object> run(String runId) {
		if (!exists() || number("SELECT count(*) FROM sqlite_master WHERE name = 'sync_runs'") == 0) {
			return Map.of();
		}
		List<Map<String, @Nullable Object>> rows = query("SELECT * FROM sync_runs WHERE run_id = ?", runId);
		return rows.isEmpty() ? Map.of() : rows.get(0);
	}

	/**
	 * Hash and time of change of each of the files SQLite makes.
	 */
	Map<String, String> fingerprint() {
		Map<String, String> fingerprint = new TreeMap<>();
		for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
			Path side = Path.of(this.file + suffix);
			if (Files.exists(side)) {
				fingerprint.put(suffix, hash(side));
			}
		}
		return fingerprint;
	}

	private static String hash(Path file) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
			return HexFormat.of().formatHex(digest) + " " + Files.getLastModifiedTime(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Map<String, @Nullable Object>> rows(ResultSet result) throws SQLException {
		List<Map<String, @Nullable Object>> rows = new ArrayList<>();
		int columns = result.getMetaData().getColumnCount();
		while (result.next()) {
			Map<String, @Nullable Object> row = new LinkedHashMap<>();
			for (int column = 1; column <= columns; column++) {
				row.put(result.getMetaData().getColumnLabel(column), result.getObject(column));
			}
			rows.add(row);
		}
		return rows;
	}

}
