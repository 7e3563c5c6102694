package dev.lorebatch.functional;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checking and backing up, also while a sync runs.
 */
class DbFunctionalTests {

	private static final String[] SYNC = { "sync", "-p", "harbor/lighthouse", "--issue", "1,5,7", "--mr", "4",
			"--run-id", "r1" };

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private GitLabGate gate;

	private LoreHome home;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		this.gate = new GitLabGate(this.sample.url());
		this.home = LoreHome.of(this.folder, this.gate.url()).warmRuns();
	}

	@AfterEach
	void stop() {
		this.gate.close();
		this.sample.close();
	}

	@Test
	void aBackupMadeInMidRunIsRestoredAndItsRunCompletes() throws Exception {
		LoreHome undisturbed = LoreHome.of(this.folder.resolve("undisturbed"), this.sample.url()).warm();
		assertThat(undisturbed.run(SYNC)).succeeded();
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues/7/"));
		LoreProcess sync = this.home.start(SYNC);
		hold.awaitRequests(1);
		LoreProcess check = this.home.start("db", "check");
		CliResult backup = this.home.cold().run("db", "backup", "copy.db");
		CliResult checked = check.await();
		assertThat(checked).succeeded();
		assertThat(checked.data().path("findings")).as("a run that is alive is sound").isEmpty();
		assertThat(backup).succeeded();
		Path copy = this.home.currentFolder().resolve("copy.db");
		assertThat(backup.data().path("bytes").asLong()).isEqualTo(Files.size(copy));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy))).isEqualTo("rw-------");
		assertThat(sync.isAlive()).isTrue();
		hold.release();
		assertThat(sync.await()).succeeded();

		CliResult found = this.home.run("db", "check", "--database", "copy.db");
		assertThat(found).succeeded();
		assertThat(found.data().path("findings").get(0).path("check").asString()).isEqualTo("dead_runs");
		CliResult recovered = this.home.shell(found.recoveryActions().get(0));
		assertThat(recovered).succeeded();
		assertThat(recovered.data().path("changed")).isNotEmpty();
		assertThat(this.home.run("runs", "restart", "r1", "--database", "copy.db")).succeeded();
		Map<String, List<String>> expected = DatabaseDump.of(undisturbed.database());
		assertThat(DatabaseDump.of(this.home.database())).isEqualTo(expected);
		assertThat(DatabaseDump.of(new TestDatabase(copy))).isEqualTo(expected);
		assertThat(this.home.run("db", "check", "--database", "copy.db").data().path("findings")).isEmpty();
	}

	@Test
	void errorsEndWithTenAndWarningsWithZero() {
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "1", "--run-id", "r1", "--no-docs"))
			.succeeded();
		CliResult warned = this.home.run("db", "check");
		assertThat(warned).succeeded();
		assertThat(warned.data().path("errors").asInt()).isZero();
		assertThat(warned.data().path("findings").get(0).path("check").asString()).isEqualTo("left_dirty_sources");
		this.home.database()
			.execute(
					"INSERT INTO documents (source_type, source_id, project_id, entity_type, entity_id, title, content, content_hash) "
							+ "VALUES ('discussion', 99999, 1, 'issue', 1, 'T', 'C', 'x')");
		Map<String, String> before = this.home.database().fingerprint();
		// One after the other: of two at once, the last may find the side files of the
		// first and leave them
		CliResult result = this.home.run("db", "check");
		CliResult human = this.home.run("db", "check", "--human");
		assertThat(result).failedWithResult(ExitCode.DATABASE).hasMessageContaining("orphan_documents");
		assertThat(result.data().path("findings").get(0).path("check").asString()).isEqualTo("orphan_documents");
		assertThat(human).hasExitCode(ExitCode.DATABASE);
		assertThat(human.stdout()).contains("CHECK", "integrity            ok",
				"orphan_documents     error         1  documents without the entity", "1 errors, 1 warnings");
		assertThat(this.home.database().fingerprint()).as("looking changes nothing").isEqualTo(before);
	}

	@Test
	void withoutADatabaseThereIsNothingToCheckOrToBackUp() {
		LoreHome warm = this.home.warm();
		LoreProcess check = warm.start("db", "check");
		LoreProcess backup = warm.start("db", "backup", "copy.db");
		LoreProcess neither = warm.start("db");
		assertThat(check.await()).failedWith(ExitCode.NOT_FOUND_LOCALLY);
		assertThat(backup.await()).failedWith(ExitCode.NOT_FOUND_LOCALLY);
		assertThat(neither.await()).failedWith(ExitCode.USAGE);
		assertThat(this.home.files()).isEmpty();
	}

}
