package dev.lorebatch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.config.Settings;
import dev.lorebatch.config.Surroundings;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.NamedEntities;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProjectChoiceTests {

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource({ "group/project,group/project", "/group/sub/project/,group/sub/project", "42,42",
			"group%2Fproject,group/project", "gruppe/über-projekt,gruppe/über-projekt", "a/b.c_d-e,a/b.c_d-e",
			"gruppe%2F%C3%BCber,gruppe/über", "group/.github,group/.github", "group/project.git,group/project",
			"https://gitlab.com/group/sub/project,group/sub/project", "https://gitlab.com/group/project/,group/project",
			"https://gitlab.com/group/project.git,group/project",
			"https://gitlab.com/group/project/-/issues/12?x=y,group/project",
			"9223372036854775807,9223372036854775807" })
	void acceptsPathsAndIds(String given, String wanted) throws IOException {
		assertThat(choose(given, configured(""))).isEqualTo(wanted);
	}

	@ParameterizedTest
	@ValueSource(strings = { "project", "", "/", "a//b", "a/b?c", "../x/y", "a/b\nc", "0", "a/b#1",
			"9223372036854775808", "a/..", "a/./b", "%", "a%00/b", "a/%ff", "a/b%", "https://gitlab.com/",
			"https://gitlab.com/lonely", "https://gitlab.com/groups/a/-/issues", "https://other.example/group/project",
			"git@gitlab.com:group/project.git", "a/\ud83d\ude00" })
	void refusesWhatIsNoProject(String given) throws IOException {
		LoreEnvironment none = configured("");
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> choose(given, none)).satisfies((failure) -> {
			assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
			assertThat(failure.getMessage()).doesNotContain("\n");
		});
	}

	@Test
	void theOnlyConfiguredProjectIsMeant() throws IOException {
		assertThat(choose(null, configured("- path: g/one"))).isEqualTo("g/one");
	}

	@Test
	void severalConfiguredProjectsAreAmbiguous() throws IOException {
		LoreEnvironment two = configured("- path: g/one\n    - path: g/two");
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> choose(null, two))
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.AMBIGUOUS));
	}

	@Test
	void aConfiguredProjectThatIsNoneIsAConfigError() throws IOException {
		LoreEnvironment odd = configured("- path: lonely");
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> choose(null, odd))
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID));
	}

	@Test
	void aReferenceNamesTheProjectAndWinsOverTheConfiguredOnes() throws IOException {
		LoreEnvironment two = configured("- path: g/one\n    - path: g/two");
		assertThat(choose(null, two, "g/three#5")).isEqualTo("g/three");
		assertThat(choose(null, configured("- path: g/one"), "g/three#5", "G/three#6"))
			.isEqualToIgnoringCase("g/three");
		assertThat(choose(null, configured(""), "g/three#5,6")).isEqualTo("g/three");
	}

	@Test
	void theProjectNamedAndTheReferencesMustAgree() throws IOException {
		LoreEnvironment none = configured("");
		assertThat(choose("G/one", none, "g/one#5")).isEqualTo("G/one");
		for (String other : List.of("g/two", "42")) {
			assertThatExceptionOfType(LoreException.class).isThrownBy(() -> choose(other, none, "g/one#5"))
				.withMessageContaining("-p names " + other)
				.withMessageContaining("g/one")
				.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE));
		}
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> choose(null, none, "g/one#5", "g/two#5"))
			.withMessageContaining("2 projects are named")
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE));
	}

	@Test
	void aPlainIidBesideAReferenceToAnotherProjectThanTheConfiguredOneIsAmbiguous() throws IOException {
		LoreEnvironment one = configured("- path: g/one");
		assertThat(choose(null, one, "g/ONE#5,6")).isEqualToIgnoringCase("g/one");
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> choose(null, one, "g/two#5,6"))
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.AMBIGUOUS));
	}

	@Test
	void wholeProjectsAreThoseNamedElseAllConfigured() throws IOException {
		LoreEnvironment two = configured("- path: g/one\n    - path: h/**");
		assertThat(chooseAll(two)).containsExactly("g/one", "h/**");
		assertThat(chooseAll(two, "42", "a/b/*", "https://gitlab.com/g/one", "g/one")).containsExactly("42", "a/b/*",
				"g/one");
		for (String wrong : List.of("/*", "a\nb/*", "*", "../x/**")) {
			assertThatExceptionOfType(LoreException.class).isThrownBy(() -> chooseAll(two, wrong))
				.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE));
		}
		LoreEnvironment none = configured("");
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> chooseAll(none))
			.withMessage("no project is named");
		LoreEnvironment broken = configured("- path: g/one\n    - path: broken");
		assertThatExceptionOfType(LoreException.class).isThrownBy(() -> chooseAll(broken))
			.withMessageContaining("lore.projects[1].path")
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID));
	}

	private static List<String> chooseAll(LoreEnvironment environment, String... named) {
		return ProjectChoice.chooseAll(List.of(named), environment, GitLabPages.of("https://gitlab.com"));
	}

	private static String choose(@Nullable String named, LoreEnvironment environment, String... issues) {
		GitLabPages pages = GitLabPages.of("https://gitlab.com");
		return ProjectChoice.choose(named, List.of(NamedEntities.parse(EntityKind.ISSUE, List.of(issues), pages)),
				environment, pages);
	}

	private LoreEnvironment configured(String projects) throws IOException {
		Path file = this.folder.resolve("lore.yml");
		Files.writeString(file, projects.isEmpty() ? "lore: {}\n" : "lore:\n  projects:\n    " + projects + "\n");
		return LoreEnvironment.load(Surroundings.ofProcess(), new Settings(), file);
	}

}
