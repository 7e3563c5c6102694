package dev.lorebatch.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.config.Surroundings;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How fresh an entity is that a run of whole projects fetched: as fresh as that run,
 * which notes when it began.
 */
class FreshnessIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	@TempDir
	Path folder;

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	private FaultyGitLab gitlab;

	@BeforeEach
	void start() throws Exception {
		this.gitlab = new FaultyGitLab(this.sample.url());
	}

	@AfterEach
	void stop() {
		this.gitlab.close();
		this.sample.close();
	}

	@Test
	void whatASyncOfTheProjectFetchedIsAsOldAsThatRun() throws Exception {
		run("sync", "-p", PROJECT, "--run-id", "nightly");
		InProcess.Ended shown = run("issue", "5", "-p", PROJECT, "--max-age", "15m");
		assertThat(shown.exitCode()).as(shown.toString()).isZero();
		JsonNode freshness = freshness(shown);
		assertThat(freshness.path("age_seconds").asLong(-1)).isBetween(0L, 600L);
		assertThat(freshness.path("dependents").path("run_id").asString()).isEqualTo("nightly");
		assertThat(freshness.path("header").path("run_id").asString()).isEqualTo("nightly");
		assertThat(freshness.path("dependents").path("verification").asString()).isEqualTo("unproven");
		assertThat(run("issue", "5", "-p", PROJECT, "--human").stdout())
			.containsPattern("fresh: all fetched .* ago by run nightly of whole projects, or later, unproven");
		execute("UPDATE BATCH_JOB_EXECUTION SET CREATE_TIME = CREATE_TIME - 3600000");
		InProcess.Ended stale = run("issue", "5", "-p", PROJECT, "--max-age", "15m");
		assertThat(stale.exitCode()).isEqualTo(ExitCode.HEALTH_CHECK_FAILED.number());
		assertThat(stale.stderr()).contains("was fetched 60 min ago, which is longer than --max-age");
	}

	@Test
	void aRestartIsAsOldAsTheFirstAttempt() throws Exception {
		this.gitlab.intercept((path) -> path.contains("/issues/5/") ? Answer.of(500, "{}") : null);
		assertThat(run("sync", "-p", PROJECT, "--run-id", "nightly").exitCode()).isNotZero();
		execute("UPDATE BATCH_JOB_EXECUTION SET CREATE_TIME = CREATE_TIME - 7200000");
		this.gitlab.intercept((path) -> null);
		assertThat(run("runs", "restart", "nightly").exitCode()).isZero();
		assertThat(freshness(run("issue", "5", "-p", PROJECT)).path("age_seconds").asLong()).isGreaterThan(7_199);
	}

	@Test
	void whatFailedInItHasNoAge() {
		this.gitlab.intercept((path) -> path.contains("/issues/5/") ? Answer.of(500, "{}") : null);
		run("sync", "-p", PROJECT, "--run-id", "nightly");
		InProcess.Ended shown = run("issue", "5", "-p", PROJECT, "--max-age", "15m");
		assertThat(shown.exitCode()).isEqualTo(ExitCode.HEALTH_CHECK_FAILED.number());
		assertThat(freshness(shown).path("age_seconds").isNull()).isTrue();
		assertThat(run("issue", "1", "-p", PROJECT, "--max-age", "15m").exitCode()).isZero();
	}

	@Test
	void theNewerOfTwoRunsCountsWhateverTheirKinds() {
		run("sync", "-p", PROJECT, "--issue", "5", "--run-id", "named");
		run("sync", "-p", PROJECT, "--full", "--run-id", "nightly");
		JsonNode later = freshness(run("issue", "5", "-p", PROJECT));
		assertThat(later.path("dependents").path("run_id").asString()).isEqualTo("nightly");
		run("sync", "-p", PROJECT, "--issue", "5", "--run-id", "again");
		JsonNode latest = freshness(run("issue", "5", "-p", PROJECT));
		assertThat(latest.path("dependents").path("run_id").asString()).isEqualTo("again");
		assertThat(latest.path("dependents").path("verification").asString()).isEqualTo("verified");
	}

	/**
	 * Sets of a view that nobody knows are marked complete once another run owes them.
	 */
	@Test
	void setsOfAnUnknownViewProveNoFetch() throws Exception {
		run("sync", "-p", PROJECT, "--run-id", "nightly");
		execute("UPDATE dependent_states SET view_id = 0");
		assertThat(freshness(run("issue", "5", "-p", PROJECT)).path("age_seconds").isNull()).isTrue();
	}

	/**
	 * Such a run says nothing about changes before.
	 */
	@Test
	void whatARunListedSinceSomeTimeHasNoAge() {
		this.sample.project(PROJECT).issue(5).addNote(Instant.now(), "keeper", "just now");
		run("sync", "-p", PROJECT, "--since", "1h", "--run-id", "since");
		assertThat(freshness(run("issue", "5", "-p", PROJECT)).path("age_seconds").isNull()).isTrue();
		assertThat(run("issue", "5", "-p", PROJECT, "--human").stdout())
			.contains("fresh: all fetched at a time that is not known");
		assertThat(run("issue", "5", "-p", PROJECT, "--max-age", "1d").stderr())
			.contains("was fetched by a run that does not tell how old it is, which counts as longer than --max-age");
	}

	private void execute(String sql) throws SQLException {
		try (Connection mirror = DriverManager.getConnection("jdbc:sqlite:" + this.folder.resolve("lore.db"));
				Statement statement = mirror.createStatement()) {
			statement.executeUpdate(sql);
		}
	}

	private static JsonNode freshness(InProcess.Ended ended) {
		return JsonMapper.shared().readTree(ended.stdout()).path("data").path("freshness");
	}

	private InProcess.Ended run(String... arguments) {
		Map<String, String> variables = Map.of("LORE_GITLAB_URL", this.gitlab.url().toString(), "LORE_GITLAB_TOKEN",
				SampleTokens.FULL, "LORE_DATABASE", this.folder.resolve("lore.db").toString(), "HOME",
				this.folder.toString(), "LORE_GITLAB_RETRY_MAX_ATTEMPTS", "1");
		return InProcess.run(new Surroundings(variables, this.folder), arguments);
	}

}
