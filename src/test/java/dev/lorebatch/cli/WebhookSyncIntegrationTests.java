package dev.lorebatch.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

import static org.assertj.core.api.Assertions.assertThat;

class WebhookSyncIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	private static final String OTHER = "harbor/tools/rope-kit";

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private String token = SampleTokens.FULL;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
	}

	@AfterEach
	void stop() {
		this.sample.close();
	}

	@Test
	void exactlyWhatTheBodiesNameIsSynced() throws IOException {
		write(issue(PROJECT, 5), noteOn(PROJECT, "issue", "Issue", 1), issue(PROJECT, 5),
				noteOn(PROJECT, "merge_request", "MergeRequest", 4), "{\"object_kind\":\"pipeline\"}");
		InProcess.Ended ended = run("--run-id", "r1");
		assertThat(ended.exitCode()).as(ended.toString()).isZero();
		JsonNode data = data(ended);
		assertThat(data.path("bodies").asInt()).isEqualTo(5);
		assertThat(data.path("ignored").toString()).isEqualTo("{\"pipeline\":1}");
		assertThat(data.path("runs")).hasSize(1);
		JsonNode run = data.path("runs").get(0);
		assertThat(run.path("run_id").asString()).isEqualTo("r1");
		assertThat(run.path("mode").asString()).isEqualTo("surgical");
		assertThat(run.path("entities")).extracting((entity) -> entity.path("kind").asString() + entity.path("iid"))
			.containsExactly("issue1", "issue5", "merge_request4");
		assertThat(data(run("--run-id", "r1")).path("runs").get(0).path("outcome").asString())
			.isEqualTo("already_complete");
		assertThat(command("sync", "-p", PROJECT, "--issue", "1,5", "--mr", "4", "--run-id", "r1").exitCode())
			.as("it is the request one could have typed")
			.isZero();
	}

	@Test
	void everyProjectHasARunOfItsOwn() throws IOException {
		write(issue(OTHER, 1), issue(PROJECT, 5));
		JsonNode data = data(run("--run-id", "hooks", "--no-docs"));
		assertThat(data.path("runs"))
			.extracting((run) -> run.path("run_id").asString() + " " + run.path("project").asString())
			.containsExactly("hooks-1 harbor/lighthouse", "hooks-2 harbor/tools/rope-kit");
		write(issue(PROJECT, 5), issue(OTHER, 1), issue(PROJECT, 5));
		assertThat(data(run("--run-id", "hooks", "--no-docs")).path("runs"))
			.extracting((run) -> run.path("outcome").asString())
			.containsOnly("already_complete");
		assertThat(data(run()).path("runs")).extracting((run) -> run.path("run_id").asString())
			.doesNotHaveDuplicates()
			.allMatch((id) -> id.length() == 26);
		InProcess.Ended tooLong = run("--run-id", "x".repeat(63));
		assertThat(tooLong.exitCode()).isEqualTo(ExitCode.USAGE.number());
	}

	@Test
	void aProjectThatFailsDoesNotKeepTheOthersFromBeingSynced() throws IOException {
		write(issue("harbor/aaa-gone", 1), issue(PROJECT, 5), issue(PROJECT, 99), issue(OTHER, 1));
		InProcess.Ended ended = run("--run-id", "r");
		assertThat(ended.exitCode()).isEqualTo(ExitCode.NOT_FOUND.number());
		assertThat(data(ended).path("runs")).extracting((run) -> run.path("status").asString())
			.containsExactly("failed", "failed", "completed");
		JsonNode error = JsonMapper.shared().readTree(ended.stderr()).path("error");
		assertThat(error.path("message").asString()).startsWith("2 of 3 runs failed: harbor/aaa-gone: ");
		assertThat(data(ended).path("recovery_actions").toString()).contains("sync -p harbor/lighthouse --issue 5");
		assertThat(ended.stderr()).hasLineCount(1);
	}

	@Test
	void aSingleRunThatFailsSaysWhatItAlwaysSays() throws IOException {
		write(issue(PROJECT, 5), issue(PROJECT, 99));
		InProcess.Ended ended = run("--run-id", "r1");
		assertThat(ended.exitCode()).isEqualTo(ExitCode.NOT_FOUND.number());
		JsonNode error = JsonMapper.shared().readTree(ended.stderr()).path("error");
		assertThat(error.path("run_id").asString()).isEqualTo("r1");
		assertThat(error.path("entities").get(0).path("iid").asInt()).isEqualTo(99);
	}

	@Test
	void oneBadBodyAndNothingIsSynced() throws IOException {
		write(issue(PROJECT, 5), "{\"object_kind\":\"issue\",", issue(PROJECT, 1));
		InProcess.Ended ended = run();
		assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE.number());
		assertThat(ended.stdout()).isEmpty();
		assertThat(ended.stderr()).contains("line 3").hasLineCount(1);
		write(issue(PROJECT, 5), issue(PROJECT, 1).replace(this.sample.url().toString(), "http://169.254.169.254"));
		assertThat(run().exitCode()).isEqualTo(ExitCode.USAGE.number());
		assertThat(this.sample.requests()).isEmpty();
		assertThat(this.folder.resolve("lore.db")).doesNotExist();
	}

	@Test
	void nothingToDoNeedsNeitherTokenNorDatabase() throws IOException {
		this.token = "";
		for (String bodies : new String[] { "", "{\"object_kind\":\"push\"}" }) {
			write(bodies);
			InProcess.Ended ended = run();
			assertThat(ended.exitCode()).as(ended.toString()).isZero();
			assertThat(data(ended).path("runs")).isEmpty();
		}
		assertThat(this.folder.resolve("lore.db")).doesNotExist();
		write(issue(PROJECT, 5));
		assertThat(run().exitCode()).isEqualTo(ExitCode.TOKEN_NOT_SET.number());
	}

	@Test
	void theDryRunShowsEveryPlan() throws IOException {
		write(issue(OTHER, 1), issue(PROJECT, 5), noteOn(PROJECT, "merge_request", "MergeRequest", 4));
		JsonNode data = data(run("--dry-run"));
		assertThat(data.path("dry_run").asBoolean()).isTrue();
		assertThat(data.path("plans")).extracting((plan) -> plan.path("project").asString())
			.containsExactly(PROJECT, OTHER);
		assertThat(data.path("plans").get(0).path("issues").toString()).isEqualTo("[5]");
		assertThat(run("--dry-run", "--human").stdout()).contains("3 webhook bodies",
				"plan   1 issues and 1 merge requests of " + PROJECT);
		assertThat(this.sample.connections()).isZero();
		assertThat(this.folder.resolve("lore.db")).doesNotExist();
	}

	@Test
	void bodiesComeFromStdin() {
		InputStream stdin = System.in;
		try {
			System.setIn(new ByteArrayInputStream(issue(PROJECT, 5).getBytes(StandardCharsets.UTF_8)));
			assertThat(data(command("sync", "--from-webhook", "-")).path("runs")).hasSize(1);
			assertThat(command("sync", "--from-webhook", "-", "--token-file", "-").exitCode())
				.isEqualTo(ExitCode.USAGE.number());
		}
		finally {
			System.setIn(stdin);
		}
	}

	@Test
	void whatDoesNotGoTogetherIsRefused() throws IOException {
		write(issue(PROJECT, 5));
		assertThat(run("-p", PROJECT).exitCode()).isEqualTo(ExitCode.USAGE.number());
		assertThat(run("--issue", "1").exitCode()).isEqualTo(ExitCode.USAGE.number());
		assertThat(run("--mr", "1").exitCode()).isEqualTo(ExitCode.USAGE.number());
		assertThat(run("--preflight-only").exitCode()).isEqualTo(ExitCode.USAGE.number());
		assertThat(command("sync", "--from-webhook", "none.json").exitCode()).isEqualTo(ExitCode.IO.number());
		assertThat(command("sync", "--from-webhook", ".").exitCode()).isEqualTo(ExitCode.IO.number());
		assertThat(command("sync", "--from-webhook", "a\0b").exitCode()).isEqualTo(ExitCode.CONFIG_INVALID.number());
		assertThat(this.sample.requests()).isEmpty();
	}

	@Test
	void whatTheBodySaysOfTheIssueIsNotBelieved() throws IOException {
		this.sample.project(PROJECT)
			.issue(5)
			.edit(Instant.parse("2026-12-01T10:00:00Z"), (edit) -> edit.title("As GitLab has it"));
		write(issue(PROJECT, 5).replace("\"iid\":5", "\"iid\":5,\"title\":\"As the body has it\""));
		assertThat(run().exitCode()).isZero();
		assertThat(data(command("issue", "5", "-p", PROJECT)).path("title").asString()).isEqualTo("As GitLab has it");
	}

	private String issue(String project, long iid) {
		return "{\"object_kind\":\"issue\",\"event_type\":\"issue\",%s,\"object_attributes\":{\"iid\":%d}}"
			.formatted(project(project), iid);
	}

	private String noteOn(String project, String field, String type, long iid) {
		return ("{\"object_kind\":\"note\",\"event_type\":\"confidential_note\",%s,"
				+ "\"object_attributes\":{\"noteable_type\":\"%s\"},\"%s\":{\"iid\":%d}}")
			.formatted(project(project), type, field, iid);
	}

	private String project(String path) {
		return "\"project\":{\"path_with_namespace\":\"%s\",\"web_url\":\"%s/%s\"}".formatted(path, this.sample.url(),
				path);
	}

	private void write(String... bodies) throws IOException {
		Files.writeString(this.folder.resolve("bodies.ndjson"), String.join("\n", bodies));
	}

	private static JsonNode data(InProcess.Ended ended) {
		return JsonMapper.shared().readTree(ended.stdout()).path("data");
	}

	private InProcess.Ended run(String... options) {
		String[] arguments = new String[options.length + 3];
		System.arraycopy(new String[] { "sync", "--from-webhook", "bodies.ndjson" }, 0, arguments, 0, 3);
		System.arraycopy(options, 0, arguments, 3, options.length);
		return command(arguments);
	}

	private InProcess.Ended command(String... arguments) {
		Map<String, String> variables = Map.of("LORE_GITLAB_URL", this.sample.url().toString(), "LORE_GITLAB_TOKEN",
				this.token, "LORE_DATABASE", this.folder.resolve("lore.db").toString(), "HOME", this.folder.toString());
		return InProcess.run(new Surroundings(variables, this.folder), arguments);
	}

}
