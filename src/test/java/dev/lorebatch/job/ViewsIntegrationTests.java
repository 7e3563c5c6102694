package dev.lorebatch.job;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.functional.DatabaseDump;
import dev.lorebatch.functional.TestDatabase;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleEntity;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.OlderSchema;
import dev.lorebatch.support.TestMirror;
import dev.lorebatch.view.RunView;
import dev.lorebatch.view.RunViews;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one view of GitLab reads proves nothing about what another one sees.
 */
class ViewsIntegrationTests {

	private static final String PROJECT = "harbor/knots";

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	private static final String USER = "keeper";

	private static final int GUEST = 10;

	private static final int MAINTAINER = 40;

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private SampleProject project;

	private TestMirror mirror;

	private final List<Long> confidential = new ArrayList<>();

	private int runs;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab
			.start(SampleOptions.defaults().withGenerated(new GeneratedProject(PROJECT, 4, 2, 1, 11)));
		this.project = this.sample.project(PROJECT);
		for (int number = 1; number <= 8; number++) {
			this.confidential.add(this.project.openIssue(NOW, USER, "Secret knot " + number, null)
				.makeConfidential(NOW.plusSeconds(1))
				.iid());
		}
		for (int number = 1; number <= 5; number++) {
			this.project.issue(this.project.issueIids().get(0))
				.addInternalNote(NOW.plusSeconds(number), USER, "Among us " + number);
		}
		this.mirror = open("lore.db");
	}

	@AfterEach
	void stop() {
		this.mirror.close();
		this.sample.close();
	}

	@Test
	void confidentialIssuesThatChangedBeforeARunAsGuestAreReadWithFullRightsAgain() throws Exception {
		sync(RunMode.INCREMENTAL);
		this.confidential.forEach((iid) -> this.project.issue(iid)
			.edit(NOW.plusSeconds(3_600), (edit) -> edit.title("Changed secret " + iid)));
		this.project.issue(this.project.issueIids().get(0))
			.edit(NOW.plusSeconds(7_200), (edit) -> edit.title("Public"));
		level(GUEST);
		sync(RunMode.INCREMENTAL);
		level(MAINTAINER);
		sync(RunMode.INCREMENTAL);
		assertThat(content()).isEqualTo(fresh());
	}

	@Test
	void internalNotesSurviveAFullRunAsGuest() throws Exception {
		sync(RunMode.INCREMENTAL);
		level(GUEST);
		sync(RunMode.FULL);
		assertThat(internalNotes()).isEqualTo(5);
		level(MAINTAINER);
		sync(RunMode.INCREMENTAL);
		assertThat(content()).isEqualTo(fresh());
	}

	@Test
	void aMirrorBegunAsGuestGetsConfidentialIssuesAndInternalNotesWithFullRights() throws Exception {
		level(GUEST);
		sync(RunMode.INCREMENTAL);
		assertThat(this.mirror.count("SELECT count(*) FROM issues WHERE confidential = 1")).isZero();
		level(MAINTAINER);
		sync(RunMode.INCREMENTAL);
		assertThat(content()).isEqualTo(fresh());
	}

	@Test
	void aRotatedTokenOfTheSameUserCostsOneRequestAndLosesNothing() throws Exception {
		sync(RunMode.INCREMENTAL);
		reopen("lore.gitlab.token=" + SampleTokens.FULL_ROTATED);
		this.sample.forgetRequests();
		String second = sync(RunMode.INCREMENTAL);
		assertThat(this.sample.requests()).extracting((request) -> request.target())
			.hasSize(4)
			.filteredOn((target) -> target.endsWith("/user"))
			.hasSize(1);
		assertThat(view(second)).returns(false, RunView::isChanged).returns(false, RunView::issuesAnew);
		this.sample.forgetRequests();
		sync(RunMode.INCREMENTAL);
		assertThat(this.sample.requests()).as("the user is known").hasSize(3);
		assertThat(this.mirror.count("SELECT count(*) FROM views")).isOne();
		assertThat(this.mirror.rows("SELECT * FROM token_views").toString()).doesNotContain("sample-token");
	}

	@Test
	void anotherUserWhoSeesEverythingGoesOnWhereTheLastRunEnded() throws Exception {
		sync(RunMode.INCREMENTAL);
		reopen("lore.gitlab.token=" + SampleTokens.COLLEAGUE);
		String second = sync(RunMode.INCREMENTAL);
		assertThat(ingest(second)).doesNotContainKeys("queued", "other_view");
		assertThat(view(second)).returns(true, RunView::isChanged).returns(false, RunView::issuesAnew);
		assertThat(warnings(second)).isEmpty();
	}

	@Test
	void anotherUserAtGuestLevelProvesNothingToAGuest() throws Exception {
		level(GUEST);
		sync(RunMode.INCREMENTAL);
		this.sample.access().setLevel("guest.sailor", GUEST);
		reopen("lore.gitlab.token=" + SampleTokens.GUEST);
		String second = sync(RunMode.INCREMENTAL);
		assertThat(view(second)).returns(true, RunView::issuesAnew).returns(true, RunView::mergeRequestsAnew);
		assertThat(ingest(second)).containsEntry("other_view", 4L + 2).containsEntry("unchanged", 4L + 2);
		assertThat(warnings(second)).contains("what only one of the two sees");
	}

	@Test
	void aLevelThatIsNotToldIsAViewOfItsOwn() throws Exception {
		sync(RunMode.INCREMENTAL);
		sync(RunMode.INCREMENTAL); // was told the level again
		this.sample.access().setLevelTold(false);
		String second = sync(RunMode.INCREMENTAL);
		assertThat(view(second)).returns(false, RunView::issuesAnew)
			.satisfies((view) -> assertThat(view.view().accessLevel()).isNull());
		assertThat(ingest(second)).as("the run before saw everything").doesNotContainKey("queued");
		assertThat(warnings(second)).contains("a level that GitLab does not tell");
		this.project.issue(this.confidential.get(0)).edit(NOW.plusSeconds(3_600), (edit) -> edit.title("Untold"));
		sync(RunMode.INCREMENTAL);
		this.sample.access().setLevelTold(true);
		String fourth = sync(RunMode.INCREMENTAL);
		assertThat(ingest(fourth)).as("it proves nothing to others").containsKey("other_view");
		assertThat(content()).isEqualTo(fresh());
	}

	/**
	 * As GitLab lists the projects of a group.
	 */
	@Test
	void aProjectThatIsListedWithoutPermissionsIsAskedForAlone() throws Exception {
		String listed = "[{\"id\":%d,\"path_with_namespace\":\"%s\"}]".formatted(this.project.id(), PROJECT);
		try (FaultyGitLab gitlab = new FaultyGitLab(this.sample.url())) {
			gitlab.intercept((path) -> path.endsWith("/groups/harbor/projects") ? Answer.of(200, listed) : null);
			reopen("lore.gitlab.url=" + gitlab.url());
			assertCompleted(this.mirror.run(
					new ProjectSyncRequest("g1", RunMode.INCREMENTAL, List.of("harbor/*"), null, false, false, false)));
			assertThat(view("g1").view().accessLevel()).isEqualTo(MAINTAINER);
			gitlab.forgetPaths();
			assertCompleted(this.mirror.run(
					new ProjectSyncRequest("g2", RunMode.INCREMENTAL, List.of("harbor/*"), null, false, false, false)));
			assertThat(gitlab.paths()).filteredOn((path) -> path.endsWith("/projects/" + this.project.id())).hasSize(1);
		}
	}

	@Test
	void aTokenWithoutAUserCountsAsItself() throws Exception {
		this.sample.access().setUserTold(false);
		String first = sync(RunMode.INCREMENTAL);
		assertThat(view(first).view().username()).isNull();
		this.sample.forgetRequests();
		sync(RunMode.INCREMENTAL);
		assertThat(this.sample.requests()).as("it is asked once").hasSize(3);
		assertThat(this.mirror.rows("SELECT user_key FROM views").toString()).contains("token:");
	}

	@Test
	void aLevelMayBeRaisedAndLoweredAgainAndAgain() throws Exception {
		for (int round = 1; round <= 4; round++) {
			level((round % 2 == 0) ? MAINTAINER : GUEST);
			change(round);
			sync((round == 3) ? RunMode.FULL : RunMode.INCREMENTAL);
		}
		assertThat(content()).isEqualTo(fresh());
		assertThat(internalNotes()).isEqualTo(5 + 4);
	}

	@Test
	void aGuestNeitherReadsNorForgetsWhatOthersAreOwed() throws Exception {
		Instant now = Instant.now();
		SampleEntity issue = this.project.issue(this.project.issueIids().get(1));
		issue.addNote(now, USER, "For all to read");
		sync(RunMode.INCREMENTAL);
		issue.addInternalNote(now.plusSeconds(1), USER, "In its shadow"); // no new
																			// updated_at
		level(GUEST);
		sync(RunMode.INCREMENTAL);
		level(MAINTAINER);
		sync(RunMode.INCREMENTAL);
		assertThat(this.mirror.count("SELECT count(*) FROM notes WHERE body = 'In its shadow'")).isOne();
	}

	@Test
	void whatAGuestSawAndDoesNotSeeAnyMoreIsLookedAtAgainWithFullRights() throws Exception {
		SampleEntity issue = this.project.issue(this.project.issueIids().get(0));
		long note = issue.addNote(NOW.plusSeconds(100), USER, "Soon gone");
		this.project.issue(this.project.issueIids().get(2)).edit(NOW.plusSeconds(7_200), (edit) -> edit.title("Later"));
		sync(RunMode.INCREMENTAL);
		sync(RunMode.INCREMENTAL);
		level(GUEST);
		sync(RunMode.FULL);
		issue.deleteNote(note); // without a trace
		sync(RunMode.FULL);
		assertThat(this.mirror.count("SELECT count(*) FROM notes WHERE body = 'Soon gone'")).isZero();
		assertThat(internalNotes()).isEqualTo(5);
		level(MAINTAINER);
		String last = sync(RunMode.INCREMENTAL);
		assertThat(ingest(last)).containsKey("looked_again");
		assertThat(content()).isEqualTo(fresh());
	}

	@Test
	void aLevelThatFallsWhileARunListsLosesNothing() throws Exception {
		sync(RunMode.INCREMENTAL);
		sync(RunMode.INCREMENTAL);
		change(1);
		this.project.issue(this.project.issueIids().get(0))
			.edit(NOW.plusSeconds(3_700), (edit) -> edit.title("With internal notes"));
		try (FaultyGitLab gitlab = new FaultyGitLab(this.sample.url())) {
			gitlab.intercept((path) -> {
				if (path.endsWith("/issues")) {
					level(GUEST); // after preflight was told another one
				}
				return null;
			});
			reopen("lore.gitlab.url=" + gitlab.url());
			sync(RunMode.INCREMENTAL);
		}
		assertThat(internalNotes()).as("GitLab counts more notes than it lists").isEqualTo(5);
		reopen();
		sync(RunMode.INCREMENTAL);
		level(MAINTAINER);
		sync(RunMode.INCREMENTAL);
		assertThat(content()).isEqualTo(fresh());
	}

	@Test
	void aRestartWithMoreRightsReadsAgainWhatTheFirstAttemptReadWithLess() throws Exception {
		level(GUEST);
		String broken = "/merge_requests/" + this.project.mergeRequestIids().get(0) + "/diffs";
		try (FaultyGitLab gitlab = new FaultyGitLab(this.sample.url())) {
			gitlab.intercept((path) -> path.endsWith(broken) ? Answer.of(400, "{}") : null);
			reopen("lore.gitlab.url=" + gitlab.url());
			assertThat(run("r1", RunMode.INCREMENTAL, false).getStatus()).isEqualTo(BatchStatus.FAILED);
			gitlab.intercept((path) -> null);
			level(MAINTAINER);
			assertCompleted(run("r1", RunMode.INCREMENTAL, false));
		}
		assertThat(content()).isEqualTo(fresh());
		assertThat(view("r1")).returns(true, RunView::isChanged);
	}

	@Test
	void aRestartedSurgicalRunVerifiesWhatItsLastViewSees() throws Exception {
		List<Long> issues = List.of(this.project.issueIids().get(0));
		level(GUEST);
		try (FaultyGitLab gitlab = new FaultyGitLab(this.sample.url())) {
			gitlab.intercept((path) -> path.endsWith("/closed_by") ? Answer.of(400, "{}") : null);
			reopen("lore.gitlab.url=" + gitlab.url());
			assertThat(surgical("s1", issues).getStatus()).isEqualTo(BatchStatus.FAILED);
			gitlab.intercept((path) -> null);
			level(MAINTAINER);
			assertCompleted(surgical("s1", issues));
		}
		assertThat(internalNotes()).isEqualTo(5);
		assertThat(this.mirror.rows("SELECT verification FROM sync_run_entities WHERE run_id = 's1'").toString())
			.contains("verification=verified");
	}

	@Test
	void aSurgicalRunAsGuestKeepsWhatItDoesNotSeeAndIsReadAgain() throws Exception {
		SampleEntity issue = this.project.issue(this.project.issueIids().get(0));
		sync(RunMode.INCREMENTAL);
		issue.edit(NOW.plusSeconds(3_600), (edit) -> edit.title("Changed"));
		issue.addInternalNote(NOW.plusSeconds(3_601), USER, "Later among us");
		level(GUEST);
		assertCompleted(surgical("s1", List.of(issue.iid())));
		assertThat(internalNotes()).isEqualTo(5);
		assertThat(this.mirror.count("SELECT count(*) FROM notes WHERE unseen = 1")).isEqualTo(5);
		assertThat(warnings("s1")).contains("keeper, Guest", "kept as it is");
		level(MAINTAINER);
		String last = sync(RunMode.INCREMENTAL);
		assertThat(ingest(last)).containsEntry("other_view", 1L);
		assertThat(content()).isEqualTo(fresh());
	}

	@Test
	void nothingConfidentialIsGoneForAGuestAndAWiderViewProvesWhatIs() throws Exception {
		sync(RunMode.INCREMENTAL);
		this.project.issue(this.confidential.get(0)).delete();
		this.project.issue(this.project.issueIids().get(1)).delete();
		level(GUEST);
		String second = "r" + ++this.runs;
		assertCompleted(run(second, RunMode.INCREMENTAL, true));
		assertThat(gone()).isZero();
		assertThat(ingest(second)).containsEntry("unproven", 8L + 1);
		level(MAINTAINER);
		assertCompleted(run("r" + ++this.runs, RunMode.INCREMENTAL, true));
		assertThat(gone()).isEqualTo(2);
	}

	/**
	 * As an older version left it: nobody knows who read it, and some of it is missing.
	 */
	@Test
	void whatAnOlderVersionMirroredIsReadAgainOnce() throws Exception {
		sync(RunMode.INCREMENTAL);
		this.mirror.close();
		Path old = this.folder.resolve("old.db");
		OlderSchema.copy(this.folder.resolve("lore.db"), old, "15");
		try (Connection connection = new TestDatabase(old).connect();
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA foreign_keys = ON");
			statement.executeUpdate(
					"DELETE FROM discussions WHERE id IN (SELECT discussion_id FROM notes WHERE internal = 1)");
		}
		this.mirror = open("old.db");
		String upgraded = "u1";
		assertCompleted(run(upgraded, RunMode.INCREMENTAL, false));
		assertThat(content("old.db")).isEqualTo(fresh());
		assertThat(view(upgraded)).returns(true, RunView::issuesAnew).returns(true, RunView::isChanged);
		assertThat(warnings(upgraded)).contains("mirrored before views were noted");
		assertThat(ingest(upgraded)).containsEntry("queued", 4L + 8 + 2);
		this.sample.forgetRequests();
		assertCompleted(run("u2", RunMode.INCREMENTAL, false));
		assertThat(this.sample.requests()).as("once").hasSize(3);
		assertThat(warnings("u2")).isEmpty();
	}

	/**
	 * Something public and something hidden.
	 */
	private void change(int round) {
		Instant at = NOW.plusSeconds(3_600L * round);
		this.project.issue(this.confidential.get(round)).edit(at, (edit) -> edit.title("Secret, round " + round));
		this.project.issue(this.project.issueIids().get(1)).addInternalNote(at, USER, "Hidden, round " + round);
		this.project.issue(this.project.issueIids().get(2)).edit(at.plusSeconds(60), (edit) -> edit.title("R" + round));
	}

	private RunView view(String runId) {
		return this.mirror.bean(RunViews.class).findByRun(runId).get(0);
	}

	private Map<String, Long> ingest(String runId) {
		return Objects
			.requireNonNull(this.mirror.bean(SyncRuns.class).find(runId).orElseThrow().counters().get("ingest"));
	}

	private String warnings(String runId) {
		return this.mirror.bean(SyncRuns.class)
			.findPhases(runId)
			.stream()
			.map((phase) -> (phase.warning() != null) ? phase.warning() : "")
			.collect(Collectors.joining());
	}

	private long gone() {
		return this.mirror.count("SELECT count(*) FROM gone_entities");
	}

	private void reopen(String... properties) {
		this.mirror.close();
		this.mirror = open("lore.db", properties);
	}

	private JobExecution surgical(String runId, List<Long> issues) throws Exception {
		return this.mirror.run(new SurgicalRequest(runId, PROJECT, issues, List.of(), false, false));
	}

	private JobExecution run(String runId, RunMode mode, boolean reconcile) throws Exception {
		return this.mirror.run(new ProjectSyncRequest(runId, mode, List.of(PROJECT), null, reconcile, false, false));
	}

	private long internalNotes() {
		return this.mirror.count("SELECT count(*) FROM notes WHERE internal = 1");
	}

	private void level(Integer level) {
		this.sample.access().setLevel(USER, level);
	}

	private String sync(RunMode mode) throws Exception {
		String runId = "r" + ++this.runs;
		assertCompleted(
				this.mirror.run(new ProjectSyncRequest(runId, mode, List.of(PROJECT), null, false, false, false)));
		return runId;
	}

	private TestMirror open(String file, String... properties) {
		return TestMirror.open(this.folder.resolve(file), this.sample.url(), properties);
	}

	private Map<String, List<String>> content() {
		return content("lore.db");
	}

	/**
	 * What a first run with full rights makes of GitLab as it is now.
	 */
	private Map<String, List<String>> fresh() throws Exception {
		String file = "fresh-" + this.runs + ".db";
		try (TestMirror fresh = open(file)) {
			assertCompleted(fresh
				.run(new ProjectSyncRequest("fresh", RunMode.FULL, List.of(PROJECT), null, false, false, false)));
		}
		return content(file);
	}

	private Map<String, List<String>> content(String file) {
		Map<String, List<String>> content = DatabaseDump.of(new TestDatabase(this.folder.resolve(file)));
		content.keySet().removeAll(List.of("dependent_jobs", "dirty_sources"));
		return content;
	}

	private static void assertCompleted(JobExecution execution) {
		assertThat(new ArrayList<>(execution.getAllFailureExceptions())).isEmpty();
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
	}

}
