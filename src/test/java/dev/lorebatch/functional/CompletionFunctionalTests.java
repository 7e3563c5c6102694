package dev.lorebatch.functional;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.lorebatch.failure.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What real shells complete, and what real readers of manual pages say of ours. Those
 * that this machine does not have are skipped by name.
 */
class CompletionFunctionalTests {

	@TempDir
	Path folder;

	private LoreHome home;

	@BeforeEach
	void start() throws IOException {
		this.home = new LoreHome(this.folder).warm();
		Files.createFile(this.folder.resolve("only-this.db"));
	}

	/**
	 * A line before TAB is pressed, and all that may follow.
	 */
	private static Stream<Arguments> lines() {
		return Stream.of(Arguments.of("lore iss", List.of("issue", "issues")),
				Arguments.of("lore runs re", List.of("recover", "restart")),
				Arguments.of("lore issues --st", List.of("--state")),
				Arguments.of("lore issues --state ", List.of("closed", "locked", "merged", "opened")),
				Arguments.of("lore issues --state op", List.of("opened")),
				Arguments.of("lore search --mode v", List.of("vector")),
				Arguments.of("lore --quiet ver", List.of("verify")), Arguments.of("lore completion f", List.of("fish")),
				Arguments.of("lore db check --database only", List.of("only-this.db")),
				Arguments.of("lore runs show --state", List.of()));
	}

	@ParameterizedTest
	@MethodSource("lines")
	void bashCompletes(String line, List<String> expected) throws Exception {
		String script = """
				. %s
				COMP_WORDS=(%s)
				COMP_CWORD=%d
				compopt() { :; } # works below the line editor only
				_complete_lore
				printf '%%s\\n' "${COMPREPLY[@]}"
				""".formatted(script("bash"), words(line), line.split(" ", -1).length - 1);
		assertThat(candidates(shell("bash", "--norc", "-c", script))).isEqualTo(expected);
	}

	@ParameterizedTest
	@MethodSource("lines")
	void fishCompletes(String line, List<String> expected) throws Exception {
		String answer = shell("fish", "--no-config", "-c",
				"source %s; complete -C '%s'".formatted(script("fish"), line));
		assertThat(candidates(answer.replaceAll("\t.*", ""))).isEqualTo(expected);
	}

	/**
	 * In a terminal of its own, since zsh completes nowhere else.
	 */
	@Test
	void zshCompletesWhatIsTyped() throws Exception {
		String script = """
				zmodload zsh/zpty
				zpty typed zsh -f -i
				answer() { local all part; while zpty -r typed part "*${1}*"; do all+=$part; break; done; print -r -- $all$part; }
				zpty -w typed "autoload -U compinit; compinit -D -u; . %s; print LO''ADED"
				answer LOADED
				zpty -w -n typed $'lore issues --sta\\t'
				answer "--state"
				zpty -w -n typed $'clo\\t'
				answer "closed"
				zpty -d typed
				"""
			.formatted(script("zsh"));
		assertThat(shell("zsh", "-f", "-c", script)).contains("LOADED").contains("--state").contains("closed");
	}

	@Test
	void whatIsPrintedIsTheScriptAndWithRobotModeIsJson() {
		assertThat(this.home.run("completion", "bash").stdout()).startsWith("# Completes lore").contains("complete -F");
		CliResult robot = this.home.run("completion", "fish", "--robot");
		assertThat(robot).succeeded();
		assertThat(robot.data().path("shell").asString()).isEqualTo("fish");
		assertThat(robot.data().path("script").asString()).contains("complete -c lore");
		CliResult unknown = this.home.run("completion", "zhs");
		assertThat(unknown).failedWith(ExitCode.USAGE);
		assertThat(unknown.error().path("suggestion").asString()).startsWith("did you mean zsh?");
	}

	@Test
	void readersOfManualPagesFindNothingWrong() throws Exception {
		for (String command : List.of("", "sync", "search", "runs", "runs restart", "demo", "verify")) {
			String[] words = command.isEmpty() ? new String[0] : command.split(" ");
			String[] arguments = Stream.concat(Stream.of("man"), Arrays.stream(words)).toArray(String[]::new);
			Path page = Files.writeString(this.folder.resolve("page.1"), this.home.run(arguments).stdout());
			assertThat(shell("groff", "-man", "-ww", "-z", page.toString())).as(command).isEmpty();
			assertThat(shell("mandoc", "-T", "lint", "-W", "warning", page.toString()).lines()).as(command)
				.allMatch((line) -> line.contains("missing date")); // equal programs have
																	// equal pages
			String shown = shell("mandoc", "-T", "utf8", page.toString()).replaceAll(".\b", "");
			assertThat(shown).contains("NAME", "SYNOPSIS", "DESCRIPTION", "--database=<file>", "SEE ALSO")
				.contains(("lore " + command).strip());
		}
	}

	@Test
	void aPageOfACommandThatIsNotThereIsRefused() {
		CliResult result = this.home.run("man", "runs", "resart");
		assertThat(result).failedWith(ExitCode.USAGE);
		assertThat(result.error().path("actions").get(0).path("command").asString()).endsWith("man runs restart");
	}

	private Path script(String shell) throws IOException {
		CliResult result = this.home.run("completion", shell);
		assertThat(result.exitCode()).as(result.stderr()).isZero();
		return Files.writeString(this.folder.resolve("script"), result.stdout());
	}

	private static String words(String line) {
		return String.join(" ", Stream.of(line.split(" ", -1)).map((word) -> "'" + word + "'").toList());
	}

	private static List<String> candidates(String answer) {
		return answer.lines().map(String::strip).filter((line) -> !line.isEmpty()).sorted().toList();
	}

	/**
	 * What a program prints, errors included.
	 */
	private String shell(String... command) throws Exception {
		boolean present = Stream.of(System.getenv("PATH").split(":"))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, command[0])));
		assumeTrue(present, "SKIPPED: there is no " + command[0] + " here");
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile()).redirectErrorStream(true);
		builder.environment().put("HOME", this.folder.toString());
		builder.environment().put("TERM", "dumb");
		Process process = builder.start();
		process.getOutputStream().close();
		String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		return answer;
	}

}
