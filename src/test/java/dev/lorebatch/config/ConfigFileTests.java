package dev.lorebatch.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Whatever a configuration file holds: settings, or one line that says what is wrong and
 * where.
 */
class ConfigFileTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			lore: {gitlab: {concurency: 4}}      | lore.gitlab.concurency   | lore.gitlab.concurrency
			lore: {concurrency: 4}               | lore.concurrency         | lore.gitlab.concurrency
			lore: {gitlab: {urls: https://x.y}}  | lore.gitlab.urls         | lore.gitlab.url
			lore: {gitlab: https://x.y}          | lore.gitlab              | lore.gitlab.url
			gitlab: {token: s3cret}              | gitlab.token             | lore.gitlab.token
			lore: {gitlab: {tokn: s3cret}}       | lore.gitlab.tokn         | lore.gitlab.token
			lroe: {database: x.db}               | lroe.database            | lore.database
			lore: {projects: [g/p]}              | lore.projects[0]         | lore.projects[n].path
			lore: {gitlab: {url: [a, b]}}        | lore.gitlab.url[0]       | lore.gitlab.url
			lore: 5                              | lore                     | lore
			""")
	void namesAnUnknownKeyItsLineAndTheNearest(String yaml, String key, String nearest) {
		LoreException failure = refused("# a comment\n" + yaml);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID);
		assertThat(failure.getMessage()).startsWith(key + " is not a setting (")
			.contains("line 2", "did you mean " + nearest)
			.doesNotContain("s3cret");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			lore.gitlab.concurrency: 0            | lore.gitlab.concurrency '0' is not a number from 1 to 64
			lore.gitlab.concurrency: many         | lore.gitlab.concurrency 'many' is not a number from 1 to 64
			lore.gitlab.concurrency: 99999999999  | is not a number from 1 to 64
			lore.gitlab.retry.max-attempts: 0     | is not a number of 1 or more
			lore.gitlab.read-timeout: -1s         | is not a duration from 1 ms to 24 h
			lore.gitlab.read-timeout: 0           | is not a duration
			lore.gitlab.retry.max-wait: 25h       | is not a duration from 0 ms to 24 h
			lore.lock.wait: soon                  | is not a duration like 500ms, 30s or 10m
			lore.lock.wait: 9223372036854775807d  | is not a duration
			lore.gitlab.max-response-size: big    | is not a size like 64MB
			lore.gitlab.max-response-size: 0      | is not a size of 1B or more
			lore.gitlab.url: ftp://x.y            | is not an http or https URL
			lore.gitlab.url: https://u:s3cret@x.y | is not an http or https URL
			lore.gitlab.url: not a url            | is not an http or https URL
			lore.embedding.provider: magic        | is not hashing or ollama or none
			lore.embedding.chunk-size: 10         | is not a number of 200 or more
			lore.embedding.chunk-overlap: 1000    | is more than a quarter of the chunk size, 2000
			lore.database: "a\\0b"                | is not a file name
			lore.database: ${NO_SUCH_THING_42}/x  | has a ${placeholder} that cannot be resolved
			lore.gitlab.token: ${lore.gitlab.token} | has a ${placeholder} that cannot be resolved
			""")
	void namesAValueThatIsNotPossible(String yaml, String message) {
		LoreException failure = refused(yaml.replace("\\\\", "\\"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID);
		assertThat(failure.getMessage()).contains(message, "line 1)").doesNotContain("s3cret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "lore: [unclosed", "- a\n- b", "just text", "42", "lore:\n\turl: x", "a: 1\na: 2",
			"lore: {}\nlore: {}", "--- {}\n--- {}", "lore: &a\n  gitlab: *a", "a: &x [1]\nb: *x", "? [a]\n: b",
			"? {a: b}\n: c", "lore: \u0001", "%YAML 9.9\n--- {}", "{: }", "lore: *nowhere" })
	void whatIsNoMappingOfTextsIsNotValid(String yaml) {
		LoreException failure = refused(yaml);
		assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID);
		assertThat(failure.getMessage()).startsWith("the configuration file ").contains(" is not valid: ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "# nothing", "lore:", "lore: {}", "---\n...", "null", "~",
			"lore:\n  gitlab:\n    url:", "logging.level.root: debug", "spring: {main: {banner-mode: off}}",
			"debug: true", "\uFEFFlore: {}", "lore.projects: []" })
	void nothingIsNoMistake(String yaml) {
		load(yaml);
	}

	@Test
	void severalMistakesAreReportedTogether() {
		assertThat(refused("""
				lore:
				  gitlab:
				    concurency: 4
				    retry:
				      max-attempts: 0
				  lock:
				    waits: 3s
				""").getMessage()).contains("lore.gitlab.concurency", "line 3", "max-attempts '0'", "line 5",
				"lore.lock.waits", "line 7");
	}

	@Test
	void everySpellingOfSpringIsTheSameKey() {
		LoreEnvironment loaded = load("lore: {gitlab: {tokenFile: /a/b}, LOCK: {Wait: 3s}}");
		assertThat(loaded.property("lore.gitlab.token-file", "")).isEqualTo("/a/b");
		assertThat(loaded.property("lore.lock.wait", "")).isEqualTo("3s");
		assertThat(refused("lore.gitlab: {tokenFile: a, token-file: b}")).hasMessageContaining("is there twice");
	}

	@Test
	void valuesStayAsTheyAreWritten() {
		assertThat(load("lore.gitlab.token: 0123").property("lore.gitlab.token", "")).isEqualTo("0123");
		assertThat(load("lore.gitlab.token: 1e3").property("lore.gitlab.token", "")).isEqualTo("1e3");
	}

	@Test
	void theNameOfAnAliasIsNotRepeated() {
		assertThat(refused("lore.gitlab.token: *s3cret")).hasMessageContaining("alias (line 1)");
		assertThat(refused("lore.gitlab.token: *s3cret").getMessage()).doesNotContain("s3cret");
	}

	@Test
	void aBombIsNotExpanded() {
		StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
		for (int i = 1; i < 40; i++) {
			bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
		}
		assertThat(refused(bomb.toString())).hasMessageContaining("alias");
		assertThat(refused("[".repeat(100_000))).hasMessageContaining("is not valid");
	}

	@Test
	void aHugeABinaryAndAFolderAreRefused() throws IOException {
		assertThat(refused("#".repeat(300_000))).hasMessageContaining("larger than 256 KB");
		Path folder = Files.createTempDirectory("lore-config");
		Path binary = Files.write(folder.resolve("b.yml"), new byte[] { (byte) 0xca, (byte) 0xfe, 0 });
		assertThat(failure(binary).exitCode()).isEqualTo(ExitCode.CONFIG_INVALID);
		assertThat(failure(folder).exitCode()).isEqualTo(ExitCode.IO);
		assertThat(failure(folder)).hasMessageContaining("is a folder");
		assertThat(failure(folder.resolve("absent.yml")).exitCode()).isEqualTo(ExitCode.CONFIG_NOT_FOUND);
		Files.delete(binary);
		Files.delete(folder);
	}

	@Test
	void aVariableThatIsNearlyOursIsAMistake() {
		assertThat(variables(Map.of("LORE_GITLAB_CONCURENCY", "2"))).contains("the variable LORE_GITLAB_CONCURENCY",
				"did you mean LORE_GITLAB_CONCURRENCY?");
		assertThat(variables(Map.of("LORE_GITLAB_RETRY_MAXATTEMPTS", "2", "LORE_ROBOT", "1", "LORE_PROJECTS_0_PATH",
				"g/p", "LORE_GITLAB_TOKENFILE", "x", "LORE_MASTER", "of another program", "PATH", "/bin")))
			.isEmpty();
	}

	@Property
	void anyTextIsSettingsOrOneLine(@ForAll("yamlish") String text) {
		try {
			load(text);
		}
		catch (LoreException ex) {
			assertThat(ex.exitCode()).isIn(ExitCode.CONFIG_INVALID, ExitCode.IO, ExitCode.CONFIG_NOT_FOUND);
			assertThat(ex.getMessage().chars()).noneMatch(Character::isISOControl);
			assertThat(ex.getMessage()).doesNotContain("glpat-s3cret");
		}
	}

	@Provide
	Arbitrary<String> yamlish() {
		Arbitrary<String> pieces = Arbitraries.of("lore", "gitlab", "url", "token", "projects", "path", "retry",
				"max-attempts", "database", "spring", ":", ": ", "\n", "\n  ", "\n    ", "- ", "[", "]", "{", "}", ",",
				"&a ", "*a", "!!", "!x ", "\"", "'", "\t", "| ", "> ", "%", "#", "? ", "<<: ", "---\n", "...", "${",
				"}", "~", "\u0000", "\uFEFF", "\ud800", "é", "1e999", "-1", "glpat-s3cret",
				"lore.gitlab.token: glpat-s3cret\n", "lore.gitlab.url: https://x:glpat-s3cret@y\n");
		return Arbitraries.oneOf(pieces.list().ofMaxSize(25).map((list) -> String.join("", list)),
				Arbitraries.strings().ofMaxLength(80));
	}

	@ParameterizedTest
	@CsvSource({ "lore.gitlab.token, s3cret, true", "lore.gitlab.token, ${MY_TOKEN}, false",
			"lore.gitlab.token, ${MY_TOKEN:s3cret}, true", "lore.gitlab.token, '', false",
			"lore.gitlab.token-file, /etc/token, false" })
	void knowsWhetherASecretIsAmongTheValues(String key, String value, boolean secret) {
		assertThat(Setting.anySecretIn(Map.of(key, value, "lore.lock.wait", "3s"))).isEqualTo(secret);
	}

	@Test
	void whatMayBeATokenInPlaceOfItsFileIsNotRepeated() {
		assertThat(refused("lore.gitlab.token-file: $s3cret0123")).hasMessageContaining("lore.gitlab.token-file")
			.hasMessageNotContaining("s3cret");
		assertThat(refused("lore.embedding.header-file: $s3cret0123")).hasMessageNotContaining("s3cret");
		assertThat(refused("lore.gitlab.ca-file: $authority0123")).hasMessageContaining("$authority0123");
	}

	private static String variables(Map<String, String> variables) {
		StandardEnvironment none = new StandardEnvironment();
		none.getPropertySources().addFirst(new MapPropertySource("none", Map.of()));
		LoreException failure = catchThrowableOfType(LoreException.class,
				() -> new SettingsCheck(variables, List.of()).run(none));
		return (failure != null) ? String.valueOf(failure.getMessage()) : "";
	}

	private static LoreException refused(String yaml) {
		LoreException failure = catchThrowableOfType(LoreException.class, () -> load(yaml));
		assertThat(failure).as(yaml).isNotNull();
		assertThat(failure.getMessage().lines()).hasSize(1);
		return failure;
	}

	private static LoreException failure(Path file) {
		return catchThrowableOfType(LoreException.class,
				() -> LoreEnvironment.load(Surroundings.ofProcess(), new Settings(), file));
	}

	private static LoreEnvironment load(String yaml) {
		try {
			Path file = Files.createTempFile("lore", ".yml");
			try {
				Files.writeString(file, yaml.replaceAll("\\p{Cs}", "?"));
				return LoreEnvironment.load(Surroundings.ofProcess(), new Settings(), file);
			}
			finally {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
