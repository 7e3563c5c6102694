package dev.lorebatch.documentation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.lorebatch.cli.CommandLines;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.support.ShellWords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CommandLineTests {

	private static final Pattern SCRIPT = Pattern.compile("scripts/[a-z-]+");

	private static Stream<Invocation> invocations() {
		return Repository.documents().stream().flatMap((file) -> Invocation.findIn(file).stream());
	}

	@ParameterizedTest
	@MethodSource("invocations")
	void shownCommandLineIsOneTheProgramUnderstands(Invocation invocation) {
		assertThatCode(() -> CommandLines.parse(invocation.arguments())).as(invocation.toString())
			.doesNotThrowAnyException();
	}

	@Test
	void everyKindOfFileShowsCommandLines() {
		Set<String> files = invocations().map(Invocation::file).collect(Collectors.toSet());
		assertThat(files).contains("README.md", "docs/getting-started.md", "jobs/surgical-sync/README.md",
				"jobs/surgical-sync/cron/crontab", "jobs/surgical-sync/systemd/lore-sync.service",
				"jobs/surgical-sync/kubernetes/cronjob.yaml");
	}

	@Test
	void everyCommandIsShown() {
		List<String> shown = invocations().map((invocation) -> CommandLines.parse(invocation.arguments())).toList();
		assertThat(CommandLines.help().keySet().stream().filter((name) -> !name.isEmpty() && !name.equals("help")))
			.allSatisfy((name) -> assertThat(shown).anyMatch((command) -> (command + " ").startsWith(name + " ")));
	}

	@Test
	void wrongCommandLinesAreNoticed() {
		assertThatThrownBy(() -> CommandLines.parse(List.of("sync", "--isue", "1"))).hasMessageContaining("--isue");
		assertThatThrownBy(() -> CommandLines.parse(List.of("sync", "-p", "a/b", "--issue", "1..3")))
			.hasMessageContaining("1..3");
		assertThatThrownBy(() -> CommandLines.parse(List.of("sync", "-p", "a"))).hasMessageContaining("'a'");
		assertThatThrownBy(() -> CommandLines.parse(List.of("runs", "resume", "x"))).hasMessageContaining("resume");
		assertThatThrownBy(
				() -> CommandLines.parse(List.of("--spring.batch.job.name=surgicalSync", "runId=a", "issue=1")))
			.hasMessageContaining("issue=1");
	}

	@Test
	void shellIsSplitIntoWords() {
		assertThat(ShellWords
			.split("A=1 java -jar x/lore-batch.jar runs show \"n-$(date +%F)\" >out 2>&1 | head -1 # end"))
			.containsExactly(List.of("A=1", "java", "-jar", "x/lore-batch.jar", "runs", "show", "n-x"),
					List.of("head", "-1"));
		assertThat(ShellWords.split("exec a '#1' \"b c\" d\\ e ${F}/g"))
			.containsExactly(List.of("exec", "a", "#1", "b c", "d e", "x/g"));
	}

	@Test
	void commandsAreFoundInShellAndConsoleBlocks() {
		assertThat(Invocation.shellLines("""
				```sh
				one \\
				  two
				```
				```console
				$ three
				output
				next: four  # five
				```
				```json
				{}
				```
				""")).containsExactly("one    two", "three", "four  # five");
	}

	@Test
	void mentionedScriptsExist() {
		for (Path file : Repository.documents()) {
			SCRIPT.matcher(Repository.read(file))
				.results()
				.forEach((found) -> assertThat(Repository.ROOT.resolve(found.group())).as(Repository.name(file))
					.isExecutable());
		}
	}

	@Test
	void scriptsAreListedForContributors() {
		String contributing = Repository.read("CONTRIBUTING.md");
		assertThat(Repository.filesIn("scripts")).isNotEmpty().allSatisfy((script) -> {
			assertThat(contributing).contains("`" + Repository.name(script) + "`");
			assertThat(Repository.read(script)).startsWith("#!/bin/sh\n").contains("\nset -eu\n").contains("--help");
			assertThat(Files.isExecutable(script)).isTrue();
		});
	}

	@Test
	void firstScreenHasTheTwoCommands() {
		List<String> firstScreen = Repository.read("README.md").lines().limit(40).toList();
		assertThat(firstScreen).contains("./scripts/demo", "./mvnw -B verify");
	}

	@Test
	void schedulersRetryOnlyWhatMayHelp() {
		String unit = Repository.read("jobs/surgical-sync/systemd/lore-sync.service");
		assertThat(numbers(unit, "RestartForceExitStatus=(.*)")).isNotEmpty().isSubsetOf(retryable());
		String manifest = Repository.read("jobs/surgical-sync/kubernetes/cronjob.yaml");
		List<Integer> retried = numbers(manifest, "values: \\[(.*)]").stream()
			.filter((code) -> code != 137) // killed: not a code of ours
			.toList();
		assertThat(retried).isNotEmpty().isSubsetOf(retryable());
	}

	private static List<Integer> retryable() {
		return Stream.of(ExitCode.values()).filter(ExitCode::retryable).map(ExitCode::number).toList();
	}

	private static List<Integer> numbers(String text, String pattern) {
		return Pattern.compile(pattern)
			.matcher(text)
			.results()
			.flatMap((found) -> Stream.of(found.group(1).split("[, ]+")))
			.map(Integer::valueOf)
			.toList();
	}

}
