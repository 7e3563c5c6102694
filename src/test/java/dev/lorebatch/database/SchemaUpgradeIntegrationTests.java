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

	@Test
	void formerPathsOfProjectsAreTakenFromWhatRunsHaveNoted() throws SQLException {
		migrateTo("20");
		execute("""
				INSERT INTO projects (id, gitlab_id, path, web_url) VALUES
					(1, 71, 'acme/core', 'https://gitlab.example/root/acme/core'),
					(2, 72, 'acme/docs', 'https://gitlab.example/root/acme/docs'), (3, 73, 'acme/kit', NULL)
				""");
		execute("INSERT INTO sync_run_fetches (id, run_id, requested_at) VALUES (1, 'r1', ''), (2, 'r2', ''), (3, 'r3', '')");
		execute("""
				INSERT INTO sync_run_projects (run_id, project, project_gitlab_id, outcome) VALUES
					('r1', 'acme/kern', 71, 'synced'), ('r2', 'Acme/Core', 71, 'synced'), ('r2', 'acme/docs', 71, 'synced'),
					('r2', 'acme/seed', 71, 'synced'), ('r3', 'acme/seed', 72, 'synced'), ('r3', '73', 73, 'synced'),
					('r3', 'acme/none', NULL, 'failed')
				""");
		execute("""
				INSERT INTO sync_watermarks (project_id, kind, view_id, watermark, project_path, run_id, moved_at)
				VALUES (3, 'issue', 0, '', 'acme/rope', 'r1', '')
				""");
		execute("""
				INSERT INTO issues (id, project_id, gitlab_id, iid, title, state, web_url) VALUES
					(1, 1, 1, 1, 't', 'opened', 'https://gitlab.example/root/old/core/-/issues/1'),
					(2, 1, 2, 2, 't', 'opened', 'https://gitlab.example/root/acme/core/-/issues/2'),
					(3, 1, 3, 3, 't', 'opened', 'https://other.example/root/evil/core/-/issues/3'),
					(4, 1, 4, 4, 't', 'opened', NULL), (9, 3, 9, 9, 't', 'opened', 'https://gitlab.example/x/y/-/issues/9')
				""");
		migrateTo("21");
		assertThat(rows("SELECT path || ' ' || project_id || ' ' || former FROM project_names ORDER BY path"))
			.containsExactly("acme/core 1 0", "acme/docs 2 0", "acme/kern 1 1", "acme/kit 3 0", "acme/rope 3 1",
					"acme/seed 2 1", "old/core 1 1");
	}

	@Test
	void aSurgicalRunThatWasAskedForAFormerPathHasNotedIt() throws SQLException {
		migrateTo("20");
		execute("INSERT INTO projects (id, gitlab_id, path) VALUES (1, 71, 'acme/core')");
		execute("INSERT INTO BATCH_JOB_INSTANCE VALUES (1, 0, 'surgicalSync', 'k')");
		execute("INSERT INTO BATCH_JOB_EXECUTION (JOB_EXECUTION_ID, JOB_INSTANCE_ID, CREATE_TIME) VALUES (1, 1, 0)");
		execute("""
				INSERT INTO BATCH_JOB_EXECUTION_PARAMS (JOB_EXECUTION_ID, PARAMETER_NAME, PARAMETER_TYPE, PARAMETER_VALUE,
					IDENTIFYING) VALUES (1, 'runId', 'java.lang.String', 'r1', 'Y'),
					(1, 'project', 'java.lang.String', 'acme/kern', 'N')
				""");
		execute("INSERT INTO sync_run_views (run_id, project_gitlab_id, view_id) VALUES ('r1', 71, 1)");
		migrateTo("21");
		assertThat(rows("SELECT path || ' ' || project_id FROM former_project_paths")).containsExactly("acme/kern 1");
	}

	@Test
	void referencesKeepTheirLettersAndAllTextsWaitToBeReadAgain() throws SQLException {
		migrateTo("20");
		execute("INSERT INTO projects (id, gitlab_id, path) VALUES (1, 71, 'acme/core')");
		execute("INSERT INTO issues (id, project_id, gitlab_id, iid, title, state) VALUES (7, 1, 1, 1, 't', 'opened')");
		execute("""
				INSERT INTO entity_references (id, project_id, source_type, source_id, provenance, reference_type, target_type,
					target_project_path, target_key, unseen) VALUES
					(3, 1, 'issue', 7, 'description', 'mentions', 'issue', 'ACME/core', '1', 0),
					(4, 1, 'issue', 7, 'description', 'mentions', 'issue', 'acme/core', '1', 1)
				""");
		migrateTo("21");
		assertThat(rows(
				"SELECT id || target_project_path || unseen FROM entity_references WHERE target_project_path = 'acme/CORE'"))
			.containsExactlyInAnyOrder("3ACME/core0", "4acme/core1");
		assertThat(rows(
				"SELECT entity_type || ' ' || scanned_through || ' of ' || last_id FROM reference_scans ORDER BY 1"))
			.containsExactly("issue 0 of 7", "merge_request 0 of 0");
	}

	@Test
	void nothingThatAnOlderVersionWroteCountsAsRefused() throws SQLException {
		migrateTo("22");
		execute("INSERT INTO projects (id, gitlab_id, path) VALUES (1, 71, 'acme/core')");
		execute("""
				INSERT INTO dependent_states (entity_type, entity_id, view_id, project_id, run_id, complete, unproven)
				VALUES ('issue', 7, 1, 1, 'r1', 1, NULL), ('issue', 8, 1, 1, 'r1', 0, 'discussions: fewer')
				""");
		execute("""
				INSERT INTO dependent_jobs (project_id, job_type, scope_run_id, status, entity_type, entity_id, entity_iid,
					enqueued_at, last_error) VALUES (1, 'diffs', 'r1', 'failed', 'merge_request', 9, 4, '', 'forbidden')
				""");
		execute("""
				INSERT INTO sync_run_failures (run_id, project_id, kind, iid, phase, error_code, error_message, occurred_at)
				VALUES ('r1', 1, 'merge_request', 4, 'dependents', 'AUTHENTICATION_FAILED', 'forbidden', '')
				""");
		migrateTo("23");
		assertThat(rows("SELECT entity_id || ' ' || complete || ' ' || coalesce(unproven, '-') FROM dependent_states "
				+ "WHERE refused IS NULL ORDER BY 1"))
			.containsExactly("7 1 -", "8 0 discussions: fewer");
		assertThat(rows("SELECT status || ' ' || last_error FROM dependent_jobs WHERE refused IS NULL"))
			.containsExactly("failed forbidden");
		assertThat(rows("SELECT error_code FROM sync_run_failures WHERE http_status IS NULL AND retryable IS NULL"))
			.containsExactly("AUTHENTICATION_FAILED");
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
