package dev.lorebatch.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Databases of older schema versions that hold rows.
 */
class SchemaUpgradeIntegrationTests {

	@TempDir
	Path folder;

	private SQLiteDataSource database;

	@BeforeEach
	void nameDatabase() {
		this.database = new SQLiteDataSource();
		this.database.setUrl("jdbc:sqlite:" + this.folder.resolve("lore.db"));
	}

	@Test
	void receiptsThatWereUnverifiedAreUnproven() throws SQLException {
		migrateTo("14");
		execute("""
				INSERT INTO sync_run_entities (run_id, kind, iid, verification, verification_note, settles_at, dependents)
				VALUES ('r1', 'issue', 1, 'verified', NULL, '2026-03-01T10:01:30.000Z', '{"discussions":{"rows":3}}'),
					('r1', 'issue', 2, 'unverified', 'asking once more failed', NULL, NULL),
					('r1', 'merge_request', 3, 'moving', NULL, NULL, NULL)
				""");
		migrateTo("15");
		execute("INSERT INTO sync_run_entities (run_id, kind, iid) VALUES ('r2', 'issue', 4)");
		assertThat(rows("""
				SELECT kind || iid || ' ' || verification || ' ' || coalesce(verification_note, '-') || ' ' || settling
					|| ' ' || coalesce(dependents, '-')
				FROM sync_run_entities ORDER BY run_id, kind, iid
				""")).containsExactly("issue1 verified - 1 {\"discussions\":{\"rows\":3}}",
				"issue2 unproven asking once more failed 0 -", "merge_request3 moving - 0 -", "issue4 unproven - 0 -");
	}

	private void migrateTo(String version) {
		Flyway.configure()
			.configuration(SchemaMigration.flyway(this.database).getConfiguration())
			.target(version)
			.load()
			.migrate();
	}

	private void execute(String sql) throws SQLException {
		try (Connection connection = this.database.getConnection();
				Statement statement = connection.createStatement()) {
			statement.executeUpdate(sql);
		}
	}

	private List<String> rows(String sql) throws SQLException {
		List<String> rows = new ArrayList<>();
		try (Connection connection = this.database.getConnection();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			while (result.next()) {
				rows.add(result.getString(1));
			}
		}
		return rows;
	}

}
