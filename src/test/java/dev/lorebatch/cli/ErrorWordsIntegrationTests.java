package dev.lorebatch.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.config.Surroundings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every command says when it fails, in situations that can happen to all of them: it
 * speaks of options that the command has, and of no others.
 */
class ErrorWordsIntegrationTests {

	private static final Pattern OPTION = Pattern.compile("(?<![\\w'\"./-])--?[A-Za-z][A-Za-z-]*");

	/** Arguments that are enough to get past the parser, by command. */
	private static final Map<String, List<String>> ENOUGH = Map.ofEntries(Map.entry("sync", List.of("-p", "a/b")),
			Map.entry("search", List.of("word")), Map.entry("issue", List.of("1")), Map.entry("mr", List.of("1")),
			Map.entry("related", List.of("1")), Map.entry("runs show", List.of("r1")),
			Map.entry("runs restart", List.of("r1")), Map.entry("runs stop", List.of("r1")),
			Map.entry("runs abandon", List.of("r1")), Map.entry("db backup", List.of("copy.db")),
			Map.entry("completion", List.of("bash")));

	/** Run for ever, or install. */
	private static final Set<String> LEFT_OUT = Set.of("demo", "install", "help");

	@TempDir
	Path folder;

	@Test
	void errorsSpeakOfOptionsThatTheCommandHas() throws Exception {
		List<String> wrong = new ArrayList<>();
		int failures = 0;
		Map<String, CommandLine> commands = commands();
		for (Situation situation : situations()) {
			for (Map.Entry<String, CommandLine> command : commands.entrySet()) {
				List<String> arguments = new ArrayList<>(List.of(command.getKey().split(" ")));
				arguments.addAll(ENOUGH.getOrDefault(command.getKey(), List.of()));
				arguments.addAll(situation.arguments);
				InProcess.Ended ended = InProcess.run(new Surroundings(situation.variables, this.folder),
						arguments.toArray(String[]::new));
				if (ended.exitCode() == 0) {
					continue;
				}
				failures++;
				Set<String> foreign = foreign(ended, command.getValue(), situation.arguments);
				if (!foreign.isEmpty()) {
					wrong.add("%s: %s speaks of %s: %s".formatted(situation.name, arguments, foreign, said(ended)));
				}
			}
		}
		assertThat(wrong).isEmpty();
		assertThat(failures).as("situations in which commands failed").isGreaterThan(150);
	}

	@ParameterizedTest
	@ValueSource(strings = { "issue x", "issue 0", "issue !4", "mr #4", "mr a/b#4", "issue 1,2", "related x",
			"related 1,2", "related --kind mr #4", "related --kind issue !4",
			"issue https://elsewhere.example.com/a/b/-/issues/1", "issue a/b#1 -p c/d", "issues -n 0", "search -n 0 x",
			"issues --created-since never", "sync -p a", "sync", "sync --issue x", "sync --issue a/b#1 -p c/d",
			"sync -p a/b -p c/d --issue 1", "verify --sample 0", "runs list -n 0", "runs show r!", "runs restart r!",
			"docs rebuild -p a", "embed --batch-size 0" })
	void argumentsAreRefusedInWordsOfTheCommand(String line) throws Exception {
		List<String> arguments = List.of(line.split(" "));
		InProcess.Ended ended = run(arguments.toArray(String[]::new));
		assertThat(ended.exitCode()).as(ended.toString()).isNotZero();
		CommandLine command = CommandLines.commandLine();
		for (String word : arguments) {
			command = command.getSubcommands().getOrDefault(word, command);
		}
		assertThat(foreign(ended, command, arguments)).as(ended.stderr()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "surgicalSync project=a/b issues=x", "surgicalSync project=a/b mrs=#4",
			"surgicalSync project=a issues=1", "surgicalSync issues=1", "surgicalSync project=a/b issues=c/d#1",
			"surgicalSync project=a/b issues=1,https://x.example.com/1?,2", "incrementalSync projects=a/b since=never",
			"incrementalSync projects=a", "incrementalSync", "fullSync projects=a/b since=7d",
			"surgicalSync project=a/b issues=1 nothing=1", "surgicalSync project=a/b issues=1 docs=maybe" })
	void theFormForSchedulersIsRefusedInItsOwnWords(String line) {
		List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
		arguments.set(0, "--spring.batch.job.name=" + arguments.get(0));
		arguments.add("runId=r1");
		InProcess.Ended ended = run(arguments.toArray(String[]::new));
		assertThat(ended.exitCode()).as(ended.toString()).isNotZero();
		String said = said(ended);
		assertThat(OPTION.matcher(said).results().map(MatchResult::group)).as(said).isSubsetOf("--gitlab-url");
	}

	private static Set<String> foreign(InProcess.Ended ended, CommandLine command, List<String> given) {
		Set<String> foreign = new TreeSet<>(OPTION.matcher(said(ended)).results().map(MatchResult::group).toList());
		foreign.removeAll(command.getCommandSpec().optionsMap().keySet());
		foreign.removeAll(given);
		return foreign;
	}

	private static String said(InProcess.Ended ended) {
		JsonNode error = JsonMapper.shared().readTree(ended.stderr()).path("error");
		return error.path("message").asString() + " " + error.path("suggestion").asString("");
	}

	private static Map<String, CommandLine> commands() {
		Map<String, CommandLine> commands = new LinkedHashMap<>();
		collect("", CommandLines.commandLine(), commands);
		commands.keySet().removeAll(LEFT_OUT);
		assertThat(commands).hasSizeGreaterThan(20);
		return commands;
	}

	private static void collect(String name, CommandLine command, Map<String, CommandLine> commands) {
		command.getSubcommands().forEach((word, below) -> {
			String path = (name + " " + word).strip();
			commands.put(path, below);
			collect(path, below, commands);
		});
	}

	private List<Situation> situations() throws IOException, SQLException {
		Path none = this.folder.resolve("none.db");
		Path corrupt = Files.write(this.folder.resolve("corrupt.db"),
				("SQLite format 3\0" + "x".repeat(5_000)).getBytes(StandardCharsets.UTF_8));
		Path text = Files.writeString(this.folder.resolve("text.db"), "no database at all\n".repeat(300));
		Path foreign = this.folder.resolve("foreign.db");
		sql(foreign, "CREATE TABLE people (name TEXT)");
		Path empty = this.folder.resolve("empty.db");
		run("runs", "recover", "--database", empty.toString());
		Path folderAsDatabase = Files.createDirectory(this.folder.resolve("folder.db"));
		Path unknownKey = Files.writeString(this.folder.resolve("key.yml"), "lore:\n  lok:\n    wait: 1s\n");
		Path badYaml = Files.writeString(this.folder.resolve("bad.yml"), "lore: [\n");
		return Stream
			.of(database("no database", none), database("a corrupt database", corrupt),
					database("a text as database", text), database("somebody else's database", foreign),
					database("an empty mirror", empty), database("a folder as database", folderAsDatabase),
					new Situation("an unknown option", List.of("--frobnicate"), variables()),
					new Situation("an empty option", List.of("--database="), variables()),
					new Situation("both outputs", List.of("--robot", "--human"), variables()),
					new Situation("one word too many", List.of("x1", "x2", "x3"), variables()),
					new Situation("an unknown key", List.of("--config", unknownKey.toString()), variables()),
					new Situation("a file that is no YAML", List.of("--config", badYaml.toString()), variables()),
					new Situation("no such settings", List.of("--config", "none.yml"), variables()),
					new Situation("a token file that is not there", List.of("--token-file", "./none"), without()),
					new Situation("no token", List.of(), without()),
					new Situation("a server that is no URL", List.of("--gitlab-url", "ftp:x"), variables()),
					new Situation("a server that is not there", List.of("--gitlab-url", "http://127.0.0.1:1"),
							with("LORE_GITLAB_RETRY_MAX_ATTEMPTS", "1")),
					new Situation("a number too large", List.of(), with("LORE_GITLAB_CONCURRENCY", "1000")))
			.collect(Collectors.toList());
	}

	private Situation database(String name, Path file) {
		return new Situation(name, List.of("--database", file.toString()), with("LORE_GITLAB_RETRY_MAX_ATTEMPTS", "1"));
	}

	private Map<String, String> variables() {
		return with("LORE_GITLAB_TOKEN", "abc");
	}

	private Map<String, String> without() {
		Map<String, String> variables = new HashMap<>(variables());
		variables.remove("LORE_GITLAB_TOKEN");
		return variables;
	}

	private Map<String, String> with(String name, String value) {
		Map<String, String> variables = new HashMap<>(
				Map.of("HOME", this.folder.toString(), "LORE_GITLAB_URL", "http://127.0.0.1:1", "LORE_GITLAB_TOKEN",
						"abc", "LORE_DATABASE", this.folder.resolve("lore.db").toString()));
		variables.put(name, value);
		return variables;
	}

	private InProcess.Ended run(String... arguments) {
		return InProcess.run(new Surroundings(variables(), this.folder), arguments);
	}

	private static void sql(Path file, String statement) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement made = connection.createStatement()) {
			made.executeUpdate(statement);
		}
	}

	private record Situation(String name, List<String> arguments, Map<String, String> variables) {

	}

}
