package dev.lorebatch.job;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A path is no identity: what runs write when it, or an IID, belongs to another project
 * or entity than before, and when answers are about something else than was asked for.
 */
class IdentityIntegrationTests {

	private static final String PROJECT = "harbor/tools/rope-kit";

	private static final String OTHER = "bench/generated";

	private static final String PLACES = """
			SELECT path || ' ' || gitlab_id || iif(path_lost_at IS NULL, '', iif(gone_at IS NULL, ' lost', ' gone'))
				AS place FROM projects ORDER BY gitlab_id
			""";

	private static final String NOTES_OF_FIRST = """
			SELECT count(*) FROM notes n JOIN discussions d ON d.id = n.discussion_id JOIN issues i ON i.id = d.issue_id
			WHERE i.iid = 1
			""";

	private final SampleGitLab sample = SampleGitLab
		.start(SampleOptions.defaults().withGenerated(new GeneratedProject(OTHER, 160, 3, 2, 1)));

	private final SampleProject former = this.sample.project(PROJECT);

	private final SampleProject present = this.sample.project(OTHER);

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private TestMirror mirror;

	@BeforeEach
	void open() throws Exception {
		this.gitlab = new FaultyGitLab(this.sample.url());
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url());
	}

	@AfterEach
	void close() {
		this.mirror.close();
		this.gitlab.close();
		this.sample.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { PROJECT + "," + OTHER, OTHER + "," + PROJECT })
	void projectsThatExchangedTheirPathsAreBothRightInWhateverOrder(String names) throws Exception {
		List<String> both = List.of(names.split(","));
		assertCompleted(this.mirror.run(incremental("r1", both)));
		exchange();
		assertCompleted(this.mirror.run(incremental("r2", both)));
		assertThat(places()).containsExactly(OTHER + " " + this.former.id(), PROJECT + " " + this.present.id());
		assertThat(this.mirror.rows("""
				SELECT project || ' ' || project_gitlab_id || ' ' || issues_listed AS row FROM sync_run_projects
				WHERE run_id = 'r2' ORDER BY project_gitlab_id
				""")).extracting((row) -> row.get("row"))
			.containsExactly(OTHER + " " + this.former.id() + " " + this.former.issueIids().size(),
					PROJECT + " " + this.present.id() + " 160");
		assertThat(this.mirror.count("SELECT count(*) FROM issue_overview WHERE reference LIKE ?", OTHER + "#%"))
			.isEqualTo(this.former.issueIids().size());
	}

	@Test
	void projectsThatExchangeTheirPathsBetweenTwoAttemptsKeepTheirOwnRows() throws Exception {
		List<String> both = List.of(PROJECT, OTHER);
		this.gitlab.intercept(
				(path) -> path.endsWith("/" + this.former.id() + "/merge_requests") ? Answer.of(403, "{}") : null);
		this.mirror.run(incremental("r1", both));
		exchange();
		this.gitlab.intercept((path) -> null);
		assertCompleted(this.mirror.run(incremental("r1", both)));
		assertThat(this.mirror.rows("""
				SELECT project || ' ' || project_gitlab_id || ' ' || issues_listed AS row FROM sync_run_projects
				ORDER BY project_gitlab_id
				""")).extracting((row) -> row.get("row"))
			.containsExactly(OTHER + " " + this.former.id() + " " + this.former.issueIids().size(),
					PROJECT + " " + this.present.id() + " 160");
	}

	@Test
	void aProjectThatCannotBeLookedUpHasLostItsPathAndNothingIsProven() throws Exception {
		assertCompleted(this.mirror.run(incremental("r1", List.of(PROJECT))));
		makeAnew();
		this.gitlab.intercept((path) -> path.endsWith("/projects/" + this.former.id()) ? Answer.of(403, "{}") : null);
		assertCompleted(this.mirror.run(incremental("r2", List.of(PROJECT))));
		assertThat(places()).containsExactly(PROJECT + " " + this.former.id() + " lost",
				PROJECT + " " + this.present.id());
		assertThat(this.mirror.rows("SELECT state FROM replaced_projects")).extracting((row) -> row.get("state"))
			.containsExactly("unproven");
		assertThat(this.mirror.count("SELECT count(*) FROM issues WHERE gone_at IS NOT NULL")).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM issue_overview WHERE reference LIKE ?",
				this.former.id() + "#%"))
			.isEqualTo(this.former.issueIids().size());
	}

	@Test
	void whatAnotherTokenSawIsNotProvenGone() throws Exception {
		assertCompleted(this.mirror.run(incremental("r1", List.of(PROJECT))));
		makeAnew();
		this.mirror.close();
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url(),
				"lore.gitlab.token=" + SampleTokens.GUEST);
		this.mirror.run(incremental("r2", List.of(PROJECT)));
		assertThat(places()).contains(PROJECT + " " + this.former.id() + " lost");
	}

	@Test
	void aGitLabThatIsOutOfOrderWhenItIsAskedForTheFormerProjectFailsPreflight() throws Exception {
		assertCompleted(this.mirror.run(incremental("r1", List.of(PROJECT))));
		makeAnew();
		this.gitlab.intercept((path) -> path.endsWith("/projects/" + this.former.id()) ? Answer.of(503, "{}") : null);
		assertThat(failure(this.mirror.run(incremental("r2", List.of(PROJECT)))).exitCode())
			.isEqualTo(ExitCode.NETWORK);
		assertThat(places()).containsExactly(PROJECT + " " + this.former.id());
		this.gitlab.intercept((path) -> null);
		assertCompleted(this.mirror.run(incremental("r2", List.of(PROJECT))));
		assertThat(places()).containsExactly(PROJECT + " " + this.former.id() + " gone",
				PROJECT + " " + this.present.id());
	}

	@Test
	void aProjectThatComesBackHasItsPathAndAllOfItsEntitiesAgain() throws Exception {
		assertCompleted(this.mirror.run(incremental("r1", List.of(PROJECT))));
		Map<String, List<Map<String, Object>>> before = this.mirror.content();
		makeAnew();
		assertCompleted(this.mirror.run(incremental("r2", List.of(PROJECT))));
		assertThat(places()).contains(PROJECT + " " + this.former.id() + " gone");
		assertThat(this.mirror.count("SELECT count(*) FROM issues WHERE gone_at IS NOT NULL"))
			.isEqualTo(this.former.issueIids().size());
		this.present.rename(OTHER);
		this.former.restore();
		assertCompleted(this.mirror.run(incremental("r3", List.of(PROJECT))));
		assertThat(places()).containsExactly(PROJECT + " " + this.former.id(), OTHER + " " + this.present.id());
		assertThat(this.mirror.count("SELECT count(*) FROM issues WHERE gone_at IS NOT NULL")).isZero();
		assertThat(this.mirror.rows("SELECT * FROM issues WHERE project_id = 1 ORDER BY id"))
			.isEqualTo(before.get("issues"));
	}

	@Test
	void theEntitiesOfALargeProjectGetTheirTombstonesInPartsAndReadersLeaveThemOutMeanwhile() throws Exception {
		assertCompleted(this.mirror.run(documented("r1", OTHER)));
		long documents = this.mirror.count("SELECT count(*) FROM documents");
		this.present.delete();
		this.former.rename(OTHER);
		this.mirror.jdbc().sql("""
				CREATE TRIGGER died BEFORE UPDATE OF gone_at ON issues WHEN new.iid = 101
				BEGIN SELECT RAISE(ABORT, 'the process dies here'); END
				""").update();
		assertThat(this.mirror.run(documented("r2", OTHER)).getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(places()).contains(OTHER + " " + this.present.id() + " gone");
		assertThat(this.mirror.count("SELECT count(*) FROM issues WHERE gone_at IS NOT NULL")).isEqualTo(100);
		assertThat(this.mirror.count("SELECT count(*) FROM documents")).isPositive().isLessThan(documents);
		assertThat(this.mirror.count("SELECT count(*) FROM issue_overview WHERE reference LIKE ?",
				this.present.id() + "#%"))
			.isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM gone_entities")).isEqualTo(163);
		this.mirror.jdbc().sql("DROP TRIGGER died").update();

		assertCompleted(this.mirror.run(documented("r3", OTHER)));

		assertThat(this.mirror.count("SELECT count(*) FROM issues WHERE gone_at IS NOT NULL")).isEqualTo(160);
		assertThat(this.mirror.count("SELECT count(*) FROM projects WHERE gone_pending = 1")).isZero();
		assertThat(this.mirror.count("""
				SELECT count(*) FROM documents d JOIN projects p ON p.id = d.project_id WHERE p.gone_at IS NOT NULL
				""")).isZero();
		assertThat(this.mirror
			.count("""
					SELECT count(*) FROM dependent_states s JOIN projects p ON p.id = s.project_id WHERE p.gone_at IS NOT NULL
					"""))
			.isZero();
	}

	@Test
	void aSurgicalRunWhoseProjectWasReplacedBetweenItsAttemptsMixesNothing() throws Exception {
		SurgicalRequest request = new SurgicalRequest("s1", PROJECT, List.of(1L, 2L), List.of(), false, false);
		this.gitlab.intercept((path) -> path.endsWith("/issues/2/discussions") ? Answer.of(400, "{}") : null);
		assertThat(this.mirror.run(request).getStatus()).isEqualTo(BatchStatus.FAILED);
		makeAnew();
		this.gitlab.intercept((path) -> null);
		LoreException failure = failure(this.mirror.run(request));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_RESTARTABLE);
		assertThat(failure).hasMessageContaining("run s1 was begun for project " + this.former.id(),
				PROJECT + " is project " + this.present.id() + " now");
		assertThat(failure.actions().get(0).arguments()).containsExactly("sync", "-p", PROJECT, "--issue", "1",
				"--issue", "2");
		assertThat(places()).containsExactly(PROJECT + " " + this.former.id());
		assertCompleted(this.mirror.run(new SurgicalRequest("s2", PROJECT, List.of(1L, 2L), List.of(), false, false)));
		assertThat(places()).containsExactly(PROJECT + " " + this.former.id() + " gone",
				PROJECT + " " + this.present.id());
	}

	@Test
	void aRunOfAWholeProjectThatWasReplacedBetweenItsAttemptsIsAboutThePresentOne() throws Exception {
		this.gitlab.intercept((path) -> path.endsWith("/discussions") ? Answer.of(503, "{}") : null);
		assertThat(this.mirror.run(incremental("r1", List.of(PROJECT))).getStatus()).isEqualTo(BatchStatus.FAILED);
		makeAnew();
		this.gitlab.intercept((path) -> null);
		assertCompleted(this.mirror.run(incremental("r1", List.of(PROJECT))));
		assertThat(this.mirror.rows("SELECT project_gitlab_id AS id, outcome FROM sync_run_projects"))
			.extracting(Map::toString)
			.containsExactly("{id=" + this.present.id() + ", outcome=synced}");
		assertThat(this.mirror.count("SELECT count(*) FROM dependent_jobs")).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM dependent_states WHERE complete = 0")).isZero();
	}

	@Test
	void aListedRowOfAnotherProjectIsNeverWrittenAndTheListingClaimsNothing() throws Exception {
		rewrite("/" + this.former.id() + "/issues", (body) -> body.replaceFirst("\"project_id\":" + this.former.id(),
				"\"project_id\":" + this.present.id()));
		assertThat(failure(this.mirror.run(incremental("r1", List.of(PROJECT)))))
			.hasMessageContaining("the answer is about something else: project_id is " + this.present.id());
		assertThat(this.mirror.count("SELECT count(*) FROM issues")).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM sync_watermarks WHERE kind = 'issue'")).isZero();
		assertThat(this.gitlab.paths()).filteredOn((path) -> path.endsWith("/" + this.former.id() + "/issues"))
			.as("it is asked for again")
			.hasSize(4);
		this.gitlab.rewrite((path, body) -> body);
		assertCompleted(this.mirror.run(incremental("r1", List.of(PROJECT))));
	}

	@Test
	void aProjectNamedByItsIdThatIsAnsweredWithAnotherOneIsNotSynced() throws Exception {
		rewrite("/projects/" + this.former.id(), (body) -> body.replaceFirst("\"id\":" + this.former.id(), "\"id\":1"));
		String id = String.valueOf(this.former.id());
		assertThat(failure(this.mirror.run(incremental("r1", List.of(id)))))
			.hasMessageContaining("asked for project " + id + ", and the answer is about project 1");
		assertThat(failure(this.mirror.run(new SurgicalRequest("s1", id, List.of(1L), List.of(), false, false))))
			.hasMessageContaining("the answer is about project 1");
		assertThat(places()).isEmpty();
	}

	@Test
	void anIssueOfAnotherProjectInAListByIidFailsPreflightAndIsNotWritten() throws Exception {
		rewrite("/" + this.former.id() + "/issues", (body) -> body.replaceFirst("\"project_id\":" + this.former.id(),
				"\"project_id\":" + this.present.id()));
		assertThat(
				this.mirror.run(new SurgicalRequest("s1", PROJECT, List.of(1L), List.of(), false, false)).getStatus())
			.isEqualTo(BatchStatus.FAILED);
		assertThat(this.mirror.count("SELECT count(*) FROM issues")).isZero();
	}

	@Test
	void aSingleIssueOfAnotherProjectOrNumberIsNotWritten() throws Exception {
		String issue = "/" + this.former.id() + "/issues/1";
		for (String field : List.of("\"project_id\":" + this.former.id(), "\"iid\":1")) {
			this.gitlab.intercept((path) -> path.endsWith("/issues") ? Answer.of(200, "[]") : null);
			rewrite(issue, (body) -> body.replaceFirst(field, field + "9"));
			assertThat(this.mirror
				.run(new SurgicalRequest("s-" + field.length(), PROJECT, List.of(1L), List.of(), false, false))
				.getStatus()).isEqualTo(BatchStatus.FAILED);
		}
		assertThat(this.mirror.count("SELECT count(*) FROM issues")).isZero();
	}

	@Test
	void aClosingListOfAnotherProjectVerifiesNothing() throws Exception {
		AtomicInteger lists = new AtomicInteger();
		rewrite("/issues", (body) -> (lists.incrementAndGet() > 1)
				? body.replaceFirst("\"project_id\":" + this.former.id(), "\"project_id\":1") : body);
		this.mirror.run(new SurgicalRequest("s1", PROJECT, List.of(1L), List.of(), false, false));
		assertThat(this.mirror.rows("SELECT verification AS v FROM sync_run_entities"))
			.extracting((row) -> row.get("v"))
			.doesNotContain("verified");
	}

	@Test
	void theDiscussionsOfAnotherIssueAreNotTakenForThisOnes() throws Exception {
		String discussions = "/" + this.former.id() + "/issues/1/discussions";
		rewrite(discussions, (body) -> body.replaceFirst("\"noteable_iid\":1\\b", "\"noteable_iid\":2"));
		assertThat(
				this.mirror.run(new SurgicalRequest("s1", PROJECT, List.of(1L), List.of(), false, false)).getStatus())
			.isEqualTo(BatchStatus.FAILED);
		assertThat(this.mirror.count("SELECT count(*) FROM notes")).isZero();
	}

	@Test
	void anIssueMadeAnewUnderItsIidKeepsNothingOfTheFormerOne() throws Exception {
		assertCompleted(this.mirror.run(documented("r1", PROJECT)));
		assertThat(this.mirror.count(NOTES_OF_FIRST)).isPositive();
		String gitlabId = String
			.valueOf(this.mirror.rows("SELECT gitlab_id FROM issues WHERE iid = 1").get(0).get("gitlab_id"));
		String issues = "/" + this.former.id() + "/issues";
		rewrite(issues, (body) -> body.replace("\"id\":" + gitlabId + ",", "\"id\":4711,"));
		this.gitlab.intercept((path) -> path.contains(issues + "/1/") ? Answer.of(400, "{}") : null);
		this.mirror.run(new ProjectSyncRequest("r2", RunMode.FULL, List.of(PROJECT), null, true, true));
		assertThat(this.mirror.count("SELECT count(*) FROM issues WHERE iid = 1 AND gitlab_id = 4711")).isOne();
		assertThat(this.mirror.count(NOTES_OF_FIRST)).as("those of the former one are not its own").isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM dependent_states WHERE complete = 0")).isOne();
		this.gitlab.intercept((path) -> null);
		assertCompleted(this.mirror.run(documented("r3", PROJECT)));
		assertThat(this.mirror.count(NOTES_OF_FIRST)).isPositive();
	}

	@Test
	void anOlderIssueUnderTheIidOfADeletedOneIsWrittenAllTheSame() throws Exception {
		this.former.issue(1).edit(Instant.parse("2026-11-24T10:00:00Z"), (edit) -> edit.title("The newer one"));
		SurgicalRequest first = new SurgicalRequest("s1", PROJECT, List.of(1L), List.of(), false, false);
		assertCompleted(this.mirror.run(first));
		String former = String.valueOf(this.mirror.rows("SELECT gitlab_id FROM issues").get(0).get("gitlab_id"));
		String children = "/" + this.former.id() + "/issues/1/";
		rewrite("/issues",
				(body) -> body.replace("\"id\":" + former + ",", "\"id\":4711,")
					.replace("The newer one", "An older one, imported")
					.replace("\"updated_at\":\"2026-11-24", "\"updated_at\":\"2025-01-01"));
		this.gitlab.intercept((path) -> path.contains(children) ? Answer.of(200, "[]") : null);
		this.mirror.run(new SurgicalRequest("s2", PROJECT, List.of(1L), List.of(), false, false));
		assertThat(this.mirror.rows("SELECT gitlab_id || ' ' || title AS issue FROM issues"))
			.extracting((row) -> row.get("issue"))
			.containsExactly("4711 An older one, imported");
		assertThat(this.mirror.count("SELECT count(*) FROM notes")).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM resource_label_events")).isZero();
	}

	private void makeAnew() {
		this.former.delete();
		this.present.rename(PROJECT);
	}

	private void exchange() {
		this.former.rename("harbor/tools/between");
		this.present.rename(PROJECT);
		this.former.rename(OTHER);
	}

	private void rewrite(String end, UnaryOperator<String> change) {
		this.gitlab.rewrite((path, body) -> path.endsWith(end) ? change.apply(body) : body);
	}

	private List<String> places() {
		return this.mirror.rows(PLACES).stream().map((row) -> String.valueOf(row.get("place"))).toList();
	}

	private static void assertCompleted(JobExecution execution) {
		assertThat(execution.getAllFailureExceptions()).isEmpty();
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
	}

	private static LoreException failure(JobExecution execution) {
		LoreException failure = FailureSummary.of(execution, "r");
		assertThat(failure).isNotNull();
		return failure;
	}

	private static ProjectSyncRequest incremental(String runId, List<String> projects) {
		return new ProjectSyncRequest(runId, RunMode.INCREMENTAL, projects, null, false, false);
	}

	private static ProjectSyncRequest documented(String runId, String... projects) {
		return new ProjectSyncRequest(runId, RunMode.INCREMENTAL, List.of(projects), null, true, true);
	}

}
