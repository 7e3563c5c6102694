package dev.lorebatch.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.config.Surroundings;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.FaultyGitLab.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the commands say of an issue whose sets are not all proven.
 */
class UnprovenIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	private static final String DISCUSSIONS = "/api/v4/projects/7101/issues/5/discussions";

	private static final Answer NOTHING = new Answer(200, "[]",
			List.of(new Header("X-Next-Page", ""), new Header("X-Page", "1"), new Header("X-Total", "0")));

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	@BeforeEach
	void start() throws Exception {
		this.gitlab = new FaultyGitLab(this.sample.url());
		this.sample.project(PROJECT).issue(5).addNote(Instant.parse("2026-11-20T10:00:00Z"), "keeper", "A note");
	}

	@AfterEach
	void stop() {
		this.gitlab.close();
		this.sample.close();
	}

	@Test
	void anIssueSaysWhichOfItsSetsARunCouldNotProve() {
		this.gitlab.intercept((path) -> path.equals(DISCUSSIONS) ? NOTHING : null);
		run(0, "sync", "-p", PROJECT, "--no-embed", "--run-id", "nightly");
		JsonNode sets = sets(5);
		assertThat(sets.path("complete").asBoolean()).isFalse();
		assertThat(sets.path("run_id").asString()).isEqualTo("nightly");
		assertThat(sets.path("unproven").asString()).startsWith("discussions: GitLab counts ")
			.endsWith(" notes of people, its list has 0");
		assertThat(human(5))
			.contains("unproven: run nightly found no proof that all of it is here: discussions: GitLab");
		this.gitlab.intercept((path) -> null);
		run(0, "sync", "-p", PROJECT, "--no-embed", "--run-id", "next");
		assertThat(sets(5).path("complete").asBoolean()).isTrue();
		assertThat(sets(5).path("unproven").isNull()).isTrue();
		assertThat(human(5)).doesNotContain("unproven:", "incomplete:");
	}

	@Test
	void anIssueSaysThatARunStillOwesItsSets() {
		this.gitlab.intercept((path) -> path.equals(DISCUSSIONS) ? Answer.of(400, "{}") : null);
		run(21, "sync", "-p", PROJECT, "--no-embed", "--run-id", "nightly");
		assertThat(sets(5).path("complete").asBoolean()).isFalse();
		assertThat(sets(5).path("unproven").isNull()).isTrue();
		assertThat(human(5)).contains("incomplete: run nightly has not fetched all of it");
		assertThat(sets(1).path("complete").asBoolean()).isTrue();
	}

	@Test
	void aMergeRequestSaysWhichOfItsSetsTheTokenMayNotRead() {
		this.gitlab.intercept((path) -> path.endsWith("/merge_requests/4/diffs")
				? Answer.of(403, "{\"message\":\"403 Forbidden\"}") : null);
		JsonNode run = data(run(0, "sync", "-p", PROJECT, "--mr", "4", "--no-embed", "--run-id", "s1"));
		JsonNode entity = run.path("entities").path(0);
		assertThat(entity.path("outcome").asString()).isEqualTo("synced");
		assertThat(entity.path("verification").asString()).isEqualTo("unproven");
		assertThat(entity.path("http_status").asInt()).isEqualTo(403);
		assertThat(entity.path("refused").path("diffs").path("message").asString()).contains("HTTP 403, 403 Forbidden");
		assertThat(run.path("warnings").path(0).asString())
			.contains("GitLab refuses to this token diffs (HTTP 403) of !4");
		assertThat(run.path("recovery_actions").toString()).as("looking again would not help")
			.doesNotContain("look again");
		JsonNode freshness = data(run(0, "mr", "4", "-p", PROJECT, "--max-age", "1h")).path("freshness");
		assertThat(freshness.path("sets").path("complete").asBoolean()).isFalse();
		assertThat(freshness.path("sets").path("refused").path("diffs").path("http_status").asInt()).isEqualTo(403);
		assertThat(freshness.path("dependents").path("completed_at").isNull()).isTrue();
		assertThat(run(0, "mr", "4", "-p", PROJECT, "--human").stdout())
			.contains("fresh: all but diffs (HTTP 403) fetched", "unproven",
					"refused: GitLab did not give run s1 diffs (HTTP 403); what was known of it before is shown")
			.doesNotContain("incomplete:");
		assertThat(run(0, "runs", "show", "s1", "--human").stdout()).contains("!4       synced",
				"refused: diffs (HTTP 403)");
	}

	@Test
	void aFailureThatStaysIsNothingToTryAgain() {
		this.gitlab
			.intercept((path) -> path.equals(DISCUSSIONS) ? Answer.of(400, "{\"message\":\"400 Bad request\"}") : null);
		JsonNode error = JsonMapper.shared()
			.readTree(run(21, "sync", "-p", PROJECT, "--no-embed", "--run-id", "nightly").stderr()
				.lines()
				.reduce("", (first, last) -> last))
			.path("error");
		assertThat(error.path("retryable").asBoolean()).isFalse();
		assertThat(error.path("suggestion").asString()).doesNotContain("restart the run");
		JsonNode failure = error.path("failures").path(0).path("error");
		assertThat(failure.path("http_status").asInt()).isEqualTo(400);
		assertThat(failure.path("retryable").asBoolean()).isFalse();
	}

	@Test
	void anIssueThatTwoViewsReadHasTheSetsOfTheLastOne() {
		run(0, "sync", "-p", PROJECT, "--issue", "5", "--no-embed", "--run-id", "first");
		this.sample.access().setLevel("keeper", 10);
		run(0, "sync", "-p", PROJECT, "--issue", "5", "--no-embed", "--run-id", "second");
		assertThat(sets(5).path("run_id").asString()).isEqualTo("second");
	}

	private JsonNode sets(long iid) {
		return JsonMapper.shared()
			.readTree(run(0, "issue", String.valueOf(iid), "-p", PROJECT).stdout())
			.path("data")
			.path("freshness")
			.path("sets");
	}

	private static JsonNode data(InProcess.Ended ended) {
		return JsonMapper.shared().readTree(ended.stdout()).path("data");
	}

	private String human(long iid) {
		return run(0, "issue", String.valueOf(iid), "-p", PROJECT, "--human").stdout();
	}

	private InProcess.Ended run(int exitCode, String... arguments) {
		Map<String, String> variables = Map.of("LORE_GITLAB_URL", this.gitlab.url().toString(), "LORE_GITLAB_TOKEN",
				SampleTokens.FULL, "LORE_DATABASE", this.folder.resolve("lore.db").toString(), "HOME",
				this.folder.toString());
		InProcess.Ended ended = InProcess.run(new Surroundings(variables, this.folder), arguments);
		assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(exitCode);
		return ended;
	}

}
