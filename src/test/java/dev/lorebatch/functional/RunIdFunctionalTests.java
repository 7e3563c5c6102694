package dev.lorebatch.functional;

import java.nio.file.Path;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same line can be run again safely, in either form.
 */
class RunIdFunctionalTests {

	private static final String JOB = "--spring.batch.job.name=surgicalSync";

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private GitLabGate gate;

	private LoreHome home;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		this.gate = new GitLabGate(this.sample.url());
		this.home = LoreHome.of(this.folder, this.gate.url()).with("LORE_GITLAB_RETRY_INITIALWAIT", "1ms").warm();
	}

	@AfterEach
	void stop() {
		this.gate.close();
		this.sample.close();
	}

	@Test
	void sameLineStartsRestartsAndFindsComplete() {
		String[] line = { "sync", "-p", "harbor/lighthouse", "--issue", "5,1", "--mr", "4", "--run-id", "nightly" };
		this.gate.answer((target) -> target.contains("/merge_requests/4/diffs"), 400, "{}");
		assertThat(this.home.run(line)).failedWithResult(ExitCode.RUN_FAILED);
		this.gate.answerNormally();
		CliResult restarted = this.home.run(line);
		assertThat(restarted).succeeded();
		assertThat(restarted.data().path("attempts").asInt()).isEqualTo(2);
		this.gate.forgetRequests();
		LoreProcess again = this.home.start(line);
		LoreProcess scheduler = this.home.start(JOB, "runId=nightly", "project=harbor/lighthouse", "issues=1,5",
				"mrs=4");
		LoreProcess human = this.home.start("sync", "-p", "harbor/lighthouse", "--issue", "1,5", "--mr", "4",
				"--run-id", "nightly", "--human");
		LoreProcess other = this.home.start(JOB, "runId=nightly", "project=harbor/lighthouse", "issues=1", "mrs=4");
		LoreProcess otherPhases = this.home.start("sync", "-p", "harbor/lighthouse", "--issue", "1,5", "--mr", "4",
				"--run-id", "nightly", "--no-embed");
		CliResult complete = again.await();
		assertThat(complete).succeeded();
		assertThat(complete.data().path("outcome").asString()).isEqualTo("already_complete");
		assertThat(scheduler.await()).succeeded();
		assertThat(human.await().stdout()).startsWith("run nightly  harbor/lighthouse  already complete");
		assertThat(other.await()).failedWith(ExitCode.NOT_RESTARTABLE);
		assertThat(otherPhases.await()).failedWith(ExitCode.NOT_RESTARTABLE);
		assertThat(this.gate.requests()).as("nothing is asked again").isEmpty();
		assertThat(this.home.database().number("SELECT count(*) FROM sync_runs")).isOne();
	}

	@Test
	void schedulerFormFollowsTheSameRules() {
		String database = this.home.currentFolder().resolve("mirror of harbor.db").toString();
		TestDatabase mirror = new TestDatabase(Path.of(database));
		String[] line = { JOB, "--lore.database=" + database, "--lore.gitlab.url=" + this.gate.url(), "runId=s1",
				"project=harbor/lighthouse", "issues=1,5,java.lang.String", "mrs=", "docs=false" };
		this.home.without("LORE_GITLAB_URL");
		this.gate.answer((target) -> target.contains("/issues/1/discussions"), 404, "{}");
		CliResult failed = this.home.run(line);
		assertThat(failed).failedWithResult(ExitCode.RUN_FAILED);
		assertThat(mirror.run("s1")).containsEntry("phase", "failed");
		this.gate.answerNormally();
		CliResult action = this.home.shell(failed.actions().get(0));
		assertThat(action).succeeded();
		assertThat(mirror.run("s1")).containsEntry("phase", "done").containsEntry("attempts", 2);
		assertThat(this.home.run(line)).succeeded();
		LoreProcess unknownJob = this.home.start("--spring.batch.job.name=nightlySync", "runId=x");
		LoreProcess noRunId = this.home.start(JOB, "project=a/b", "issues=1");
		LoreProcess badList = this.home.start(JOB, "runId=x", "project=a/b", "issues=1,,2");
		LoreProcess token = this.home.start(JOB, "runId=x", "--lore.gitlab.token=marked-secret-token", "project=a/b",
				"issues=1");
		assertThat(unknownJob.await()).failedWith(ExitCode.USAGE).hasMessageContaining("nightlySync");
		assertThat(noRunId.await()).failedWith(ExitCode.USAGE).hasMessageContaining("runId");
		assertThat(badList.await()).failedWith(ExitCode.USAGE);
		CliResult refused = token.await();
		assertThat(refused).failedWith(ExitCode.USAGE);
		assertThat(refused.stderr()).doesNotContain("marked-secret-token");
	}

	@Test
	void abandonedRunIsNeverRestarted() {
		String[] line = { "sync", "-p", "harbor/lighthouse", "--issue", "6", "--run-id", "lost" };
		assertThat(this.home.run(line)).failedWithResult(ExitCode.NOT_FOUND);
		this.home.without("LORE_GITLAB_TOKEN");
		CliResult abandoned = this.home.run("runs", "abandon", "lost");
		assertThat(abandoned).succeeded();
		assertThat(abandoned.data().path("changed").get(0).path("to").asString()).isEqualTo("ABANDONED");
		this.home.with("LORE_GITLAB_TOKEN", SampleTokens.FULL);
		assertThat(this.home.run("runs", "restart", "lost")).hasExitCode(ExitCode.NOT_RESTARTABLE)
			.hasError(ExitCode.NOT_RESTARTABLE);
		LoreProcess unknown = this.home.start("runs", "abandon", "nobody");
		assertThat(this.home.run(line)).hasExitCode(ExitCode.NOT_RESTARTABLE).hasMessageContaining("abandoned");
		assertThat(this.home.run("runs", "abandon", "lost")).failedWith(ExitCode.NOT_RESTARTABLE);
		assertThat(unknown.await()).failedWith(ExitCode.NOT_FOUND_LOCALLY);
		assertThat(this.home.database().count("run_leases")).isZero();
	}

}
