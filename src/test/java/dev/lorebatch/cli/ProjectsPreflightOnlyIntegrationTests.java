package dev.lorebatch.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.config.Surroundings;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looking at whole projects without writing.
 */
class ProjectsPreflightOnlyIntegrationTests {

	private static final String PROJECT = "harbor/tools/rope-kit";

	@TempDir
	Path folder;

	@Test
	void saysWhatReadingAllOfItCosts() {
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults())) {
			SampleProject project = sample.project(PROJECT);
			int issues = project.issueIids().size();
			int mergeRequests = project.mergeRequestIids().size();
			int requests = 2 + 5 * issues + 6 * mergeRequests;
			assertPrice(data(run(sample, PROJECT)), issues + mergeRequests, requests, false);
			assertThat(sample.requests()).as("the project, and one for each total").hasSize(3);
			assertThat(run(sample, PROJECT, "--human").stdout())
				.contains("all of it: %d issues and merge requests, about %d requests".formatted(issues + mergeRequests,
						requests));
			assertThat(this.folder.resolve("lore.db")).doesNotExist();
		}
	}

	@Test
	void saysThatItMayBeMoreWhereGitLabDoesNotCount() {
		GeneratedProject generated = new GeneratedProject("bench/long", 10_001, 3, 0, 7);
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults().withGenerated(generated))) {
			assertPrice(data(run(sample, "bench/long")), 10_000 + 3, 100 + 5 * 10_000 + 1 + 6 * 3, true);
			assertThat(run(sample, "bench/long", "--human").stdout()).contains("all of it: at least 10,003 issues");
		}
	}

	@Test
	void aTotalThatGitLabRefusesIsMissingInThePrice() throws IOException {
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());
				FaultyGitLab between = new FaultyGitLab(sample.url())) {
			int issues = sample.project(PROJECT).issueIids().size();
			between.intercept((path) -> path.endsWith("/merge_requests")
					? Answer.of(403, "{\"message\":\"403 Forbidden\"}") : null);
			assertPrice(data(run(between.url(), PROJECT)), issues, 1 + 5 * issues + 1, true);
		}
	}

	private static void assertPrice(JsonNode data, int entities, int requests, boolean atLeast) {
		for (JsonNode price : new JsonNode[] { data.path("price_of_all"),
				data.path("projects").get(0).path("price_of_all") }) {
			assertThat(price.path("entities").asInt()).isEqualTo(entities);
			assertThat(price.path("requests").asInt()).isEqualTo(requests);
			assertThat(price.path("at_least").asBoolean()).isEqualTo(atLeast);
		}
	}

	private static JsonNode data(InProcess.Ended ended) {
		return JsonMapper.shared().readTree(ended.stdout()).path("data");
	}

	private InProcess.Ended run(SampleGitLab sample, String project, String... more) {
		return run(sample.url(), project, more);
	}

	private InProcess.Ended run(URI gitlab, String project, String... more) {
		Map<String, String> variables = Map.of("LORE_GITLAB_URL", gitlab.toString(), "LORE_GITLAB_TOKEN",
				SampleTokens.FULL, "LORE_DATABASE", this.folder.resolve("lore.db").toString(), "HOME",
				this.folder.toString());
		String[] arguments = Stream.concat(Stream.of("sync", "-p", project, "--preflight-only"), Stream.of(more))
			.toArray(String[]::new);
		InProcess.Ended ended = InProcess.run(new Surroundings(variables, this.folder), arguments);
		assertThat(ended.exitCode()).as(ended.toString()).isZero();
		return ended;
	}

}
