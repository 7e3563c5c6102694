package dev.lorebatch.functional;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A full sync that is killed again and again goes on at the page where it was.
 */
class ProjectSyncKillFunctionalTests {

	private static final String PROJECT = "bench/large";

	private static final String[] SYNC = { "sync", "--full", "-p", PROJECT, "--run-id", "r1", "--no-docs" };

	private static final int KILLED = 137;

	/** Each issue costs five requests behind the listing. */
	private final int issues = Boolean.getBoolean("lore.long") ? 20_000 : 310;

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults()
		.withRateLimit(0)
		.withGenerated(new GeneratedProject(PROJECT, this.issues, 0, 0, 7)));

	@TempDir
	Path folder;

	private GitLabGate gate;

	private LoreHome home;

	@BeforeEach
	void begin() {
		this.gate = new GitLabGate(this.sample.url());
		this.home = LoreHome.of(this.folder, this.gate.url());
	}

	@AfterEach
	void end() {
		this.gate.close();
		this.sample.close();
	}

	@Test
	void noPageBeforeTheLastCommittedOneIsAskedAgain() {
		// A page is committed in two transactions
		List<String> first = dieAt(FailPoint.AFTER_PAGE_COMMIT, 3);
		assertThat(issueCount()).isEqualTo(150);
		List<String> second = dieAt(FailPoint.BEFORE_PAGE_COMMIT, 3);
		assertThat(second).as("the page before was saved").doesNotContain(first.get(0));
		assertThat(second.get(0)).isEqualTo(first.get(1));
		// Each slice begins with the last row of the page before
		assertThat(issueCount()).isEqualTo(199);
		List<String> third = dieAt(FailPoint.AFTER_PAGE_COMMIT, 2);
		assertThat(third.get(0)).isEqualTo(second.get(1));
		assertThat(issueCount()).isEqualTo(298);
		List<String> fourth = dieAt(FailPoint.TURN_TAKEN, 1);
		assertThat(fourth.get(0)).as("committed, but its position was not saved").isEqualTo(third.get(0));
		List<String> fifth = dieAt(FailPoint.POSITION_SAVED, 1);
		assertThat(fifth).doesNotContainAnyElementsOf(first.subList(0, 2));

		CliResult last = this.home.run(SYNC);

		assertThat(last).succeeded();
		assertThat(issueCount()).isEqualTo(this.issues);
		assertThat(this.home.database().number("SELECT count(*) FROM sync_watermarks")).isOne();
		assertThat(this.home.database().number("SELECT count(*) FROM dependent_states WHERE complete = 1"))
			.isEqualTo(this.issues);
		assertThat(last.data().path("attempts").asInt()).isEqualTo(6);
		assertThat(last.data().path("mode").asString()).isEqualTo("full");
		assertThat(last.data().path("projects").path(0).path("outcome").asString()).isEqualTo("synced");
	}

	private List<String> dieAt(FailPoint point, int time) {
		this.gate.forgetRequests();
		this.home.with("JDK_JAVA_OPTIONS", "-Dlore.test.fail-point=%s:%d".formatted(point.label(), time));
		CliResult result = this.home.run(SYNC);
		this.home.without("JDK_JAVA_OPTIONS");
		assertThat(result.exitCode()).as("it dies at %s", point).isEqualTo(KILLED);
		List<String> lists = new ArrayList<>(this.gate.requests());
		lists.removeIf((target) -> !target.contains("/issues?"));
		return Collections.unmodifiableList(lists);
	}

	private long issueCount() {
		return this.home.database().number("SELECT count(*) FROM issues");
	}

}
