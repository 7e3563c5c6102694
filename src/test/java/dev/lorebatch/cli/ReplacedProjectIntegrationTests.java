package dev.lorebatch.cli;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.config.Surroundings;
import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.sample.SampleTokens;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the commands say of a path that belongs to another project today than yesterday.
 */
class ReplacedProjectIntegrationTests {

	private static final String PROJECT = "harbor/tools/rope-kit";

	private static final String OTHER = "bench/generated";

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private SampleProject former;

	private SampleProject present;

	private String formerIssue;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab
			.start(SampleOptions.defaults().withGenerated(new GeneratedProject(OTHER, 30, 3, 2, 1)));
		this.former = this.sample.project(PROJECT);
		this.present = this.sample.project(OTHER);
		this.formerIssue = this.former.id() + "#1";
	}

	@AfterEach
	void stop() {
		this.sample.close();
	}

	@Test
	void aProjectMadeAnewUnderItsPathIsTheOnlyAnswerToThePath() {
		run("sync", "-p", PROJECT);
		String formerTitle = data(run("issue", "1", "-p", PROJECT)).path("title").asString();
		makeAnew();
		JsonNode synced = data(run("sync", "-p", PROJECT, "--run-id", "nightly"));
		assertThat(synced.path("warnings").toString()).contains(
				PROJECT + " belongs to another project now; project " + this.former.id() + ", which had that path",
				"is gone");
		String title = data(run("issue", PROJECT + "#1")).path("title").asString();
		assertThat(title).isNotEqualTo(formerTitle);
		assertThat(data(run("issue", "1")).path("title").asString()).isEqualTo(title);
		assertThat(data(run("issue", "1", "-p", PROJECT)).path("title").asString()).isEqualTo(title);
		run("related", "1", "-p", PROJECT);
		run("issue", "2", "-p", PROJECT);
		run("mr", "1", "-p", PROJECT);
		assertThat(references("issues", "issues")).hasSize(20).allMatch((reference) -> reference.startsWith(PROJECT));
		assertThat(references("issues", "issues", "-p", PROJECT, "-n", "100")).hasSize(30);
		assertThat(references("hits", "search", formerTitle)).noneMatch((one) -> one.startsWith("71"));
		run("db", "check");
		assertThat(data(run("verify", "--sample", "100")).path("population").asInt()).isEqualTo(33);
	}

	@Test
	void theEntitiesOfAProjectThatIsGoneAreFoundByItsIdAndSaySo() {
		run("sync", "-p", PROJECT);
		String formerTitle = data(run("issue", "1", "-p", PROJECT)).path("title").asString();
		makeAnew();
		run("sync", "-p", PROJECT, "--run-id", "nightly");
		JsonNode gone = data(run("issue", this.formerIssue));
		assertThat(gone.path("title").asString()).isEqualTo(formerTitle);
		assertThat(gone.path("reference").asString()).isEqualTo(this.formerIssue);
		assertThat(gone.path("gone_at").asString()).startsWith("20");
		assertThat(gone.path("project_gone_at").asString()).startsWith("20");
		assertThat(gone.path("project_former_path").asString()).isEqualTo(PROJECT);
		assertThat(run("issue", this.formerIssue, "--human").stdout())
			.contains("the path " + PROJECT + " belonged to it once", "it is gone");
		assertThat(run("issue", "1", "-p", String.valueOf(this.former.id()), "--human").stdout())
			.contains("by run nightly");
		run("related", this.formerIssue);
		assertThat(references("issues", "issues", "--gone", "-n", "100")).hasSize(this.former.issueIids().size())
			.allMatch((reference) -> reference.startsWith(this.former.id() + "#"));
		assertThat(ended("verify", "-p", String.valueOf(this.former.id())).exitCode()).isEqualTo(17);
	}

	@Test
	void surgicalSyncOfAProjectMadeAnewReadsTheOneThatIsThere() {
		run("sync", "-p", PROJECT);
		makeAnew();
		this.sample.forgetRequests();
		JsonNode synced = data(run("sync", "-p", PROJECT, "--issue", "1", "--no-docs"));
		assertThat(this.sample.requests()).as("one more, for the project that had the path").hasSize(8 + 1);
		assertThat(synced.path("warnings").toString()).contains("is gone");
		assertThat(data(run("issue", "1", "-p", PROJECT)).path("project_id").asLong()).isEqualTo(this.present.id());
		assertThat(data(run("issue", this.formerIssue)).path("gone_at").asString()).startsWith("20");
		assertThat(references("issues", "issues")).containsExactly(PROJECT + "#1");
		run("db", "check");
		this.sample.forgetRequests();
		run("sync", "-p", PROJECT, "--issue", "1", "--no-docs");
		assertThat(this.sample.requests()).hasSize(8);
	}

	@Test
	void theNextSyncReadsTheProjectThatHasThePathOfARenamedOneNow() {
		run("sync", "-p", PROJECT);
		this.former.rename("harbor/tools/rope-kit-old");
		this.present.rename(PROJECT);
		JsonNode synced = data(run("sync", "-p", PROJECT));
		assertThat(synced.path("projects").get(0).path("project_id").asLong()).isEqualTo(this.present.id());
		assertThat(synced.path("warnings").toString()).contains("is harbor/tools/rope-kit-old now");
		assertThat(data(run("issue", "1", "-p", PROJECT)).path("project_id").asLong()).isEqualTo(this.present.id());
		JsonNode renamed = data(run("issue", "1", "-p", "harbor/tools/rope-kit-old"));
		assertThat(renamed.path("project_id").asLong()).isEqualTo(this.former.id());
		assertThat(renamed.path("project_path_lost_at").isNull()).isTrue();
		assertThat(renamed.path("gone_at").isNull()).isTrue();
	}

	@Test
	void whatIsGoneWithItsProjectIsNotShownEvenBeforeItHasItsTombstone() throws SQLException {
		run("sync", "-p", PROJECT);
		assertThat(references("hits", "search", "rope")).isNotEmpty();
		assertThat(references("hits", "search", "rope", "--mode", "vector")).isNotEmpty();
		try (TestDatabase database = TestDatabase.open(this.folder.resolve("lore.db"))) {
			database.execute("UPDATE projects SET gone_at = '2026-11-27T00:00:00.000Z', gone_run_id = 'r', "
					+ "gone_pending = 1, path_lost_at = '2026-11-27T00:00:00.000Z'");
		}
		assertThat(references("hits", "search", "rope")).isEmpty();
		assertThat(references("hits", "search", "rope", "--mode", "vector")).isEmpty();
		assertThat(references("issues", "issues")).isEmpty();
		assertThat(references("issues", "issues", "--gone", "-n", "100")).hasSize(this.former.issueIids().size());
		assertThat(data(run("issue", this.formerIssue)).path("gone_at").asString()).startsWith("2026-11-27");
	}

	@Test
	void aRenamedProjectIsFoundByItsFormerPathUntilAnotherOneTakesIt() {
		String now = "harbor/tools/knots";
		run("sync", "-p", PROJECT);
		this.former.rename(now);
		run("sync", "-p", now);
		assertThat(data(run("issue", "HARBOR/tools/rope-kit#1")).path("reference").asString()).isEqualTo(now + "#1");
		assertThat(references("issues", "issues", "-p", PROJECT, "-n", "100")).hasSize(this.former.issueIids().size())
			.allMatch((reference) -> reference.startsWith(now + "#"));
		assertThat(references("hits", "search", "rope", "-p", PROJECT)).isNotEmpty();
		assertThat(data(run("docs", "rebuild", "-p", PROJECT)).path("documents").asInt()).isPositive();
		this.present.rename(PROJECT);
		run("sync", "-p", PROJECT);
		assertThat(data(run("issue", PROJECT + "#1")).path("project_id").asLong()).isEqualTo(this.present.id());
	}

	@Test
	void everyFormOfAReferenceNamesAnEntityOnTheCommandLine() {
		String page = this.sample.url() + "/harbor%2Flighthouse/-/work_items/10#note_1";
		JsonNode synced = data(run("sync", "-p", "Harbor/Lighthouse", "--issue", "GL-5,[work_item:7]", "--issue", page,
				"--mr", "[merge_request:4]", "--mr", "harbor/lighthouse!6+s", "--no-docs"));
		assertThat(synced.path("entities").values()).extracting((entity) -> entity.path("iid").asInt())
			.containsExactlyInAnyOrder(5, 7, 10, 4, 6);
		assertThat(data(run("related", "[merge_request:4]")).path("reference").asString())
			.isEqualTo("harbor/lighthouse!4");
		assertThat(data(run("related", page)).path("reference").asString()).isEqualTo("harbor/lighthouse#10");
		assertThat(data(run("issue", "GL-5", "-p", "HARBOR/lighthouse")).path("reference").asString())
			.isEqualTo("harbor/lighthouse#5");
		assertThat(data(run("issue", "lighthouse#5")).path("reference").asString()).isEqualTo("harbor/lighthouse#5");
		InProcess.Ended refused = ended("sync", "--issue", "lighthouse#5");
		assertThat(refused.exitCode()).isEqualTo(2);
		assertThat(refused.stderr()).contains("leaves out the group", "group/lighthouse#5");
	}

	@Test
	void relatedWarnsWhereTextsHaveNotBeenReadAgainSinceAnUpdate() throws SQLException {
		run("sync", "-p", PROJECT, "--issue", "1", "--no-docs");
		assertThat(data(run("related", "1")).path("warnings").toString()).doesNotContain("again");
		try (TestDatabase database = TestDatabase.open(this.folder.resolve("lore.db"))) {
			database.execute("UPDATE reference_scans SET grammar = 0");
		}
		assertThat(data(run("related", "1")).path("warnings").toString())
			.contains("the texts of 1 issues and merge requests have not been read again");
		run("sync", "-p", PROJECT, "--issue", "2", "--no-docs");
		assertThat(data(run("related", "1")).path("warnings").toString()).doesNotContain("again");
	}

	@Test
	void aPathInOtherLettersIsNoOtherProject() {
		run("sync", "-p", PROJECT);
		this.former.rename("Harbor/tools/Rope-Kit");
		this.sample.forgetRequests();
		JsonNode synced = data(run("sync", "-p", PROJECT));
		assertThat(synced.path("warnings")).isEmpty();
		assertThat(this.sample.requests()).filteredOn((request) -> request.target().endsWith("/" + this.former.id()))
			.isEmpty();
		assertThat(data(run("issue", "1", "-p", PROJECT)).path("reference").asString())
			.isEqualTo("Harbor/tools/Rope-Kit#1");
	}

	private void makeAnew() {
		this.former.delete();
		this.present.rename(PROJECT);
	}

	private List<String> references(String field, String... arguments) {
		List<String> references = new ArrayList<>();
		data(run(arguments)).path(field)
			.values()
			.forEach((entry) -> references.add(entry.path("reference").asString()));
		return references;
	}

	private static JsonNode data(InProcess.Ended ended) {
		return JsonMapper.shared().readTree(ended.stdout()).path("data");
	}

	private InProcess.Ended run(String... arguments) {
		InProcess.Ended ended = ended(arguments);
		assertThat(ended.exitCode()).as("%s: %s", String.join(" ", arguments), ended).isZero();
		return ended;
	}

	private InProcess.Ended ended(String... arguments) {
		Map<String, String> variables = Map.of("LORE_GITLAB_URL", this.sample.url().toString(), "LORE_GITLAB_TOKEN",
				SampleTokens.FULL, "LORE_DATABASE", this.folder.resolve("lore.db").toString(), "HOME",
				this.folder.toString());
		return InProcess.run(new Surroundings(variables, this.folder), arguments);
	}

}
