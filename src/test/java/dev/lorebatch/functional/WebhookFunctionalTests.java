package dev.lorebatch.functional;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged program reads bodies from its stdin, and audits what it mirrored.
 */
class WebhookFunctionalTests {

	@TempDir
	Path folder;

	@Test
	void bodiesOnStdinAreSyncedAndVerified() {
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults())) {
			LoreHome home = LoreHome.of(this.folder, sample.url());
			String body = """
					{"object_kind":"merge_request","project":{"path_with_namespace":"harbor/lighthouse"},
					 "object_attributes":{"iid":4}}
					""";
			LoreProcess process = home.startWithInput(body + body.replace(":4", ":13"), "sync", "--from-webhook", "-");
			CliResult synced = process.await();
			assertThat(synced).succeeded();
			assertThat(home.database().count("merge_requests")).isEqualTo(2);
			assertThat(home.run("verify")).succeeded();
			assertThat(home.startWithInput("\0{", "sync", "--from-webhook", "-").await()).failedWith(ExitCode.USAGE)
				.hasMessageContaining("line 1");
		}
	}

}
