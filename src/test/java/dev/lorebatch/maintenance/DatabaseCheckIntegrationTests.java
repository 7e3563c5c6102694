package dev.lorebatch.maintenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.lorebatch.entity.Ticker;
import dev.lorebatch.database.DatabaseFile;
import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.lock.RunLease;
import dev.lorebatch.lock.LeaseWatch;
import dev.lorebatch.lock.RunLeases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class DatabaseCheckIntegrationTests {

	private static final String NOW = "'2026-01-01T00:00:00.000Z'";

	@TempDir
	Path folder;

	private TestDatabase database;

	@BeforeEach
	void open() throws IOException {
		this.database = TestDatabase.in(this.folder);
		Files.setPosixFilePermissions(this.database.file(), PosixFilePermissions.fromString("rw-------"));
		for (String suffix : List.of("-wal", "-shm")) {
			Path side = Path.of(this.database.file() + suffix);
			if (Files.exists(side)) {
				Files.setPosixFilePermissions(side, PosixFilePermissions.fromString("rw-------"));
			}
		}
		long project = this.database.insertProject(7, "group/project");
		this.database.insertIssue(project, 12);
		this.database
			.execute("INSERT INTO documents (source_type, source_id, project_id, entity_type, entity_id, title, "
					+ "indexed_title, content, content_hash) "
					+ "VALUES ('issue', 1, 1, 'issue', 1, 'Title', 'Title', 'The words of it', 'x')");
		run("done", "COMPLETED");
		run("broken", "FAILED");
		run("given-up", "ABANDONED");
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void aSoundDatabaseHasNoFindings() {
		job("done", "completed", 1);
		job("broken", "pending", 1);
		CheckReport report = check(false);
		assertThat(report.findings()).isEmpty();
		assertThat(report.checks()).containsKeys("integrity", "foreign_keys", "full_text", "orphan_documents",
				"dead_runs", "permissions");
		assertThat(check(true).checks()).doesNotContainKey("full_text").containsKey("orphan_documents");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { "orphan_documents; ERROR; document 2 of discussion 9; "
			+ "INSERT INTO documents (source_type, source_id, project_id, entity_type, entity_id, title, content, content_hash) VALUES ('discussion', 9, 1, 'issue', 1, 'T', 'C', 'x')",
			"orphan_references; ERROR; reference 1 of issue 9; INSERT INTO entity_references (project_id, source_type, source_id, provenance, "
					+ "reference_type, target_type, target_project_path, target_key) VALUES (1, 'issue', 9, 'description', 'closes', 'issue', 'a/b', '1')",
			"orphan_payloads; ERROR; payload issue 13; INSERT INTO raw_payloads (project_id, resource_type, resource_key, payload, payload_hash) "
					+ "VALUES (1, 'issue', '13', '{}', 'x'), (1, 'issue', '12', '{}', 'x')",
			"orphan_payloads; ERROR; payload discussion issue/9/a; INSERT INTO raw_payloads (project_id, resource_type, resource_key, parent_type, "
					+ "parent_id, payload, payload_hash) VALUES (1, 'discussion', 'issue/9/a', 'issue', 9, '{}', 'x')",
			"orphan_run_rows; ERROR; run ghost; INSERT INTO sync_run_entities (run_id, kind, iid) VALUES ('ghost', 'issue', 1), ('done', 'issue', 1)" })
	void rowsWithoutTheirOwnerAreFound(String check, Severity severity, String example, String sql) {
		this.database.execute(sql);
		assertFinding(check, severity, example);
	}

	@Test
	void whatRunsThatDidNotEndWellOweIsCounted() {
		this.database.execute(dirty("broken"));
		assertFinding("owed_documents", Severity.WARNING, "issue 1 of run broken");
		this.database.execute("INSERT INTO pending_embeddings (document_id, origin_run_id) VALUES (1, 'broken')");
		assertThat(check(false).findings()).extracting(Finding::check)
			.containsExactlyInAnyOrder("owed_documents", "owed_vectors");
		this.database
			.execute("INSERT INTO dependent_states (entity_type, entity_id, view_id, project_id, run_id, complete) "
					+ "VALUES ('issue', 1, 0, 1, 'given-up', 0)");
		assertThat(check(false).findings()).filteredOn((finding) -> finding.check().equals("owed_entities"))
			.singleElement()
			.satisfies((finding) -> assertThat(finding.examples()).containsExactly("group/project#12 of run given-up"));
	}

	@Test
	void documentsOfWhatIsGoneAreFound() {
		this.database.execute("UPDATE issues SET gone_at = '2026-11-27T00:00:00.000Z'");
		assertThat(check(false).findings()).as("they went with it").isEmpty();
		this.database
			.execute("INSERT INTO documents (source_type, source_id, project_id, entity_type, entity_id, title, "
					+ "content, content_hash) VALUES ('issue', 1, 1, 'issue', 1, 'T', 'C', 'x')");
		Finding finding = assertFinding("gone_documents", Severity.ERROR, "document 1 of issue 1");
		assertThat(finding.actions()).singleElement()
			.satisfies((action) -> assertThat(action.arguments()).containsExactly("docs", "rebuild"));
	}

	@Test
	void aPathOfTwoProjectsIsFound() {
		this.database.execute("DROP INDEX projects_own_path_ux");
		this.database
			.execute("INSERT INTO projects (gitlab_id, path) SELECT 4711, upper(path) FROM projects WHERE id = 1");
		assertThat(check(false).findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.check()).isEqualTo("shared_paths"));
	}

	@Test
	void aGoneProjectWithEntitiesThatAreNotMarkedIsAWarning() {
		this.database.execute("UPDATE projects SET gone_at = '2026-11-27T00:00:00.000Z', gone_pending = 1, "
				+ "path_lost_at = '2026-11-27T00:00:00.000Z' WHERE id = 1");
		assertThat(check(false).findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.check()).isEqualTo("gone_projects"));
	}

	@Test
	void jobsOfNoEntityAreFound() {
		job("broken", "pending", 9);
		assertFinding("orphan_jobs", Severity.ERROR, "job 1 discussions of run broken");
	}

	@ParameterizedTest
	@CsvSource({ "unfinished_jobs, ERROR, done, pending, job 1 discussions of run done is pending",
			"stuck_jobs, WARNING, broken, claimed, job 1 discussions of run broken",
			"left_jobs, WARNING, given-up, failed, job 1 discussions of run given-up",
			"left_jobs, WARNING, nobody, pending, job 1 discussions of run nobody" })
	void queueRowsNobodyWillTakeAreFound(String check, Severity severity, String run, String status, String example) {
		job(run, status, 1);
		assertFinding(check, severity, example);
	}

	@Test
	void sourcesAndVectorsNobodyWillMakeAreWarnings() {
		this.database.execute(dirty("done"));
		this.database.execute("INSERT INTO pending_embeddings (document_id, origin_run_id) VALUES (1, 'given-up')");
		List<Finding> findings = check(true).findings();
		assertThat(findings).extracting(Finding::check).containsExactly("left_dirty_sources", "left_embeddings");
		assertThat(findings).extracting(Finding::severity).containsOnly(Severity.WARNING);
	}

	@Test
	void aRunOfADeadProcessLooksRunningAndIsNot() {
		run("dead", "STARTED");
		Finding finding = assertFinding("dead_runs", Severity.WARNING, "run dead is started");
		assertThat(finding.actions()).singleElement()
			.satisfies((action) -> assertThat(action.arguments()).containsExactly("runs", "recover"));
	}

	@Test
	void theRunOfALiveProcessIsNoFinding() {
		run("alive", "STARTED");
		job("alive", "claimed", 1);
		this.database.execute(dirty("alive"));
		RunLeases leases = new RunLeases(this.database.transactions(), this.database.jdbc(),
				new LeaseWatch(Clock.systemUTC(), Ticker.system(), (duration) -> {
				}));
		try (RunLease lease = leases.acquire("alive")) {
			assertThat(lease.runId()).isEqualTo("alive");
			assertThat(check(false).findings()).isEmpty();
			this.database.execute("UPDATE run_leases SET pid = 4194304");
			assertThat(check(false).findings()).extracting(Finding::check)
				.containsExactly("dead_leases", "dead_runs", "stuck_jobs", "owed_documents");
		}
	}

	@Test
	void aLeaseThatOnlyItsHeartbeatCanJudgeIsUnprovenAndItsRunLeftAlone() {
		run("far", "STARTED");
		RunLeases leases = new RunLeases(this.database.transactions(), this.database.jdbc(),
				new LeaseWatch(Clock.systemUTC(), Ticker.system(), (duration) -> {
				}));
		try (RunLease lease = leases.acquire("far")) {
			assertThat(lease.runId()).isEqualTo("far");
			this.database.execute("UPDATE run_leases SET host = 'elsewhere', expires_at = '2020-01-01T00:00:00.000Z'");
			assertThat(check(false).findings()).singleElement().satisfies((finding) -> {
				assertThat(finding.check()).isEqualTo("dead_leases");
				assertThat(finding.examples()).singleElement().asString().contains("run far", "unproven");
			});
		}
	}

	@Test
	void rowsThatPointNowhereAreFound() throws SQLException {
		try (Connection careless = DriverManager.getConnection("jdbc:sqlite:" + this.database.file());
				Statement statement = careless.createStatement()) {
			statement.executeUpdate("INSERT INTO embeddings (document_id, chunk_index, provider, model, dimensions, "
					+ "chunk_size, content_hash, vector) VALUES (77, 0, 'p', 'm', 1, 2000, 'x', x'0000000000')");
		}
		assertFinding("foreign_keys", Severity.ERROR, "embeddings row 1 refers to documents");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = {
			"INSERT INTO documents_fts (documents_fts, rowid, title, content) VALUES ('delete', 1, 'Title', 'The words of it'); 1",
			"INSERT INTO documents_fts (rowid, title, content) VALUES (5, 'Extra', ''); 5",
			"INSERT INTO documents_fts (rowid, title, content) VALUES (1, '', 'more'); 1",
			"INSERT INTO documents_fts (rowid, identifiers) VALUES (1, 'more'); 1" })
	void aFullTextIndexOutOfStepIsFound(String sql, long document) {
		this.database.execute(sql);
		assertThat(check(true).findings()).isEmpty();
		assertFinding("full_text", Severity.ERROR, "document " + document);
		this.database.execute("INSERT INTO documents_fts (documents_fts) VALUES ('rebuild')");
		assertThat(check(false).findings()).as("the suggestion helps").isEmpty();
	}

	@Test
	void swappedDocumentsAreFoundInTheFullTextIndex() {
		this.database
			.execute("INSERT INTO documents (source_type, source_id, project_id, entity_type, entity_id, title, "
					+ "indexed_title, content, content_hash) "
					+ "VALUES ('merge_request', 1, 1, 'merge_request', 1, 'Title', 'Title', 'Other words', 'x')");
		this.database.execute("INSERT INTO documents_fts (documents_fts) VALUES ('delete-all')");
		this.database.execute(
				"INSERT INTO documents_fts (rowid, title, content) SELECT 3 - id, title, content FROM indexed_documents");
		Finding finding = find(check(false), "full_text");
		assertThat(finding.examples()).containsExactly("document 1", "document 2");
	}

	@Test
	void theWordsAreSplitAsTheIndexSplitsThem() {
		assertThat(this.database.rows("SELECT sql FROM sqlite_master WHERE name = 'documents_fts'").get(0))
			.contains("tokenize = '" + FullTextCheck.TOKENIZE + "'");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void filesThatOthersMayReadAreWarnings() throws IOException {
		Files.setPosixFilePermissions(this.database.file(), PosixFilePermissions.fromString("rw-r-----"));
		assertFinding("permissions", Severity.WARNING, this.database.file() + " is rw-r-----");
	}

	@Test
	void damageIsFoundAndTheOtherChecksAreMadeAllTheSame() throws IOException {
		this.database.execute("CREATE TABLE ballast (text TEXT)");
		this.database.execute("INSERT INTO ballast WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
				+ "WHERE i < 500) SELECT hex(randomblob(200)) FROM n");
		this.database.close();
		byte[] bytes = Files.readAllBytes(this.database.file());
		Arrays.fill(bytes, bytes.length - 40_000, bytes.length - 20_000, (byte) 0x5a);
		Files.write(this.database.file(), bytes);
		Finding finding = find(check(false), "integrity");
		assertThat(finding.severity()).isEqualTo(Severity.ERROR);
		assertThat(finding.examples()).isNotEmpty();
		assertThat(check(false).checks()).containsKeys("orphan_documents", "permissions");
		assertThat(Files.readAllBytes(this.database.file())).isEqualTo(bytes);
	}

	@Test
	void anOlderSchemaIsCheckedAsFarAsPossible() {
		this.database.execute("DELETE FROM flyway_schema_history WHERE CAST(version AS INTEGER) > 5");
		CheckReport report = check(false);
		assertThat(report.schemaVersion()).isEqualTo(5);
		assertThat(report.findings()).extracting(Finding::check).containsExactly("schema");
		assertThat(report.checks()).containsKey("integrity").doesNotContainKey("orphan_documents");
	}

	@Test
	void vectorsOfTwoModelsSideBySideAreAFinding() {
		embedding(1, 384, "old");
		embedding(2, 384, "old");
		embedding(3, 384, "new");
		Finding finding = assertOneOf("mixed_vectors");
		assertThat(finding.count()).isEqualTo(2);
		assertThat(finding.examples()).contains("document 2 has 384 dimensions of m old");
		assertThat(finding.actions()).extracting(RecoveryAction::arguments).containsExactly(List.of("embed"));
		this.database.execute("UPDATE embeddings SET model_digest = NULL, dimensions = 768 WHERE document_id = 3");
		this.database.execute("UPDATE embeddings SET model_digest = NULL");
		assertThat(assertOneOf("mixed_vectors").count()).as("by the dimensions").isEqualTo(2);
	}

	@Test
	void vectorsWithoutDigestAreUnprovenBesideOthersThatHaveOne() {
		embedding(1, 384, null);
		embedding(2, 384, null);
		assertThat(check(false).findings()).as("no server told any digest").isEmpty();
		embedding(3, 384, "new");
		Finding finding = assertOneOf("unproven_vectors");
		assertThat(finding.count()).isEqualTo(2);
		assertThat(finding.actions()).extracting(RecoveryAction::arguments)
			.containsExactly(List.of("embed", "--unproven"));
		embedding(4, 384, null);
		this.database.execute("UPDATE embeddings SET model_digest = 'old' WHERE document_id = 1");
		assertThat(check(false).findings()).extracting(Finding::check)
			.as("a newest vector without digest hides no mixture")
			.containsExactly("mixed_vectors", "unproven_vectors");
	}

	private Finding assertOneOf(String check) {
		CheckReport report = check(false);
		assertThat(report.findings()).extracting(Finding::check).containsExactly(check);
		assertThat(find(report, check).severity()).isEqualTo(Severity.WARNING);
		return find(report, check);
	}

	private void embedding(long document, int dimensions, @Nullable String digest) {
		if (document > 1) {
			this.database.insertIssue(1, 100 + document);
			this.database
				.execute("INSERT INTO documents (source_type, source_id, project_id, entity_type, entity_id, title, "
						+ "indexed_title, content, content_hash) SELECT 'issue', max(id), 1, 'issue', max(id), 'T', 'T', "
						+ "'c', 'x' FROM issues");
		}
		this.database.execute("INSERT INTO embeddings (document_id, chunk_index, provider, model, dimensions, "
				+ "chunk_size, content_hash, vector, model_digest) VALUES (?, 0, 'ollama', 'm', ?, 2000, 'x', x'00', ?)",
				document, dimensions, digest);
	}

	@Test
	void lookingLeavesNoTrace() throws IOException {
		this.database.close();
		byte[] before = Files.readAllBytes(this.database.file());
		check(false);
		assertThat(Files.readAllBytes(this.database.file())).isEqualTo(before);
		assertThat(this.folder).isDirectoryNotContaining("glob:**-wal").isDirectoryNotContaining("glob:**-shm");
	}

	@Test
	void whatIsNotThereCannotBeChecked() throws IOException {
		assertThat(failure(this.folder.resolve("nowhere.db"))).isEqualTo(ExitCode.NOT_FOUND_LOCALLY);
		assertThat(failure(Files.createFile(this.folder.resolve("empty.db")))).isEqualTo(ExitCode.DATABASE);
		assertThat(failure(this.folder)).isEqualTo(ExitCode.DATABASE);
	}

	private static ExitCode failure(Path file) {
		return catchThrowableOfType(LoreException.class,
				() -> new DatabaseCheck(new DatabaseFile(file), true, Clock.systemUTC()).run())
			.exitCode();
	}

	private CheckReport check(boolean quick) {
		return new DatabaseCheck(new DatabaseFile(this.database.file()), quick, Clock.systemUTC()).run();
	}

	private Finding assertFinding(String check, Severity severity, String example) {
		CheckReport report = check(false);
		assertThat(report.findings()).extracting(Finding::check).containsExactly(check);
		Finding finding = find(report, check);
		assertThat(finding.severity()).isEqualTo(severity);
		assertThat(finding.count()).isOne();
		assertThat(finding.examples()).containsExactly(example);
		assertThat(finding.suggestion()).isNotBlank();
		return finding;
	}

	private static Finding find(CheckReport report, String check) {
		return report.checks().get(check).get(0);
	}

	private void run(String runId, String status) {
		this.database.execute(
				"INSERT INTO BATCH_JOB_INSTANCE (VERSION, JOB_NAME, JOB_KEY) VALUES (0, 'surgicalSync', ?)", runId);
		this.database.execute("INSERT INTO BATCH_JOB_EXECUTION (VERSION, JOB_INSTANCE_ID, CREATE_TIME, STATUS) "
				+ "SELECT 0, JOB_INSTANCE_ID, 0, ? FROM BATCH_JOB_INSTANCE WHERE JOB_KEY = ?", status, runId);
		this.database.execute("INSERT INTO BATCH_JOB_EXECUTION_PARAMS SELECT max(JOB_EXECUTION_ID), 'runId', "
				+ "'java.lang.String', ?, 'Y' FROM BATCH_JOB_EXECUTION", runId);
	}

	private void job(String runId, String status, long issue) {
		this.database.execute("INSERT INTO dependent_jobs (project_id, job_type, scope_run_id, status, entity_type, "
				+ "entity_id, entity_iid, enqueued_at) VALUES (1, 'discussions', ?, ?, 'issue', ?, 12, " + NOW + ")",
				runId, status, issue);
	}

	private static String dirty(String runId) {
		return "INSERT INTO dirty_sources (source_type, source_id, origin_run_id, marked_at) VALUES ('issue', 1, '"
				+ runId + "', " + NOW + ")";
	}

}
