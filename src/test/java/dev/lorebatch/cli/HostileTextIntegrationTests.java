package dev.lorebatch.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.lorebatch.config.Surroundings;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.FaultyGitLab.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All commands on a mirror in which every text of GitLab has what moves a cursor, sets a
 * title, turns the direction of text or begins a line: none of it reaches the reader, nor
 * does it from errors of servers or from arguments.
 */
class HostileTextIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	private static final String FORGED = "FORGED";

	/** Escape sequences, bells, C1 controls, bidi overrides, isolates and line ends. */
	private static final String HOSTILE = "\u001b]0;t\u0007\u001b[2K\u009b1A\u202e\u2066\u200b\ufeff\u2028\u0085\r"
			+ FORGED + "\r\n" + FORGED + "\n  deleted   " + FORGED + "\u007f";

	/**
	 * Another text there is another thing: what GitLab's identity and times are made of.
	 */
	private static final Set<String> IDENTITY = Set.of("path_with_namespace", "noteable_type", "type");

	private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?");

	/** What the program itself sends to a terminal; nothing hostile here ends so. */
	private static final Pattern OWN_COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");

	@TempDir
	static Path folder;

	private static SampleGitLab sample;

	private static FaultyGitLab gitlab;

	@BeforeAll
	static void sync() throws Exception {
		sample = SampleGitLab.start(SampleOptions.defaults());
		gitlab = new FaultyGitLab(sample.url());
		gitlab.rewrite((path, body) -> hostile(body));
		InProcess.Ended ended = run("sync", "-p", PROJECT, "--issue", "1,3,5,10", "--mr", "1,2,3,4", "--run-id", "r1");
		assertThat(ended.exitCode()).as(ended.toString()).isZero();
		assertThat(run("sync", "-p", PROJECT, "--run-id", "r2").exitCode()).isIn(0, 21);
	}

	@AfterAll
	static void stop() {
		gitlab.close();
		sample.close();
	}

	/**
	 * Every command with arguments that make it show as much as it can. {@code demo} and
	 * {@code install} have no text of others.
	 */
	private static Map<String, List<List<String>>> commands() {
		Map<String, List<List<String>>> commands = new LinkedHashMap<>();
		commands.put("sync", lines("sync -p harbor/lighthouse --issue 5 --mr 3 -q", "sync -p harbor/lighthouse",
				"sync -p harbor/lighthouse --issue 5 --dry-run", "sync -p harbor/lighthouse --issue 5 --preflight-only",
				"sync -p harbor/lighthouse --preflight-only", "sync -p harbor/lighthouse --dry-run"));
		commands.put("search",
				List.of(List.of("search", "tide", "--explain"), List.of("search", "duty", "phone"),
						List.of("search", FORGED, "-n", "50"), List.of("search", HOSTILE, "--explain"),
						List.of("search", "tide", "--mode", "vector", "--explain"),
						List.of("search", "x", "--label", HOSTILE)));
		commands.put("issue",
				lines("issue harbor/lighthouse#1", "issue harbor/lighthouse#5", "issue harbor/lighthouse#10"));
		commands.put("mr", lines("mr harbor/lighthouse!1", "mr harbor/lighthouse!3", "mr harbor/lighthouse!4"));
		commands.put("issues", List.of(List.of("issues"), List.of("issues", "--gone"),
				List.of("issues", "--author", HOSTILE), List.of("issues", "--milestone", HOSTILE)));
		commands.put("mrs", lines("mrs", "mrs --gone", "mrs --label x"));
		commands.put("related", lines("related harbor/lighthouse#5", "related harbor/lighthouse!3"));
		commands.put("runs", lines("runs"));
		commands.put("runs list", lines("runs list"));
		commands.put("runs show", lines("runs show r1", "runs show r2", "runs show none"));
		commands.put("runs restart", lines("runs restart r1", "runs restart none"));
		commands.put("runs stop", lines("runs stop r1"));
		commands.put("runs recover", lines("runs recover"));
		commands.put("runs abandon", lines("runs abandon r1"));
		commands.put("verify", lines("verify", "verify --repair"));
		commands.put("docs", lines("docs"));
		commands.put("docs rebuild", lines("docs rebuild"));
		commands.put("embed", lines("embed"));
		commands.put("db", lines("db"));
		commands.put("db check", lines("db check"));
		commands.put("db backup", List.of(List.of("db", "backup", "copy" + HOSTILE.replace("/", "") + ".db")));
		commands.put("completion", lines("completion bash", "completion fish"));
		commands.put("man", lines("man sync"));
		commands.put("robot-docs", lines("robot-docs"));
		commands.put("help",
				List.of(List.of("help"), List.of("help", HOSTILE), List.of(HOSTILE), List.of("runs", HOSTILE),
						List.of("sync", "--" + HOSTILE), List.of("sync", "--issue", HOSTILE),
						List.of("sync", "-p", HOSTILE), List.of("issues", "--state", HOSTILE),
						List.of("search", "x", "--fields", HOSTILE), List.of("issues", "--config", HOSTILE),
						List.of("issues", "--database", HOSTILE), List.of("runs", "--gitlab-url", HOSTILE),
						List.of("sync", "--run-id", HOSTILE, "-p", PROJECT), List.of("issue", HOSTILE),
						List.of("issue", "a/" + HOSTILE + "#1"), List.of("sync", "--since", HOSTILE, "-p", PROJECT),
						List.of("sync", "--from-webhook", HOSTILE), List.of("--spring.batch.job.name=" + HOSTILE),
						List.of("--spring.batch.job.name=surgicalSync", HOSTILE)));
		return commands;
	}

	@Test
	void everyCommandIsTried() {
		Set<String> names = new TreeSet<>();
		collect("", CommandLines.commandLine(), names);
		names.removeAll(Set.of("demo", "install"));
		assertThat(commands().keySet()).containsExactlyInAnyOrderElementsOf(names);
	}

	@ParameterizedTest
	@EnumSource(Reader.class)
	void nothingHostileReachesTheReader(Reader reader) {
		Map<String, String> wrong = new TreeMap<>();
		commands().values().stream().flatMap(List::stream).forEach((arguments) -> {
			InProcess.Ended ended = reader.run(arguments);
			String name = VisibleName.of(arguments);
			check(name + ", stdout", ended.stdout(), reader, wrong);
			check(name + ", stderr", ended.stderr(), reader, wrong);
			assertThat(ended.stderr()).as(name).doesNotContain("INTERNAL_ERROR");
		});
		assertThat(wrong).isEmpty();
	}

	@Test
	void theTextsAreShownForAllThat() {
		assertThat(run("issue", "harbor/lighthouse#5", "--human").stdout()).contains("\\u001b]0;t\\u0007", FORGED);
		assertThat(run("mr", "harbor/lighthouse!3", "--human").stdout()).contains("\\u202e");
		JsonNode issue = JsonMapper.shared().readTree(run("issue", "harbor/lighthouse#5").stdout()).path("data");
		assertThat(issue.path("title").asString()).as("machines get the text as it is").endsWith(HOSTILE);
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403, 404, 429, 500 })
	void norDoesWhatServersAnswerToRequests(int status) {
		Map<String, String> wrong = new TreeMap<>();
		String body = JsonMapper.shared()
			.writeValueAsString(Map.of("message", HOSTILE, "error", HOSTILE, "error_description", HOSTILE));
		for (String answer : List.of(body, HOSTILE, "<title>" + HOSTILE + "</title>")) {
			for (String place : List.of("/projects/", "/user", "/issues", "/discussions")) {
				gitlab.intercept((path) -> path.contains(place)
						? new Answer(status, answer, List.of(new Header("Retry-After", "0"))) : null);
				Reader reader = Reader.values()[place.length() % Reader.values().length];
				InProcess.Ended ended = reader.run(List.of("sync", "-p", PROJECT, "--issue", "5"));
				check(status + place + ", stdout", ended.stdout(), reader, wrong);
				check(status + place + ", stderr", ended.stderr(), reader, wrong);
			}
		}
		gitlab.intercept((path) -> null);
		assertThat(wrong).isEmpty();
	}

	/**
	 * A line that begins so is one of the program to whoever reads it.
	 */
	private static void check(String name, String output, Reader reader, Map<String, String> wrong) {
		String text = (reader == Reader.TERMINAL) ? OWN_COLOURS.matcher(output).replaceAll("") : output;
		text.codePoints().filter(HostileTextIntegrationTests::isHidden).findFirst().ifPresent((character) -> {
			int place = text.indexOf(new String(Character.toChars(character)));
			wrong.put(name + ", " + reader,
					"U+%04X behind %s".formatted(character, text.substring(Math.max(0, place - 80), place)));
		});
		text.lines()
			.filter((line) -> line.startsWith(FORGED) || line.equals("  deleted   " + FORGED))
			.forEach((line) -> wrong.put(name + ", " + reader, "a line: " + line));
	}

	/**
	 * Unlike in the program itself: everything of these kinds but line feeds, tabs and
	 * the joiners of emoji.
	 */
	private static boolean isHidden(int character) {
		int type = Character.getType(character);
		return character != '\n' && character != '\t' && character != 0x200D
				&& (type == Character.CONTROL || type == Character.FORMAT || type == Character.LINE_SEPARATOR
						|| type == Character.PARAGRAPH_SEPARATOR);
	}

	private static String hostile(String body) {
		try {
			JsonNode tree = JsonMapper.shared().readTree(body);
			spoil(tree);
			return JsonMapper.shared().writeValueAsString(tree);
		}
		catch (tools.jackson.core.JacksonException ex) {
			return body;
		}
	}

	private static void spoil(JsonNode node) {
		if (node instanceof ObjectNode object) {
			for (String name : List.copyOf(object.propertyNames())) {
				JsonNode value = object.get(name);
				if (!value.isString()) {
					spoil(value);
				}
				else if (!IDENTITY.contains(name) && !TIME.matcher(value.asString()).matches()) {
					object.put(name, value.asString() + HOSTILE);
				}
			}
		}
		else if (node instanceof ArrayNode array) {
			for (int index = 0; index < array.size(); index++) {
				if (array.get(index).isString()) {
					array.set(index, array.get(index).asString() + HOSTILE);
				}
				else {
					spoil(array.get(index));
				}
			}
		}
	}

	private static void collect(String name, CommandLine command, Set<String> names) {
		command.getSubcommands().forEach((word, below) -> {
			String path = (name + " " + word).strip();
			names.add(path);
			collect(path, below, names);
		});
	}

	private static List<List<String>> lines(String... lines) {
		List<List<String>> split = new ArrayList<>();
		for (String line : lines) {
			split.add(List.of(line.split(" ")));
		}
		return split;
	}

	private static InProcess.Ended run(String... arguments) {
		return InProcess.run(surroundings(), arguments);
	}

	private static Surroundings surroundings() {
		return new Surroundings(Map.of("LORE_GITLAB_URL", gitlab.url().toString(), "LORE_GITLAB_TOKEN",
				SampleTokens.FULL, "LORE_DATABASE", folder.resolve("lore.db").toString(), "HOME", folder.toString(),
				"LORE_GITLAB_RETRY_MAX_ATTEMPTS", "1", "LORE_GITLAB_RETRY_INITIAL_WAIT", "0s"), folder);
	}

	/**
	 * Who reads what a command prints.
	 */
	enum Reader {

		MACHINE, PERSON, TERMINAL;

		InProcess.Ended run(List<String> arguments) {
			List<String> all = new ArrayList<>(arguments);
			if (this == PERSON) {
				all.add("--human");
			}
			String[] words = all.toArray(String[]::new);
			return (this == TERMINAL) ? InProcess.runOnTerminal(surroundings(), words)
					: InProcess.run(surroundings(), words);
		}

	}

	/**
	 * A command line as the name of a case.
	 */
	private static final class VisibleName {

		static String of(List<String> arguments) {
			return String.join(" ", arguments).replace(HOSTILE, "<hostile>");
		}

	}

}
