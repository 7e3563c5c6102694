package dev.lorebatch.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.config.Surroundings;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.sample.SampleTokens;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every command sends as many requests as {@code docs/concepts/requests.md} says, not one
 * more, by as few connections as requests are under way at once.
 */
class RequestCountIntegrationTests {

	private static final String PROJECT = "harbor/tools/rope-kit";

	private static final String LARGE = "bench/generated";

	private static final int CONCURRENCY = 4;

	/** Commands that read what is there, or write only here. */
	private static final Map<String, String> OFFLINE = new LinkedHashMap<>();

	static {
		OFFLINE.put("", "--help");
		OFFLINE.put("help", "help sync");
		OFFLINE.put("runs", "runs");
		OFFLINE.put("runs list", "runs list");
		OFFLINE.put("runs show", "runs show first");
		OFFLINE.put("runs restart", "runs restart first");
		OFFLINE.put("runs stop", "runs stop first");
		OFFLINE.put("runs recover", "runs recover");
		OFFLINE.put("runs abandon", "runs abandon first");
		OFFLINE.put("robot-docs", "robot-docs");
		OFFLINE.put("db", "db --help");
		OFFLINE.put("db check", "db check");
		OFFLINE.put("db backup", "db backup copy.db");
		OFFLINE.put("docs", "docs --help");
		OFFLINE.put("docs rebuild", "docs rebuild");
		OFFLINE.put("embed", "embed");
		OFFLINE.put("search", "search rope");
		OFFLINE.put("issue", "issue 1 -p " + PROJECT);
		OFFLINE.put("issues", "issues");
		OFFLINE.put("mr", "mr 1 -p " + PROJECT);
		OFFLINE.put("mrs", "mrs");
		OFFLINE.put("related", "related 1 -p " + PROJECT);
		OFFLINE.put("completion", "completion bash");
		OFFLINE.put("man", "man sync");
		OFFLINE.put("install", "install --help");
	}

	/** Commands that have a test of their own here, or a server of their own. */
	private static final List<String> ONLINE = List.of("sync", "verify", "demo");

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private long issues;

	private long mergeRequests;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab
			.start(SampleOptions.defaults().withGenerated(new GeneratedProject(LARGE, 101, 3, 2, 1)));
		SampleProject project = this.sample.project(PROJECT);
		this.issues = project.issueIids().size();
		this.mergeRequests = project.mergeRequestIids().size();
	}

	@AfterEach
	void stop() {
		this.sample.close();
	}

	@Test
	void aSurgicalRunSendsItsLowerBound() {
		long user = 1; // the first run of a database asks whose the token is
		for (int[] wanted : new int[][] { { 1, 0 }, { 0, 1 }, { 3, 2 }, { 101, 3 } }) {
			int i = wanted[0];
			int m = wanted[1];
			long lists = (i + 99) / 100 + (m + 99) / 100;
			String[] sync = Stream.of(Stream.of("sync", "-p", LARGE), option("--issue", i), option("--mr", m))
				.flatMap((part) -> part)
				.toArray(String[]::new);
			assertThat(dryRun(sync)).isEqualTo(1 + 2 * lists + 5 * i + 6 * m);
			assertThat(requests(sync)).as("%d issues, %d merge requests", i, m)
				.isEqualTo(user + 1 + 2 * lists + 5 * i + 6 * m);
			user = 0;
			assertThat(requests(with(sync, "--no-verify"))).isEqualTo(1 + lists + 5 * i + 6 * m);
			assertThat(requests(with(sync, "--preflight-only"))).isEqualTo(1 + lists);
		}
	}

	@Test
	void aRunOfAWholeProjectSendsWhatItMust() {
		long sets = 5 * this.issues + 6 * this.mergeRequests;
		assertThat(requests("sync", "-p", PROJECT)).as("first, with the user").isEqualTo(1 + 1 + 2 + sets);
		assertThat(requests("sync", "-p", PROJECT)).as("nothing changed").isEqualTo(1 + 2);
		assertThat(requests("sync", "-p", PROJECT, "--full")).as("full").isEqualTo(1 + 2 + sets);
		assertThat(requests("sync", "-p", PROJECT, "--reconcile")).as("nothing is gone").isEqualTo(1 + 2 + 2);
		assertThat(requests("sync", "-p", PROJECT, "--preflight-only")).as("totals").isEqualTo(1 + 2);
	}

	@Test
	void aListingHasOneRequestForEachHundred() {
		long sets = 5 * 101 + 6 * 3;
		assertThat(requests("sync", "-p", LARGE, "--no-docs")).as("with the user").isEqualTo(1 + 1 + 2 + 1 + sets);
		assertThat(requests("sync", "-p", LARGE, "--no-docs")).isEqualTo(1 + 2);
		// the list shows the newest
		assertThat(requests("sync", "-p", LARGE, "--no-docs", "--reconcile")).isEqualTo(1 + 2 + 1 + 1);
	}

	@Test
	void verifyingAsksForTheProjectAndTheLists() {
		requests("sync", "-p", LARGE, "--no-docs");
		assertThat(requests("verify", "--sample", "104")).isEqualTo(1 + 2 + 1);
		assertThat(requests("verify", "--sample", "10", "--seed", "1")).isLessThanOrEqualTo(1 + 1 + 1);
	}

	@Test
	void nothingElseSendsAnything() {
		requests("sync", "-p", PROJECT, "--issue", "1", "--mr", "1", "--run-id", "first");
		OFFLINE.forEach((command, line) -> assertThat(requests(line.split(" "))).as(command).isZero());
		assertThat(requests("sync", "-p", PROJECT, "--issue", "1", "--run-id", "first")).as("complete").isZero();
		assertThat(requests("sync", "-p", PROJECT, "--issue", "1", "--dry-run")).isZero();
		assertThat(requests("sync", "-p", PROJECT, "--dry-run")).isZero();
	}

	@Test
	void everyCommandIsCounted() {
		TreeSet<String> commands = new TreeSet<>(OFFLINE.keySet());
		commands.addAll(ONLINE);
		assertThat(commands).containsExactlyElementsOf(new TreeSet<>(CommandLines.help().keySet()));
	}

	private static Stream<String> option(String name, int count) {
		return (count == 0) ? Stream.empty() : Stream.of(name, iids(count));
	}

	private static String iids(int count) {
		return LongStream.rangeClosed(1, count).mapToObj(String::valueOf).collect(Collectors.joining(","));
	}

	private static String[] with(String[] arguments, String more) {
		return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
	}

	private long dryRun(String... sync) {
		JsonNode answer = JsonMapper.shared().readTree(run(with(sync, "--dry-run")).stdout());
		return answer.path("data").path("requests").path("total").asLong();
	}

	private long requests(String... arguments) {
		this.sample.forgetRequests();
		InProcess.Ended ended = run(arguments);
		assertThat(this.sample.connections()).as(ended.toString()).isLessThanOrEqualTo(CONCURRENCY);
		return this.sample.requests().size();
	}

	private InProcess.Ended run(String... arguments) {
		Map<String, String> variables = Map.of("LORE_GITLAB_URL", this.sample.url().toString(), "LORE_GITLAB_TOKEN",
				SampleTokens.FULL, "LORE_GITLAB_CONCURRENCY", String.valueOf(CONCURRENCY), "LORE_DATABASE",
				this.folder.resolve("lore.db").toString(), "HOME", this.folder.toString());
		return InProcess.run(new Surroundings(variables, this.folder), arguments);
	}

}
