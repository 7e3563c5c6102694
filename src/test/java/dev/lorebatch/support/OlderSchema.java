package dev.lorebatch.support;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.flywaydb.core.Flyway;

/**
 * Makes databases as an older version of the program would have left them.
 */
public final class OlderSchema {

	private OlderSchema() {
	}

	/**
	 * Makes a database of an older schema and copies what this schema can hold.
	 * @param from a database of the newest schema
	 * @param version of the last migration
	 */
	public static void copy(Path from, Path to, String version) throws SQLException {
		Flyway.configure()
			.dataSource("jdbc:sqlite:" + to, null, null)
			.locations("classpath:db/migration")
			.target(version)
			.load()
			.migrate();
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + to);
				Statement statement = connection.createStatement()) {
			statement.execute("ATTACH '%s' AS newest".formatted(from));
			for (String table : texts(statement,
					"SELECT name FROM main.sqlite_master WHERE type = 'table' "
							+ "AND name IN (SELECT name FROM newest.sqlite_master) AND name NOT LIKE 'sqlite_%' "
							+ "AND name NOT LIKE '%fts%' AND name NOT LIKE 'flyway%' AND name NOT LIKE '%_SEQ'")) {
				String columns = String
					.join(", ",
							texts(statement,
									("SELECT name FROM pragma_table_info('%1$s', 'main') WHERE name IN "
											+ "(SELECT name FROM pragma_table_info('%1$s', 'newest'))")
										.formatted(table)));
				statement.executeUpdate(
						"INSERT INTO main.%1$s (%2$s) SELECT %2$s FROM newest.%1$s".formatted(table, columns));
			}
			for (String sequence : List.of("BATCH_STEP_EXECUTION_SEQ", "BATCH_JOB_EXECUTION_SEQ",
					"BATCH_JOB_INSTANCE_SEQ")) {
				statement.executeUpdate("DELETE FROM main." + sequence);
				statement.executeUpdate("INSERT INTO main.%1$s SELECT * FROM newest.%1$s".formatted(sequence));
			}
			statement.execute("DETACH newest");
		}
	}

	private static List<String> texts(Statement statement, String sql) throws SQLException {
		List<String> texts = new ArrayList<>();
		try (ResultSet rows = statement.executeQuery(sql)) {
			while (rows.next()) {
				texts.add(rows.getString(1));
			}
		}
		return texts;
	}

}
