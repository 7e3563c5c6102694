package dev.lorebatch.functional;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Searching and reading the mirror.
 */
class SearchFunctionalTests {

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
	void whatWasSyncedIsFoundListedShownAndRelated() {
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "1,5,7", "--mr", "4", "--run-id", "r1"))
			.succeeded();
		this.home.without("LORE_GITLAB_TOKEN");
		int connections = this.sample.connections();
		Map<String, String> before = this.home.database().fingerprint();

		CliResult found = this.home.run("search", "duty", "phone", "--explain");
		assertThat(found).succeeded();
		assertThat(found.data().path("mode").asString()).isEqualTo("hybrid");
		assertThat(found.data().path("hits").get(0).path("reference").asString()).isEqualTo("harbor/lighthouse#5");
		assertThat(found.data().path("hits").get(0).path("why").path("lexical").path("rank").asInt()).isOne();
		for (String reference : List.of("!4", "#5", "harbor/lighthouse!4")) {
			CliResult named = this.home.run("search", reference);
			assertThat(named.data().path("hits").get(0).path("reference").asString()).as("first of all what is named")
				.endsWith(reference);
			assertThat(named.data().path("mode").asString()).isEqualTo("lexical");
		}
		CliResult filtered = this.home.run("search", "phone", "--kind", "mr", "--path", "relay/", "--label", "alarm",
				"--label", "bug", "--fields", "reference");
		assertThat(filtered.data().path("hits").toString()).isEqualTo("[{\"reference\":\"harbor/lighthouse!4\"}]");
		CliResult nothing = this.home.run("search", "xylophone", "--mode", "lexical");
		assertThat(nothing).succeeded();
		assertThat(nothing.data().path("hits")).isEmpty();
		assertThat(this.home.run("search", "Retry-After", "--human").stdout()).contains("harbor/lighthouse#5",
				"issue, opened");

		CliResult issue = this.home.run("issue", "#5", "--max-age", "1d");
		assertThat(issue).succeeded();
		assertThat(issue.data().path("freshness").path("dependents").path("run_id").asString()).isEqualTo("r1");
		assertThat(issue.data().path("references").toString()).contains("harbor/lighthouse!4");
		CliResult old = this.home.run("mr", "harbor/lighthouse!4", "--max-age", "0s");
		assertThat(old).failedWithResult(ExitCode.HEALTH_CHECK_FAILED);
		assertThat(old.data().path("files")).hasSize(3);
		assertThat(old.actions().get(0)).contains("sync -p harbor/lighthouse --mr 4");
		assertThat(this.home.run("issues", "--state", "closed", "--sort", "iid", "--asc").data().path("issues"))
			.extracting((entry) -> entry.path("iid").asInt())
			.containsExactly(1, 7);
		assertThat(this.home.run("related", "5").data().path("related").get(0).path("reference").asString())
			.isEqualTo("harbor/lighthouse!4");
		CliResult missing = this.home.run("issue", "9");
		assertThat(missing).failedWith(ExitCode.NOT_FOUND_LOCALLY);
		assertThat(missing.actions().get(0)).contains("sync -p harbor/lighthouse --issue 9");
		assertThat(this.sample.connections()).as("no network").isEqualTo(connections);
		assertThat(this.home.database().fingerprint()).as("reading changes nothing").isEqualTo(before);
	}

	@Test
	void theSameNumberInTwoProjectsIsAmbiguous() {
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "1")).succeeded();
		assertThat(this.home.run("sync", "-p", "harbor/tools/rope-kit", "--issue", "1")).succeeded();
		assertThat(this.home.run("issue", "1")).failedWith(ExitCode.AMBIGUOUS);
		assertThat(this.home.run("issue", "1", "-p", "harbor/lighthouse")).succeeded();
	}

	@Test
	void whatIsConfidentialCannotBeFoundAfterItIsDropped() {
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "10,1")).succeeded();
		CliResult before = this.home.run("search", "harbor/lighthouse#10");
		assertThat(before.data().path("hits").get(0).path("reference").asString()).isEqualTo("harbor/lighthouse#10");
		this.home.with("LORE_CONFIDENTIAL", "drop");
		assertThat(this.home.run("docs", "rebuild")).succeeded();
		CliResult after = this.home.run("search", "harbor/lighthouse#10", "--fields", "reference");
		assertThat(after).succeeded();
		assertThat(after.data().path("hits").toString()).doesNotContain("#10");
	}

	@Test
	void whatCannotBeIsSaidInOneLine() {
		assertThat(this.home.run("search", "tide")).failedWith(ExitCode.NOT_FOUND_LOCALLY);
		assertThat(this.home.run("issue", "5", "-p", "a/b").actions().get(0)).contains("sync -p a/b --issue 5");
		assertThat(this.home.files()).isEmpty();
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "1")).succeeded();
		assertThat(this.home.run("search", "?!")).failedWith(ExitCode.USAGE);
		assertThat(this.home.run("search", "a AND", "--raw")).failedWith(ExitCode.USAGE);
		assertThat(this.home.run("search", "tide", "--fields", "nope")).failedWith(ExitCode.USAGE)
			.hasMessageContaining("nope");
		assertThat(this.home.run("search", "tide", "-n", "0")).failedWith(ExitCode.USAGE);
		assertThat(this.home.run("search", "tide", "--updated-since", "soon")).failedWith(ExitCode.USAGE);
	}

}
