package dev.lorebatch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.config.Settings;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProjectChoiceTests {

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource({ "group/project,group/project", "/group/sub/project/,group/sub/project", "42,42",
			"group%2Fproject,group/project", "gruppe/über-projekt,gruppe/über-projekt", "a/b.c_d-e,a/b.c_d-e" })
	void acceptsPathsAndIds(String given, String wanted) throws IOException {
		assertThat(ProjectChoice.choose(given, configured(""))).isEqualTo(wanted);
	}

	@ParameterizedTest
	@ValueSource(strings = { "project", "", "/", "a//b", "a/b?c", "../x/y", "a/b\nc", "0", "a/b#1" })
	void refusesWhatIsNoProject(String given) throws IOException {
		LoreEnvironment none = configured("");
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> ProjectChoice.choose(given, none))
			.satisfies((failure) -> {
				assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
				assertThat(failure.getMessage()).doesNotContain("\n");
			});
	}

	@Test
	void theOnlyConfiguredProjectIsMeant() throws IOException {
		assertThat(ProjectChoice.choose(null, configured("- path: g/one"))).isEqualTo("g/one");
	}

	@Test
	void severalConfiguredProjectsAreAmbiguous() throws IOException {
		LoreEnvironment two = configured("- path: g/one\n    - path: g/two");
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> ProjectChoice.choose(null, two))
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.AMBIGUOUS));
	}

	private LoreEnvironment configured(String projects) throws IOException {
		Path file = this.folder.resolve("lore.yml");
		Files.writeString(file, projects.isEmpty() ? "lore: {}\n" : "lore:\n  projects:\n    " + projects + "\n");
		return LoreEnvironment.load(new Settings(), file);
	}

}
