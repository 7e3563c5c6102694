package dev.lorebatch.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an upgrade does with changed files, and with comments on images.
 */
class DiffUpgradeIntegrationTests {

	@TempDir
	Path folder;

	@Test
	void filesStayAndImagesGetTheSizeThatGitLabSent() throws SQLException {
		Path file = this.folder.resolve("lore.db");
		Flyway.configure()
			.dataSource("jdbc:sqlite:" + file, null, null)
			.locations("classpath:db/migration")
			.target("21")
			.load()
			.migrate();
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			statement.executeUpdate("INSERT INTO projects (id, gitlab_id, path) VALUES (1, 71, 'group/core')");
			statement.executeUpdate("""
					INSERT INTO merge_requests (id, project_id, gitlab_id, iid, title, state)
					VALUES (1, 1, 1, 1, 'One', 'opened'), (2, 1, 2, 2, 'Two', 'opened')
					""");
			statement.executeUpdate(
					"""
							INSERT INTO merge_request_files (id, merge_request_id, old_path, new_path, change_kind, completeness,
								generated, old_mode, new_mode, additions, deletions)
							VALUES (7, 1, 'a', 'a', 'added', 'complete', 0, '0', '120000', 1, 0),
								(9, 2, 'a', 'b', 'renamed', 'collapsed', NULL, NULL, NULL, NULL, NULL)
							""");
			statement.executeUpdate("""
					INSERT INTO discussions (id, gitlab_id, merge_request_id, position)
					VALUES (1, 'ab', 1, 0), (2, 'b', 1, 1), (3, 'b', 2, 0)
					""");
			statement.executeUpdate("""
					INSERT INTO notes (gitlab_id, discussion_id, ordinal, body, created_at, position_type, position_x)
					VALUES (5, 1, 0, 'x', '2026-01-01', 'image', 1.5), (6, 2, 0, 'x', '2026-01-01', 'text', NULL),
						(7, 2, 1, 'x', '2026-01-01', 'image', 2), (8, 3, 0, 'x', '2026-01-01', 'image', 3)
					""");
			statement.executeUpdate("""
					INSERT INTO raw_payloads (project_id, resource_type, resource_key, parent_type, parent_id, payload,
						payload_hash)
					VALUES (1, 'discussion', 'merge_request/1/ab', 'merge_request', 1,
							'{"notes":[{"id":5,"position":{"width":640,"height":480.5}}]}', 'h'),
						(1, 'discussion', 'merge_request/1/b', 'merge_request', 1,
							'{"notes":[{"id":6,"position":{}},{"id":7,"position":{"width":3,"height":4}}]}', 'h')
					""");
		}
		try (TestDatabase database = TestDatabase.open(file)) {
			assertThat(
					database.rows("SELECT id, merge_request_id, old_path, new_path, occurrence, change_kind, old_mode, "
							+ "new_mode, additions FROM merge_request_files ORDER BY 1"))
				.containsExactly("7|1|a|a|0|added|0|120000|1", "9|2|a|b|0|renamed|null|null|null");
			assertThat(database.rows("SELECT gitlab_id, position_width, position_height FROM notes ORDER BY 1"))
				.containsExactly("5|640.0|480.5", "6|null|null", "7|3.0|4.0", "8|null|null");
			assertThat(database.rows("PRAGMA foreign_key_check")).isEmpty();
		}
	}

}
