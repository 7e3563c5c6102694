package dev.lorebatch.functional;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A run that is killed behind ingest and never restarted: the next runs pay its debts.
 */
class DeadRunFunctionalTests {

	private static final String PROJECT = "bench/nine";

	private static final int ISSUES = 9;

	private static final int KILLED = 137;

	private final SampleGitLab sample = SampleGitLab
		.start(SampleOptions.defaults().withGenerated(new GeneratedProject(PROJECT, ISSUES, 0, 2, 7)));

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private LoreHome home;

	@BeforeEach
	void die() throws IOException {
		this.gitlab = new FaultyGitLab(this.sample.url());
		this.home = LoreHome.of(this.folder, this.gitlab.url());
		this.home.with("JDK_JAVA_OPTIONS",
				"-Dlore.test.fail-point=%s:1".formatted(FailPoint.BEFORE_JOB_COMMIT.label()));
		assertThat(sync("dead").exitCode()).isEqualTo(KILLED);
		this.home.without("JDK_JAVA_OPTIONS");
		assertThat(owed()).isEqualTo(ISSUES);
		this.gitlab.intercept((path) -> path.endsWith("/issues") ? Answer.of(200, "[]") : null);
	}

	@AfterEach
	void end() {
		this.gitlab.close();
		this.sample.close();
	}

	@Test
	void theNextRunFetchesWhatAKilledOneOwesThoughEveryListIsEmpty() {
		assertThat(sync("next")).succeeded();
		assertThat(owed()).isZero();
		assertThat(this.home.database().number("SELECT count(*) FROM notes")).isEqualTo(this.sample.project(PROJECT)
			.issueIids()
			.stream()
			.mapToLong((iid) -> this.sample.project(PROJECT).issue(iid).noteIds().size())
			.sum());
	}

	@Test
	void whatIsNeitherGivenNorProvenGoneStaysOwedAndIsSaid() {
		this.gitlab.intercept((path) -> path.endsWith("/issues") ? Answer.of(200, "[]")
				: path.matches(".*/issues/[0-9]+") ? Answer.of(404, "<html>not here</html>") : null);
		CliResult next = sync("next");
		assertThat(next).succeeded();
		assertThat(next.data().path("warnings").get(0).asString())
			.startsWith(ISSUES + " issues and merge requests are still owed");
		assertThat(next.data().path("counters").path("dependents").path("owed").asInt()).isEqualTo(ISSUES);
		CliResult checked = this.home.run("db", "check");
		assertThat(checked).succeeded();
		JsonNode owed = checked.data()
			.path("findings")
			.valueStream()
			.filter(DeadRunFunctionalTests::isOwed)
			.findFirst()
			.orElseThrow();
		assertThat(owed.path("count").asInt()).isEqualTo(ISSUES);
		assertThat(owed.path("severity").asString()).isEqualTo("warning");

		this.gitlab.intercept((path) -> null);
		CliResult last = sync("last");
		assertThat(last).succeeded();
		assertThat(last.data().path("warnings")).isEmpty();
		assertThat(owed()).isZero();
		assertThat(this.home.run("db", "check").data().path("findings").valueStream())
			.noneMatch(DeadRunFunctionalTests::isOwed);
	}

	private static boolean isOwed(JsonNode finding) {
		return finding.path("check").asString().equals("owed_entities");
	}

	private CliResult sync(String runId) {
		return this.home.run("sync", "-p", PROJECT, "--run-id", runId, "--no-docs", "--no-embed");
	}

	private long owed() {
		return this.home.database().number("SELECT count(*) FROM dependent_states WHERE complete = 0");
	}

}
