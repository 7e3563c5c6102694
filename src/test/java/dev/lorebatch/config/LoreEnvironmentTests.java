package dev.lorebatch.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LoreEnvironmentTests {

	@TempDir
	Path folder;

	@Test
	void aFlagWinsOverTheFile() throws IOException {
		Path file = write("lore:\n  database: /from/file.db\n  gitlab:\n    url: https://file.example\n");
		LoreEnvironment environment = LoreEnvironment.load(Surroundings.ofProcess(),
				new Settings().set("lore.database", "/from/flag.db"), file);
		assertThat(environment.databaseFile().path()).isEqualTo(Path.of("/from/flag.db"));
		assertThat(environment.property("lore.gitlab.url", "")).isEqualTo("https://file.example");
	}

	@Test
	void readsTheProjects() throws IOException {
		Path file = write("lore:\n  projects:\n    - path: group/one\n    - path: group/sub/two\n");
		assertThat(LoreEnvironment.load(Surroundings.ofProcess(), new Settings(), file).projects())
			.containsExactly("group/one", "group/sub/two");
	}

	@Test
	void theTokenNearestToTheCommandLineCounts() throws IOException {
		Path file = write("lore:\n  gitlab:\n    token-file: /etc/token\n");
		LoreEnvironment fromFile = LoreEnvironment.load(Surroundings.ofProcess(), new Settings(), file);
		assertThat(fromFile.property("lore.gitlab.token-file", "none")).isIn("/etc/token", "");
		LoreEnvironment fromSettings = LoreEnvironment.load(Surroundings.ofProcess(),
				new Settings().set("lore.gitlab.token", "secret"), file);
		assertThat(fromSettings.property("lore.gitlab.token-file", "none")).isEmpty();
		assertThat(fromSettings.property("lore.gitlab.token", "none")).isEqualTo("secret");
	}

	@Test
	void aPasswordInTheAddressIsRefusedWhereverItComesFrom() throws IOException {
		Path file = write("lore:\n  gitlab:\n    url: https://user:s3cret@gitlab.example\n");
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> LoreEnvironment.load(Surroundings.ofProcess(), new Settings(), file))
			.withMessageNotContaining("s3cret")
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID));
		Settings harmless = new Settings().set("lore.gitlab.url", "https://gitlab.example/sub");
		assertThat(LoreEnvironment.load(Surroundings.ofProcess(), harmless, file).shown()).containsEntry("gitlab_url",
				"https://gitlab.example/sub");
	}

	@Test
	void aNamedFileMustExist() {
		assertThatExceptionOfType(LoreException.class).isThrownBy(
				() -> LoreEnvironment.load(Surroundings.ofProcess(), new Settings(), this.folder.resolve("absent.yml")))
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_NOT_FOUND));
	}

	@Test
	void whatIsNoYamlIsOneLine() throws IOException {
		Path file = write("lore: [unclosed\n  : :\n");
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> LoreEnvironment.load(Surroundings.ofProcess(), new Settings(), file))
			.satisfies((failure) -> {
				assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID);
				assertThat(failure.getMessage()).doesNotContain("\n");
			});
	}

	@Test
	void projectsThatAreNoListAreRefused() throws IOException {
		Path file = write("lore:\n  projects: group/one\n");
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> LoreEnvironment.load(Surroundings.ofProcess(), new Settings(), file))
			.withMessageContaining("lore.projects[n].path")
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID));
	}

	private Path write(String yaml) throws IOException {
		return Files.writeString(this.folder.resolve("lore.yml"), yaml);
	}

}
