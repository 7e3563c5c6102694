package dev.lorebatch.functional;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

class DocsRebuildFunctionalTests {

	private static final String CONFIDENTIAL = "SELECT count(*) FROM documents WHERE confidential = 1";

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private LoreHome home;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		this.home = LoreHome.of(this.folder, this.sample.url()).warm();
	}

	@AfterEach
	void stop() {
		this.sample.close();
	}

	@Test
	void thePolicyIsAppliedToWhatIsThere() {
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "10,1")).succeeded();
		int connections = this.sample.connections();
		assertThat(this.home.database().number(CONFIDENTIAL)).isPositive();
		CliResult dropped = this.home.with("LORE_CONFIDENTIAL", "drop")
			.run("docs", "rebuild", "-p", "harbor/lighthouse");
		assertThat(dropped).succeeded();
		assertThat(dropped.data().path("confidential").asString()).isEqualTo("drop");
		assertThat(dropped.data().path("dropped").asInt()).isEqualTo(dropped.data().path("deleted").asInt())
			.isPositive();
		assertThat(this.home.database().number(CONFIDENTIAL)).isZero();
		assertThat(this.home.database().number("SELECT count(*) FROM issues WHERE confidential = 1")).isOne();
		CliResult human = this.home.run("docs", "rebuild", "--human");
		assertThat(human.stdout()).contains("confidential ones: drop", "  dropped    ").doesNotContain("deleted");
		CliResult kept = this.home.without("LORE_CONFIDENTIAL").run("docs", "rebuild");
		assertThat(kept).succeeded();
		assertThat(kept.data().path("to_embed").asInt()).isPositive()
			.isEqualTo((int) this.home.database().number("SELECT count(*) FROM pending_embeddings"));
		assertThat(kept.recoveryActions()).singleElement().asString().endsWith(" embed");
		assertThat(this.sample.connections()).as("no network").isEqualTo(connections);
	}

	@Test
	void whatCannotBeIsSaidInOneLine() {
		assertThat(this.home.run("docs", "rebuild")).failedWith(ExitCode.NOT_FOUND_LOCALLY)
			.hasMessageContaining("does not exist");
		assertThat(this.home.databaseFile()).doesNotExist();
		assertThat(this.home.run("docs")).failedWith(ExitCode.USAGE);
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "1")).succeeded();
		assertThat(this.home.run("docs", "rebuild", "-p", "harbor/nowhere")).failedWith(ExitCode.NOT_FOUND_LOCALLY);
		assertThat(this.home.with("LORE_CONFIDENTIAL", "shred").run("docs", "rebuild"))
			.failedWith(ExitCode.CONFIG_INVALID)
			.hasMessageContaining("lore.confidential");
	}

}
