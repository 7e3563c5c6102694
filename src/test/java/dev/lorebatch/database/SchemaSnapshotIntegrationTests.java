package dev.lorebatch.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A database made from the snapshot is one that went through the migrations.
 */
class SchemaSnapshotIntegrationTests {

	/** Without the pages of tables that full-text search keeps for itself. */
	private static final String OBJECTS = """
			SELECT type, name, tbl_name, sql FROM sqlite_master
			WHERE name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY type, name""";

	private static final String TABLES = """
			SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
			AND name NOT GLOB '*_fts_[dis]*' AND sql NOT LIKE 'CREATE VIRTUAL%'""";

	private static final String HISTORY = "installed_rank, version, description, type, script, checksum, success";

	@TempDir
	Path folder;

	private SQLiteDataSource migrated;

	private SQLiteDataSource made;

	private String snapshot;

	@BeforeEach
	void makeBoth() throws SQLException {
		this.migrated = database("migrated.db");
		SchemaMigration.flyway(this.migrated).migrate();
		try (Connection connection = this.migrated.getConnection()) {
			this.snapshot = SchemaSnapshot.dump(connection);
		}
		this.made = database("made.db");
		try (Connection connection = this.made.getConnection(); Statement statement = connection.createStatement()) {
			statement.executeUpdate(this.snapshot);
		}
	}

	@Test
	void hasTheSameObjects() throws SQLException {
		assertThat(rows(this.made, OBJECTS)).hasSizeGreaterThan(60).isEqualTo(rows(this.migrated, OBJECTS));
	}

	@Test
	void hasTheSameRows() throws SQLException {
		for (String table : rows(this.migrated, TABLES)) {
			String columns = table.equals("flyway_schema_history") ? HISTORY : "*";
			String sql = "SELECT %s FROM %s".formatted(columns, table);
			assertThat(rows(this.made, sql)).as(table).isEqualTo(rows(this.migrated, sql));
		}
		assertThat(rows(this.made, "SELECT k FROM documents_fts_config")).contains("rank");
	}

	@Test
	void flywayGoesOnFromThere() {
		SchemaMigration.flyway(this.made).validate();
		assertThat(SchemaMigration.flyway(this.made).migrate().migrationsExecuted).isZero();
	}

	/**
	 * Twice the same: builds of the same source make the same program.
	 */
	@Test
	void isTheSameEachTime() throws SQLException {
		try (Connection connection = this.made.getConnection()) {
			assertThat(SchemaSnapshot.dump(connection)).isEqualTo(this.snapshot);
		}
	}

	private SQLiteDataSource database(String name) {
		SQLiteDataSource source = new SQLiteDataSource();
		source.setUrl("jdbc:sqlite:" + this.folder.resolve(name));
		return source;
	}

	private static List<String> rows(SQLiteDataSource source, String sql) throws SQLException {
		try (Connection connection = source.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(sql)) {
			List<String> texts = new ArrayList<>();
			while (rows.next()) {
				StringBuilder text = new StringBuilder();
				for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
					text.append((column > 1) ? "|" : "").append(rows.getString(column));
				}
				texts.add(text.toString());
			}
			return texts;
		}
	}

}
