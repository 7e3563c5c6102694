package dev.lorebatch.functional;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A machine without a locale, as cron, containers and units are: what is found there is
 * what is found elsewhere, and what cannot be opened is refused. Letters are given to the
 * shell as bytes, whatever the locale of the tests is.
 */
@EnabledOnOs(OS.LINUX)
class NoLocaleFunctionalTests {

	/** »Süderhöft« is in the text of an issue. */
	private static final String WORD = bytes("S\\303\\274derh\\303\\266ft");

	private static final String AUTHOR = bytes("j\\303\\274rgen");

	private static final String FOLDER = bytes("gr\\303\\266\\303\\237e");

	private static final String FILE = bytes("s\\303\\257cherung.db");

	private static final String LATIN_1 = bytes("S\\374derh\\366ft");

	@TempDir
	static Path folder;

	private static SampleGitLab sample;

	private static LoreHome home;

	@BeforeAll
	static void sync() throws Exception {
		sample = SampleGitLab.start(SampleOptions.defaults());
		home = LoreHome.of(folder, sample.url());
		assertThat(home.run("sync", "-p", "harbor/lighthouse", "--issue", "1,5,7", "--mr", "4")).succeeded();
		try (var connection = home.database().connect(); var statement = connection.createStatement()) {
			statement.executeUpdate("UPDATE issues SET author_username = 'jürgen' WHERE iid = 7");
			statement.executeUpdate("UPDATE merge_requests SET author_username = 'jürgen' WHERE iid = 4");
		}
	}

	@AfterAll
	static void stop() {
		sample.close();
	}

	@Test
	void wordsThatTheLocaleLacksFindWhatTheyFindElsewhere() {
		for (String query : List.of("search --mode lexical " + WORD, "issues --author " + AUTHOR,
				"mrs --author=" + AUTHOR)) {
			List<String> elsewhere = references(plainJar("LC_ALL=C.UTF-8", query));
			assertThat(elsewhere).as(query).hasSize(1);
			for (String locale : List.of("LC_ALL=C", "LC_ALL=POSIX", "LANG=xx_XX.UTF-8", "X=1")) {
				assertThat(references(plainJar(locale, query))).as(locale).isEqualTo(elsewhere);
				assertThat(references(launcher(locale, query))).as("the launcher at " + locale).isEqualTo(elsewhere);
			}
		}
	}

	@Test
	void theAnswerIsUtf8WithoutALocale() {
		CliResult answer = plainJar("LC_ALL=C", "issue -p harbor/lighthouse 7 --human");
		assertThat(answer.exitCode()).isZero();
		assertThat(answer.stdout()).contains("Süderhöft", "jürgen");
		assertThat(plainJar("LC_ALL=C", "help").stdout()).isEqualTo(plainJar("LC_ALL=C.UTF-8", "help").stdout());
	}

	@Test
	void settingsOfTheEnvironmentAreReadWithoutALocale() {
		CliResult wrong = plainJar("LC_ALL=C LORE_EMBEDDING_PROVIDER=" + AUTHOR, "runs list");
		assertThat(wrong).failedWith(ExitCode.CONFIG_INVALID).hasMessageContaining("'jürgen'");
		CliResult garbage = plainJar("LC_ALL=C LORE_EMBEDDING_MODEL=" + LATIN_1, "runs list");
		assertThat(garbage).failedWith(ExitCode.CONFIG_INVALID)
			.hasMessageContaining("LORE_EMBEDDING_MODEL is not UTF-8 text");
	}

	@Test
	void anArgumentThatIsNoUtf8IsTwo() {
		for (String locale : List.of("LC_ALL=C", "LC_ALL=C.UTF-8")) {
			assertThat(plainJar(locale, "search " + LATIN_1)).failedWith(ExitCode.USAGE)
				.hasMessageContaining("argument 2 is not UTF-8 text");
		}
	}

	@Test
	void namesThatCannotBeOpenedAreThreeAndTheLauncherOpensThem() {
		for (String command : List.of("db backup " + FILE, "runs list --database " + FILE, "runs list --config " + FILE,
				"sync --dry-run --from-webhook " + FILE, "install --to " + FILE, "demo --serve --requests " + FILE)) {
			assertThat(plainJar("LC_ALL=C", command)).as(command)
				.failedWith(ExitCode.CONFIG_INVALID)
				.hasMessageContaining("sïcherung.db", "LC_ALL=C.UTF-8");
		}
		assertThat(plainJar("LC_ALL=C", "sync -p a/b --token-file " + FILE)).failedWith(ExitCode.CONFIG_INVALID)
			.hasMessageContaining("lore.gitlab.token-file", "LC_ALL=C.UTF-8");
		assertThat(home.currentFolder()).isEmptyDirectory();
		assertThat(launcher("LC_ALL=C", "db backup " + FILE)).succeeded();
		assertThat(home.currentFolder()).isDirectoryContaining("glob:**cherung.db");
		assertThat(launcher("LC_ALL=C", "runs list --database " + FILE)).succeeded();
		home.currentFolder().toFile().listFiles()[0].delete();
	}

	@Test
	void aHomeOrCurrentFolderThatCannotBeOpenedIsThree() throws Exception {
		assertThat(plainJar("LC_ALL=C HOME=/home/" + AUTHOR, "runs list")).failedWith(ExitCode.CONFIG_INVALID)
			.hasMessageContaining("'/home/jürgen'", "LC_ALL=C.UTF-8");
		CliResult here = home
			.startShell("mkdir %1$s && cd %1$s && LC_ALL=C %2$s runs list".formatted(FOLDER, javaJar()))
			.await();
		assertThat(here).failedWith(ExitCode.CONFIG_INVALID)
			.hasMessageContaining("the current folder", "LC_ALL=C.UTF-8");
		CliResult installed = home.startShell("cd %s && LC_ALL=C %s runs list".formatted(FOLDER, LoreProgram.command()))
			.await();
		assertThat(installed).succeeded();
		Files.delete(home.currentFolder().toFile().listFiles()[0].toPath());
	}

	private static CliResult plainJar(String variables, String arguments) {
		return home.startShell("%s %s %s".formatted(variables, javaJar(), arguments)).await();
	}

	private static CliResult launcher(String variables, String arguments) {
		return home.startShell("%s %s %s".formatted(variables, LoreProgram.command(), arguments)).await();
	}

	private static String javaJar() {
		return "java -jar " + LoreProgram.JAR;
	}

	/**
	 * Words for the shell.
	 * @param escaped with octal escapes
	 */
	private static String bytes(String escaped) {
		return "\"$(printf '%s')\"".formatted(escaped);
	}

	private static List<String> references(CliResult result) {
		assertThat(result).succeeded();
		List<String> references = new ArrayList<>();
		for (String list : List.of("hits", "issues", "merge_requests")) {
			for (JsonNode entry : result.data().path(list)) {
				references.add(entry.path("reference").asString());
			}
		}
		return references;
	}

}
