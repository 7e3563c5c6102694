package dev.lorebatch.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.config.Surroundings;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.ShellWords;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who mistypes a command, an option, a value or a name is told what was probably meant,
 * as a command that can be run as printed. Nothing is guessed, except by commands that
 * only read, from the end of a path that only one project has.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MistypedIntegrationTests {

	@TempDir
	static Path folder;

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	@BeforeAll
	void sync() {
		ok("sync", "-p", "harbor/lighthouse", "--issue", "1,5", "--mr", "4");
		ok("sync", "-p", "harbor/tools/rope-kit", "--issue", "1");
	}

	@AfterAll
	void stop() {
		this.sample.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			isues --state opened             | issues --state opened
			issues --stat opened             | issues --state opened
			issues --State=opened            | issues --state=opened
			issues --state opend             | issues --state opened
			issues --state=Opened            | issues --state=opened
			issues --state close             | issues --state closed
			issues -state opened             | issues --state opened
			issues --sort update             | issues --sort updated
			issues --confidential exlude     | issues --confidential exclude
			search light --kind issues       | search light --kind issue
			search light --mode lexicl       | search light --mode lexical
			search light --Mode lexical      | search light --mode lexical
			related 5 --kind issu            | related 5 --kind issue
			restart nightly                  | runs restart nightly
			check                            | db check
			db chek                          | db check
			runs lst                         | runs list
			issue 5 --maxage 1h              | issue 5 --max-age 1h
			--robots runs                    | --robot runs
			issues -p harbor/lighthuose      | issues -p harbor/lighthouse
			issue 5 -p harbour/lighthouse    | issue 5 -p harbor/lighthouse
			issues --project=harbor/lighthuse| issues --project=harbor/lighthouse
			search light -p lighthous        | search light -p harbor/lighthouse
			verify -p tools/rope-kit         | verify -p harbor/tools/rope-kit
			docs rebuild -p rope-kit         | docs rebuild -p harbor/tools/rope-kit
			docs rebuild -p tools/rope-kit   | docs rebuild -p harbor/tools/rope-kit
			sync -p lighthouse --issue 1     | sync -p harbor/lighthouse --issue 1
			sync -p lighthouse               | sync -p harbor/lighthouse
			sync -p rope-kti                 | sync -p harbor/tools/rope-kit
			""")
	void theCommandLineThatWasMeantIsSuggested(String line, String meant) {
		InProcess.Ended ended = run(line.split(" "));
		assertThat(ended.exitCode()).as(ended.toString())
			.isIn(ExitCode.USAGE.number(), ExitCode.NOT_FOUND_LOCALLY.number());
		assertThat(ended.stdout()).isEmpty();
		JsonNode error = error(ended);
		assertThat(error.path("suggestion").asString()).startsWith("did you mean ");
		assertThat(words(error.path("actions").get(0))).isEqualTo(List.of(meant.split(" ")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "isues --state opened", "issues --stat opened", "search light -p lighthous",
			"issues --label Tide", "issue 5 -p harbour/lighthouse" })
	void theSuggestedCommandRuns(String line) {
		InProcess.Ended ended = run(line.split(" "));
		JsonNode actions = ended.stdout().isEmpty() ? error(ended).path("actions")
				: data(ended).path("recovery_actions");
		ok(words(actions.get(0)).toArray(String[]::new));
	}

	@ParameterizedTest
	@ValueSource(strings = { "frobnicate", "issues --frobnicate", "issues --state 7", "issues --updated 7d",
			"issues -p nowhere/at-all", "search light --mode bm25", "issues extra", "search lighthous -plighthous" })
	void whereNothingOrTooMuchIsNearNoCommandLineIsMade(String line) {
		InProcess.Ended ended = run(line.split(" "));
		assertThat(ended.exitCode()).isNotZero();
		error(ended).path("actions")
			.forEach((action) -> assertThat(action.path("description").asString()).doesNotStartWith("with "));
	}

	@Test
	void severalThatAreAsNearAreNamed() {
		assertThat(error(run("issues", "--updated", "7d")).path("suggestion").asString())
			.startsWith("did you mean --updated-since or --updated-before?");
	}

	@ParameterizedTest
	@ValueSource(strings = { "isues --gitlab-url https://jan:hidden@gitlab.example.com/", "isues --token hidden",
			"issues --token hidden", "isues --token=hidden", "isues --token-file hidden", "isues TOKEN=hidden",
			"isues glpat-hidden", "issues --state opend --token-file hidden" })
	void noCommandLineIsMadeThatMayRepeatASecret(String line) {
		InProcess.Ended ended = run(line.split(" "));
		assertThat(ended.stderr()).contains("did you mean").doesNotContain("hidden");
	}

	@ParameterizedTest
	@CsvSource({ "--label, Tide, tide, label", "--label, ~Tide, tide, label", "--author, maras, mara, author",
			"--milestone, spring tide, 1.1 Spring tide, milestone" })
	void aNameTheMirrorDoesNotHaveIsWarnedOf(String option, String given, String near, String what) {
		for (List<String> command : List.of(List.of("issues"), List.of("search", "light", "--kind", "issue"))) {
			List<String> words = new ArrayList<>(command);
			words.addAll(List.of(option, given));
			InProcess.Ended ended = ok(words.toArray(String[]::new));
			JsonNode data = data(ended);
			assertThat(data.path("warnings").values().stream().map(JsonNode::asString))
				.contains("the mirror has no %s '%s', did you mean %s?".formatted(what, given, near));
			List<String> corrected = new ArrayList<>(words);
			corrected.set(corrected.size() - 1, near);
			assertThat(words(data.path("recovery_actions").get(0))).isEqualTo(corrected);
		}
	}

	@Test
	void aKnownNameThatFindsNothingIsNotWarnedOf() {
		JsonNode data = data(ok("issues", "--label", "tide", "--created-before", "1999-01-01"));
		assertThat(data.path("issues")).isEmpty();
		assertThat(data.path("warnings")).isEmpty();
		assertThat(data(ok("issues", "--author", "MARA", "--created-before", "1999-01-01")).path("warnings")).isEmpty();
	}

	@Test
	void peopleReadTheWarningAndTheCommand() {
		InProcess.Ended ended = run("issues", "--label", "Tide", "--human");
		assertThat(ended.stdout()).isEqualTo("nothing found\n");
		assertThat(ended.stderr()).contains("warning: the mirror has no label 'Tide', did you mean tide?", "next: ",
				"issues --label tide --human  # with tide");
	}

	@ParameterizedTest
	@ValueSource(strings = { "issues -p lighthouse", "issues -p Lighthouse", "issue 5 -p lighthouse",
			"issue lighthouse#5", "mr lighthouse!4", "mrs -p lighthouse", "related lighthouse#5",
			"search light -p lighthouse", "related 5 -p lighthouse", "issues -p tools/rope-kit" })
	void commandsThatOnlyReadTakeTheEndOfAPath(String line) {
		assertThat(ok(line.split(" ")).stdout())
			.contains(line.contains("rope") ? "harbor/tools/rope-kit#" : "harbor/lighthouse");
	}

	@Test
	void commandsThatWriteDoNot() {
		for (String line : List.of("sync -p lighthouse", "sync --issue lighthouse#5",
				"verify -p lighthouse --repair")) {
			this.sample.forgetRequests();
			assertThat(run(line.split(" ")).exitCode()).as(line).isEqualTo(ExitCode.USAGE.number());
			assertThat(this.sample.requests()).isEmpty();
		}
	}

	@Test
	void anEndThatSeveralProjectsHaveIsAmbiguous() throws SQLException {
		execute("INSERT INTO projects (gitlab_id, path) VALUES (99, 'other/lighthouse')");
		try {
			for (String line : List.of("issues -p lighthouse", "issue lighthouse#5", "search light -p lighthouse")) {
				InProcess.Ended ended = run(line.split(" "));
				assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(ExitCode.AMBIGUOUS.number());
				assertThat(error(ended).path("message").asString())
					.contains("may be harbor/lighthouse, other/lighthouse");
			}
		}
		finally {
			execute("DELETE FROM projects WHERE gitlab_id = 99");
		}
	}

	@Test
	void onlyWholeSegmentsAreTheEndOfAPath() {
		assertThat(run("issues", "-p", "house").exitCode()).isEqualTo(ExitCode.NOT_FOUND_LOCALLY.number());
		assertThat(run("issues", "-p", "%").exitCode()).isEqualTo(ExitCode.USAGE.number());
		assertThat(run("issues", "-p", "_ighthouse").exitCode()).isEqualTo(ExitCode.NOT_FOUND_LOCALLY.number());
	}

	private static void execute(String sql) throws SQLException {
		try (Connection mirror = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("lore.db"));
				Statement statement = mirror.createStatement()) {
			statement.executeUpdate(sql);
		}
	}

	private static List<String> words(JsonNode action) {
		List<String> words = ShellWords.split(action.path("command").asString()).get(0);
		return words.subList(3, words.size());
	}

	private InProcess.Ended ok(String... arguments) {
		InProcess.Ended ended = run(arguments);
		assertThat(ended.exitCode()).as(ended.toString()).isZero();
		return ended;
	}

	private InProcess.Ended run(String... arguments) {
		Map<String, String> variables = Map.of("LORE_GITLAB_URL", this.sample.url().toString(), "LORE_GITLAB_TOKEN",
				SampleTokens.FULL, "LORE_DATABASE", folder.resolve("lore.db").toString(), "HOME", folder.toString());
		return InProcess.run(new Surroundings(variables, folder), arguments);
	}

	private static JsonNode data(InProcess.Ended ended) {
		return JsonMapper.shared().readTree(ended.stdout()).path("data");
	}

	private static JsonNode error(InProcess.Ended ended) {
		return JsonMapper.shared().readTree(ended.stderr()).path("error");
	}

}
