package dev.lorebatch.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.config.Surroundings;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.ShellWords;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for what {@code runs show} says to run next.
 */
class RunsShowIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	@TempDir
	Path folder;

	private SampleGitLab sample;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
	}

	@AfterEach
	void stop() {
		this.sample.close();
	}

	@Test
	void aCompleteRunNeedsNothing() {
		assertThat(run("sync", "-p", PROJECT, "--issue", "1", "--run-id", "r").exitCode()).isZero();
		assertThat(actions("r")).isEmpty();
		assertThat(run("runs", "show", "r", "--human").stderr()).doesNotContain("next:");
	}

	@Test
	void aFailedRunIsRestartedByTheCommandAsPrinted() {
		InProcess.Ended failed = run("sync", "-p", PROJECT, "--issue", "404404", "--run-id", "r");
		assertThat(failed.exitCode()).isEqualTo(ExitCode.NOT_FOUND.number());
		assertThat(actions("r")).singleElement().asString().contains("runs restart r");
		List<String> words = ShellWords.split(actions("r").get(0)).get(0);
		int program = words.indexOf("runs");
		assertThat(run(words.subList(program, words.size()).toArray(String[]::new)).exitCode())
			.isEqualTo(ExitCode.NOT_FOUND.number());
		assertThat(run("runs", "show", "r", "--human").stderr()).contains("next: ", "runs restart r");
	}

	@Test
	void aRunThatWasGivenUpNeedsNothing() {
		run("sync", "-p", PROJECT, "--issue", "404404", "--run-id", "r");
		assertThat(run("runs", "abandon", "r").exitCode()).isZero();
		assertThat(actions("r")).isEmpty();
	}

	@Test
	void aRunWithoutVectorsNeedsEmbed() {
		Map<String, String> ollama = Map.of("LORE_EMBEDDING_PROVIDER", "ollama", "LORE_EMBEDDING_URL",
				"http://127.0.0.1:1", "LORE_EMBEDDING_MODEL", "any", "LORE_EMBEDDING_RETRY_INITIALWAIT", "1ms");
		assertThat(run(ollama, "sync", "-p", PROJECT, "--issue", "1", "--run-id", "r").exitCode()).isZero();
		assertThat(actions("r")).singleElement().asString().contains(" embed");
	}

	private List<String> actions(String runId) {
		InProcess.Ended show = run("runs", "show", runId);
		assertThat(show.exitCode()).as(show.toString()).isZero();
		List<String> commands = new ArrayList<>();
		JsonMapper.shared()
			.readTree(show.stdout())
			.path("data")
			.required("recovery_actions")
			.forEach((action) -> commands.add(action.path("command").asString()));
		return commands;
	}

	private InProcess.Ended run(String... arguments) {
		return run(Map.of(), arguments);
	}

	private InProcess.Ended run(Map<String, String> more, String... arguments) {
		Map<String, String> variables = new HashMap<>(more);
		variables.putAll(Map.of("LORE_GITLAB_URL", this.sample.url().toString(), "LORE_GITLAB_TOKEN", SampleTokens.FULL,
				"LORE_DATABASE", this.folder.resolve("lore.db").toString(), "HOME", this.folder.toString()));
		return InProcess.run(new Surroundings(variables, this.folder), arguments);
	}

}
