package dev.lorebatch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.config.Surroundings;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.ShellWords;

import static org.assertj.core.api.Assertions.assertThat;

class VerifyIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	private static final Instant LONG_AGO = Instant.parse("2020-01-01T10:00:00Z");

	private static final Instant LATER = Instant.parse("2026-12-01T10:00:00Z");

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private String token = SampleTokens.FULL;

	@BeforeEach
	void sync() {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		assertThat(run("sync", "-p", PROJECT, "--issue", "1,5,7,10", "--mr", "4,13").exitCode()).isZero();
		assertThat(run("sync", "-p", "harbor/tools/rope-kit", "--issue", "1").exitCode()).isZero();
		this.sample.forgetRequests();
	}

	@AfterEach
	void stop() {
		this.sample.close();
	}

	@Test
	void aMirrorThatIsAsGitLabIsPasses() {
		InProcess.Ended ended = run("verify");
		assertThat(ended.exitCode()).as(ended.toString()).isZero();
		JsonNode data = data(ended);
		assertThat(data.path("population").asInt()).isEqualTo(7);
		assertThat(data.path("sampled").asInt()).isEqualTo(7);
		assertThat(data.path("matching").asInt()).isEqualTo(7);
		assertThat(data.path("drift_rate").path("high").asDouble()).as("all were looked at").isZero();
		assertThat(data.path("hints").path("other_fields_differ").asInt()).isZero();
		assertThat(data.path("entities")).isEmpty();
		assertThat(data.path("recovery_actions")).isEmpty();
		assertThat(this.sample.requests()).as("2 projects, 3 lists").hasSize(5);
		assertThat(data.path("counters").path("requests").asInt()).isEqualTo(5);
	}

	@Test
	void whatDriftedIsNamedWithItsFieldsAndSyncedByTheActions() {
		this.sample.project(PROJECT).issue(5).edit(LATER, (edit) -> edit.title("Renamed").labels("bug"));
		this.sample.project(PROJECT).mergeRequest(4).edit(LATER, (edit) -> edit.description("New"));
		InProcess.Ended ended = run("verify", "--seed", "42");
		assertThat(ended.exitCode()).isEqualTo(ExitCode.HEALTH_CHECK_FAILED.number());
		JsonNode data = data(ended);
		assertThat(data.path("seed").asLong()).isEqualTo(42);
		assertThat(data.path("drifted").asInt()).isEqualTo(2);
		assertThat(fields(data, PROJECT + "#5")).contains("title", "labels", "updated_at").doesNotContain("state");
		assertThat(fields(data, PROJECT + "!4")).containsExactly("description", "updated_at");
		assertThat(data.path("drift_rate").path("rate").asDouble()).isEqualTo(2.0 / 7);
		assertThat(error(ended).path("message").asString()).startsWith("2 of 7 sampled entities drifted");
		String action = data.path("recovery_actions").get(0).path("command").asString();
		assertThat(action).contains("sync -p harbor/lighthouse --issue 5 --mr 4");
		List<String> words = ShellWords.split(action).get(0);
		assertThat(run(words.subList(3, words.size()).toArray(String[]::new)).exitCode()).isZero();
		assertThat(run("verify", "--seed", "42").exitCode()).isZero();
	}

	@Test
	void repairSyncsWhatDriftedAndNothingElse() {
		this.sample.project(PROJECT).issue(5).edit(LATER, (edit) -> edit.title("Renamed"));
		this.sample.project("harbor/tools/rope-kit").issue(1).edit(LATER, (edit) -> edit.state("closed"));
		InProcess.Ended ended = run("verify", "--repair");
		assertThat(ended.exitCode()).as(ended.toString()).isZero();
		JsonNode data = data(ended);
		assertThat(data.path("drifted").asInt()).isEqualTo(2);
		assertThat(data.path("runs")).extracting((entry) -> entry.path("project").asString())
			.containsExactly("harbor/lighthouse", "harbor/tools/rope-kit");
		assertThat(data.path("runs")).extracting((entry) -> entry.path("entities").size()).containsOnly(1);
		assertThat(run("verify").exitCode()).isZero();
		assertThat(data(run("issue", "5", "-p", PROJECT)).path("title").asString()).isEqualTo("Renamed");
	}

	@Test
	void whatGitLabDoesNotShowFailsTheCheckAndCannotBeRepaired() {
		this.sample.project(PROJECT).issue(7).delete();
		InProcess.Ended ended = run("verify");
		assertThat(ended.exitCode()).isEqualTo(ExitCode.HEALTH_CHECK_FAILED.number());
		JsonNode data = data(ended);
		assertThat(data.path("not_found").asInt()).isOne();
		assertThat(data.path("drifted").asInt()).isZero();
		assertThat(data.path("entities").get(0).path("reference").asString()).isEqualTo(PROJECT + "#7");
		assertThat(data.path("recovery_actions").get(0).path("command").asString())
			.contains("sync -p harbor/lighthouse --issue 7 --preflight-only");
		this.sample.project(PROJECT).issue(5).edit(LATER, (edit) -> edit.title("Renamed"));
		InProcess.Ended repaired = run("verify", "--repair");
		assertThat(data(repaired).path("runs")).hasSize(1);
		assertThat(data(repaired).path("runs").get(0).path("status").asString()).isEqualTo("completed");
		assertThat(repaired.exitCode()).as("what is not shown is left").isEqualTo(19);
	}

	@Test
	void aProjectThatIsNotShownDoesNotHideTheOthers() {
		assertThat(run("sync", "-p", "harbor/keepers-log", "--issue", "1").exitCode()).isZero();
		this.token = SampleTokens.GUEST;
		this.sample.project(PROJECT).issue(5).edit(LATER, (edit) -> edit.title("Renamed"));
		JsonNode data = data(run("verify"));
		assertThat(data.path("not_found").asInt()).as("the private project, the confidential issue").isEqualTo(2);
		assertThat(fields(data, PROJECT + "#5")).contains("title");
	}

	@Test
	void aNoteThatGitLabCountsAloneIsAHintAndTheCountDrift() {
		this.sample.project(PROJECT).issue(1).addNote(LATER, "keeper", "One more");
		JsonNode data = data(run("verify", "-p", PROJECT));
		assertThat(fields(data, PROJECT + "#1")).contains("user_notes_count");
		assertThat(data.path("hints").path("user_notes_differ").asInt()).isPositive();
	}

	@Test
	void whatDiffersIsDriftWhateverTheDatesSay() throws SQLException {
		for (String date : List.of("2099-01-01T00:00:00.000Z", "2020-01-01T00:00:00.000Z")) {
			execute("UPDATE issues SET title = 'Other', updated_at = '%s' WHERE iid = 5".formatted(date));
			assertThat(fields(data(run("verify")), PROJECT + "#5")).containsExactly("title", "updated_at");
		}
	}

	@Test
	void aTitleWhoseTimeWentBackIsDriftAndIsRepaired() {
		this.sample.project(PROJECT).issue(5).edit(LONG_AGO, (edit) -> edit.title("Restored"));
		this.sample.project(PROJECT).mergeRequest(4).edit(LONG_AGO, (edit) -> edit.title("Restored"));
		InProcess.Ended ended = run("verify", "--repair");
		assertThat(ended.exitCode()).as(ended.toString()).isZero();
		assertThat(data(ended).path("drifted").asInt()).isEqualTo(2);
		assertThat(run("verify").exitCode()).isZero();
		assertThat(data(run("issue", "5", "-p", PROJECT)).path("title").asString()).isEqualTo("Restored");
	}

	@Test
	void whatASyncWroteWhileGitLabAnsweredIsNoDrift() throws Exception {
		this.sample.project(PROJECT).issue(5).edit(LATER, (edit) -> edit.title("Renamed"));
		List<InProcess.Ended> beside = new CopyOnWriteArrayList<>();
		try (FaultyGitLab gitlab = new FaultyGitLab(this.sample.url())) {
			gitlab.intercept((path) -> {
				if (path.endsWith("/issues")) {
					beside.add(InProcess.runBeside(surroundings(), "sync", "-p", PROJECT, "--issue", "5"));
					this.sample.project(PROJECT).issue(5).edit(LONG_AGO, (edit) -> edit.title("Renamed again"));
				}
				return null;
			});
			InProcess.Ended ended = run("verify", "-p", PROJECT, "--gitlab-url", gitlab.url().toString());
			assertThat(data(ended).path("drifted").asInt()).as(ended.toString()).isZero();
		}
		assertThat(beside).as("one list, one sync").hasSize(1).allMatch((sync) -> sync.exitCode() == 0);
		assertThat(run("verify").exitCode()).as("the next look sees it").isEqualTo(19);
	}

	private void execute(String sql) throws SQLException {
		try (Connection mirror = DriverManager.getConnection("jdbc:sqlite:" + this.folder.resolve("lore.db"));
				Statement statement = mirror.createStatement()) {
			statement.executeUpdate(sql);
		}
	}

	@Test
	void aSampleIsPartOfTheMirrorAndTheSeedRepeatsIt() {
		JsonNode data = data(run("verify", "--sample", "3", "--seed", "7", "-p", PROJECT));
		assertThat(data.path("population").asInt()).isEqualTo(6);
		assertThat(data.path("sampled").asInt()).isEqualTo(3);
		assertThat(data.path("drift_rate").path("high").asDouble()).isBetween(0.1, 0.9);
		List<String> first = queries();
		this.sample.forgetRequests();
		run("verify", "--sample", "3", "--seed", "7", "-p", PROJECT);
		assertThat(queries()).isEqualTo(first);
	}

	@Test
	void verifyingWritesNothing() throws IOException {
		this.sample.project(PROJECT).issue(5).edit(LATER, (edit) -> edit.title("Renamed"));
		Map<String, String> before = files();
		assertThat(run("verify").exitCode()).isEqualTo(19);
		assertThat(files()).isEqualTo(before);
	}

	@Test
	void whatCannotBeVerifiedIsSaidInOneLine() {
		assertThat(run("verify", "-p", "harbor/nowhere").exitCode()).isEqualTo(ExitCode.NOT_FOUND_LOCALLY.number());
		assertThat(run("verify", "--sample", "0").exitCode()).isEqualTo(ExitCode.USAGE.number());
		assertThat(run("verify", "--sample", "10001").exitCode()).isEqualTo(ExitCode.USAGE.number());
		assertThat(run("verify", "--seed", "x").exitCode()).isEqualTo(ExitCode.USAGE.number());
		this.token = "wrong";
		assertThat(run("verify").exitCode()).isEqualTo(ExitCode.AUTHENTICATION_FAILED.number());
		InProcess.Ended ended = run("verify", "--database", this.folder.resolve("none.db").toString());
		assertThat(ended.exitCode()).isEqualTo(ExitCode.NOT_FOUND_LOCALLY.number());
		assertThat(ended.stderr()).hasLineCount(1);
		assertThat(this.folder.resolve("none.db")).doesNotExist();
	}

	@Test
	void peopleReadTheSame() {
		this.sample.project(PROJECT).issue(5).edit(LATER, (edit) -> edit.title("Renamed"));
		InProcess.Ended ended = run("verify", "--human", "--seed", "3");
		assertThat(ended.stdout()).contains("sampled 7 of 7 issues and merge requests, seed 3", "drifted 1",
				"  drift 14.3 %", "harbor/lighthouse#5 (title");
		assertThat(ended.stderr()).contains("next: ", "--issue 5");
	}

	private List<String> queries() {
		return this.sample.requests().stream().map((request) -> request.target()).sorted().toList();
	}

	private Map<String, String> files() throws IOException {
		Map<String, String> files = new TreeMap<>();
		try (Stream<Path> paths = Files.list(this.folder)) {
			for (Path path : paths.filter(Files::isRegularFile).toList()) {
				files.put(path.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(path)));
			}
		}
		return files;
	}

	private static List<String> fields(JsonNode data, String reference) {
		List<String> fields = new ArrayList<>();
		data.path("entities").values().forEach((entity) -> {
			if (entity.path("reference").asString().equals(reference)) {
				entity.path("fields").values().forEach((field) -> fields.add(field.asString()));
			}
		});
		return fields;
	}

	private static JsonNode data(InProcess.Ended ended) {
		return JsonMapper.shared().readTree(ended.stdout()).path("data");
	}

	private static JsonNode error(InProcess.Ended ended) {
		return JsonMapper.shared().readTree(ended.stderr()).path("error");
	}

	private InProcess.Ended run(String... arguments) {
		return InProcess.run(surroundings(), arguments);
	}

	private Surroundings surroundings() {
		Map<String, String> variables = Map.of("LORE_GITLAB_URL", this.sample.url().toString(), "LORE_GITLAB_TOKEN",
				this.token, "LORE_DATABASE", this.folder.resolve("lore.db").toString(), "HOME", this.folder.toString());
		return new Surroundings(variables, this.folder);
	}

}
