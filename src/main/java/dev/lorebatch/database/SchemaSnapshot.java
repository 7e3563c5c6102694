package dev.lorebatch.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What Flyway makes of an empty file, as one script: objects, the rows that migrations
 * insert, and the history, so that Flyway goes on from there. The packaged program has it
 * (see {@link SchemaSnapshotAotProcessor}); without it, Flyway does the work itself.
 */
final class SchemaSnapshot {

	static final String RESOURCE = "db/schema.sql";

	/**
	 * In this order one can refer to another; what SQLite makes by itself is not in it.
	 */
	private static final String OBJECTS = """
			SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
			AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
			ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid""";

	private static final String TABLES = """
			SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
			AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name""";

	private static final String FULL_TEXT_TABLES = """
			SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE % USING fts5%' ORDER BY name""";

	/** Each database says itself when it was made, and how long that took is nothing. */
	private static final String HISTORY = """
			SELECT 'INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, \
			installed_by, execution_time, success) VALUES (' || installed_rank || ', ' || quote(version) || ', ' \
			|| quote(description) || ', ' || quote(type) || ', ' || quote(script) || ', ' || quote(checksum) || ', ' \
			|| quote(installed_by) || ', 0, ' || success || ')'
			FROM flyway_schema_history ORDER BY installed_rank""";

	private SchemaSnapshot() {
	}

	/**
	 * Whether this program has one.
	 */
	static @Nullable String load() {
		try (InputStream in = SchemaSnapshot.class.getClassLoader().getResourceAsStream(RESOURCE)) {
			return (in != null) ? new String(in.readAllBytes(), StandardCharsets.UTF_8) : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The script for a migrated database without content.
	 */
	static String dump(Connection connection) throws SQLException {
		List<String> statements = new ArrayList<>(texts(connection, OBJECTS));
		for (String table : texts(connection, FULL_TEXT_TABLES)) {
			statements.addAll(texts(connection, """
					SELECT 'INSERT INTO %1$s (%1$s, rank) VALUES (' || quote(k) || ', ' || quote(v) || ')'
					FROM %1$s_config WHERE k <> 'version'""".formatted(table)));
		}
		for (String table : texts(connection, TABLES)) {
			statements.addAll(texts(connection, table.equals("flyway_schema_history") ? HISTORY
					: rows(table, texts(connection, "SELECT name FROM pragma_table_info('" + table + "')"))));
		}
		return String.join(";\n", statements) + ";\n";
	}

	private static String rows(String table, List<String> columns) {
		String values = columns.stream()
			.map("quote(\"%s\")"::formatted)
			.reduce((left, right) -> left + " || ', ' || " + right)
			.orElseThrow();
		return "SELECT 'INSERT INTO %s VALUES (' || %s || ')' FROM %s".formatted(table, values, table);
	}

	private static List<String> texts(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			List<String> texts = new ArrayList<>();
			while (rows.next()) {
				texts.add(rows.getString(1));
			}
			return texts;
		}
	}

}
