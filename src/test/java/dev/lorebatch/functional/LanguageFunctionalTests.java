package dev.lorebatch.functional;

import java.nio.file.Path;

import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Languages that write numbers with digits of their own.
 */
class LanguageFunctionalTests {

	@TempDir
	Path folder;

	@Test
	void aLanguageWithDigitsOfItsOwnChangesNothing() {
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults())) {
			LoreHome home = LoreHome.of(this.folder, sample.url())
				.with("JAVA_OPTS", "-Duser.language=ar -Duser.country=EG");
			assertThat(home.run("sync", "-p", "harbor/lighthouse", "--issue", "1", "--run-id", "r1")).succeeded();
			assertThat(home.run("runs", "show", "r1")).succeeded();
			assertThat(home.run("sync", "-p", "harbor/lighthouse", "--issue", "1", "--dry-run", "--human").stdout())
				.contains("1 issues and 0 merge requests");
		}
	}

}
