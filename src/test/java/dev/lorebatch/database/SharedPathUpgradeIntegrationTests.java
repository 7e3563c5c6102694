package dev.lorebatch.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an upgrade does with projects that share a path.
 */
class SharedPathUpgradeIntegrationTests {

	@TempDir
	Path folder;

	@Test
	void ofProjectsThatShareAPathTheOneOfTheLatestFetchHasItAndNothingIsProvenOfTheOthers() throws SQLException {
		Path file = this.folder.resolve("lore.db");
		SQLiteDataSource source = new SQLiteDataSource();
		source.setUrl("jdbc:sqlite:" + file);
		Flyway newest = SchemaMigration.flyway(source);
		MigrationVersion before = Arrays.stream(newest.info().all())
			.map(MigrationInfo::getVersion)
			.filter((version) -> !version.isAtLeast("18"))
			.max(Comparator.naturalOrder())
			.orElseThrow();
		Flyway.configure().configuration(newest.getConfiguration()).target(before).load().migrate();
		try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
			statement.executeUpdate("""
					INSERT INTO projects (id, gitlab_id, path) VALUES (1, 71, 'group/core'), (2, 72, 'Group/Core'),
						(3, 73, 'group/core'), (4, 74, 'group/alone'), (5, 75, 'old/one'), (6, 76, 'old/one')
					""");
			statement.executeUpdate("""
					INSERT INTO last_fetches (resource_type, resource_id, fetch_id) VALUES ('project', 1, 4),
						('project', 2, 9), ('project', 3, 8), ('project', 4, 1), ('issue', 1, 12)
					""");
			statement.executeUpdate(
					"""
							INSERT INTO issues (id, project_id, gitlab_id, iid, title, state) VALUES (1, 1, 1, 1, 'Former', 'opened'),
								(2, 2, 2, 1, 'Present', 'opened')
							""");
		}
		try (TestDatabase database = TestDatabase.open(file)) {
			assertThat(database.rows("SELECT gitlab_id FROM projects WHERE path_lost_at IS NULL ORDER BY 1"))
				.as("without any fetch the newest row")
				.containsExactly("72", "74", "76");
			assertThat(database
				.rows("SELECT project_gitlab_id, path_owner_gitlab_id, state FROM replaced_projects ORDER BY 1"))
				.containsExactly("71|72|unproven", "73|72|unproven", "75|76|unproven");
			assertThat(database.rows("SELECT reference, title FROM issue_overview ORDER BY 2"))
				.containsExactly("71#1|Former", "Group/Core#1|Present");
		}
	}

}
