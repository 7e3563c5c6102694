package dev.lorebatch.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.documents.DocumentRebuild;
import dev.lorebatch.functional.DatabaseDump;
import dev.lorebatch.functional.TestDatabase;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.run.SyncRuns;
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
 * What is gone from GitLab gets a tombstone, and only that.
 */
class ReconcileIntegrationTests {

	private static final String PROJECT = "harbor/knots";

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	private static final String NOT_FOUND = "{\"message\":\"404 Not found\"}";

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private FaultyGitLab gitlab;

	private SampleProject project;

	private TestMirror mirror;

	private long issue;

	private long mergeRequest;

	@BeforeEach
	void start() throws IOException {
		this.sample = SampleGitLab
			.start(SampleOptions.defaults().withGenerated(new GeneratedProject(PROJECT, 4, 2, 1, 11)));
		this.gitlab = new FaultyGitLab(this.sample.url());
		this.project = this.sample.project(PROJECT);
		this.issue = this.project.issueIids().get(1);
		this.mergeRequest = this.project.mergeRequestIids().get(0);
		this.mirror = open("lore.db");
	}

	@AfterEach
	void stop() {
		this.mirror.close();
		this.gitlab.close();
		this.sample.close();
	}

	@Test
	void whatIsDeletedLeavesSearchAndVectorsAndKeepsItsRows() throws Exception {
		assertCompleted(run("r1", RunMode.INCREMENTAL, false));
		long documents = this.mirror.count("SELECT count(*) FROM documents");
		long ofGone = documentsOfGone();
		assertThat(ofGone).isGreaterThan(1);
		delete();

		assertCompleted(run("r2", RunMode.INCREMENTAL, false));
		assertThat(gone()).as("no list shows it").isEmpty();
		assertCompleted(run("r3", RunMode.INCREMENTAL, true));

		assertThat(gone()).containsExactly("!" + this.mergeRequest + " r3", "#" + this.issue + " r3");
		assertThat(documentsOfGone()).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM documents")).isEqualTo(documents - ofGone);
		assertThat(content()).as("the full-text index is in step").containsKey("documents");
		assertThat(this.mirror
			.count("SELECT count(*) FROM discussions d JOIN issues i ON i.id = d.issue_id WHERE i.iid = ?", this.issue))
			.as("threads stay")
			.isPositive();
		assertThat(this.mirror
			.count("SELECT count(*) FROM embeddings WHERE document_id NOT IN (SELECT id FROM documents)")).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM issue_overview WHERE reference = ?",
				PROJECT + "#" + this.issue))
			.isZero();
		assertThat(counters("r3")).containsEntry("gone", 2L)
			.containsEntry("reconciled", (long) all())
			.containsEntry("requests", 2L + 2 + 2 + 2) // lists, by IID, alone, the
														// project
			.doesNotContainKey("unproven");
		assertThat(this.mirror
			.rows("SELECT issues_gone AS i, merge_requests_gone AS m FROM sync_run_projects WHERE run_id = 'r3'"))
			.extracting(Map::toString)
			.containsExactly("{i=1, m=1}");
		this.mirror.bean(DocumentRebuild.class).rebuild(null, (line) -> {
		}, () -> false);
		assertThat(documentsOfGone()).as("a rebuild makes no documents of what is gone").isZero();
		assertCompleted(run("r4", RunMode.INCREMENTAL, true));
		assertThat(gone()).as("it stays the run that found it")
			.containsExactly("!" + this.mergeRequest + " r3", "#" + this.issue + " r3");
		assertThat(counters("r4")).doesNotContainKey("gone");
	}

	@Test
	void aFullRunFindsItWithoutListingEverythingTwice() throws Exception {
		assertCompleted(sync("r1", RunMode.INCREMENTAL, false));
		delete();
		assertCompleted(sync("r2", RunMode.FULL, false));
		assertThat(gone()).hasSize(2);
		assertThat(counters("r2")).containsEntry("reconciled", 2L).containsEntry("asked_alone", 2L);
	}

	@Test
	void whatIsSeenAgainIsBackWithItsDocumentsAndVectors() throws Exception {
		assertCompleted(run("r1", RunMode.INCREMENTAL, false));
		Map<String, List<String>> before = content();
		hide("/issues/" + this.issue, "/merge_requests/" + this.mergeRequest);
		assertCompleted(run("r2", RunMode.INCREMENTAL, true));
		assertThat(gone()).hasSize(2);
		assertThat(documentsOfGone()).isZero();
		this.gitlab.intercept((path) -> null);

		assertCompleted(run("r3", RunMode.INCREMENTAL, true));

		assertThat(gone()).isEmpty();
		assertThat(counters("r3")).containsEntry("back", 2L).containsEntry("queued", 2L);
		assertThat(content()).isEqualTo(before);
	}

	@Test
	void aSurgicalRunBringsBackWhatItSees() throws Exception {
		assertCompleted(run("r1", RunMode.INCREMENTAL, false));
		Map<String, List<String>> before = content();
		hide("/issues/" + this.issue);
		assertCompleted(run("r2", RunMode.INCREMENTAL, true));
		assertThat(gone()).hasSize(1);
		assertThat(this.mirror.run(surgical("s1")).getStatus()).as("a surgical run marks nothing")
			.isEqualTo(BatchStatus.FAILED);
		this.gitlab.intercept((path) -> null);
		assertCompleted(this.mirror.run(surgical("s2")));
		assertThat(gone()).isEmpty();
		assertThat(content()).isEqualTo(before);
	}

	@Test
	void whatIsNotProvenIsNotGone() throws Exception {
		assertCompleted(sync("r1", RunMode.INCREMENTAL, false));
		String off = "{\"id\":%d,\"path_with_namespace\":\"%s\",\"issues_enabled\":false}";
		Map<String, List<Answer>> answers = new LinkedHashMap<>();
		answers.put("it is forbidden", List.of(Answer.of(403, "{\"message\":\"403 Forbidden\"}")));
		answers.put("a proxy says so", List.of(Answer.of(404, "<html>gone</html>")));
		answers.put("there is no such route", List.of(Answer.of(404, "{\"error\":\"404 Not Found\"}")));
		answers.put("it is the project that is not found",
				List.of(Answer.of(404, "{\"message\":\"404 Project Not Found\"}")));
		answers.put("the feature is off",
				List.of(Answer.of(404, NOT_FOUND), Answer.of(200, off.formatted(this.project.id(), PROJECT))));
		answers.put("it is another project",
				List.of(Answer.of(404, NOT_FOUND), Answer.of(200, off.replace("false", "true").formatted(7, PROJECT))));
		int number = 1;
		for (Map.Entry<String, List<Answer>> entry : answers.entrySet()) {
			String runId = "r" + ++number;
			hide(entry.getValue());
			assertCompleted(reconcile(runId));
			assertThat(gone()).as(entry.getKey()).isEmpty();
			assertThat(counters(runId)).as(entry.getKey())
				.containsEntry("unproven", (long) this.project.issueIids().size());
		}
		hide("there is no such path");
		assertCompleted(reconcile("last"));
		assertThat(gone()).as("an empty list, but they are all there").isEmpty();
		assertThat(counters("last")).doesNotContainKey("unproven");
	}

	@Test
	void aProjectThatIsNotThereAnyMoreFailsAndNothingOfItIsGone() throws Exception {
		assertCompleted(sync("r1", RunMode.INCREMENTAL, false));
		this.gitlab.intercept((path) -> {
			if (path.endsWith("/issues") || path.endsWith("/merge_requests")) {
				return Answer.of(200, "[]");
			}
			return path.contains("/projects/" + this.project.id()) ? Answer.of(404, NOT_FOUND) : null;
		});
		assertThat(sync("r2", RunMode.INCREMENTAL, true).getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(gone()).isEmpty();
	}

	@Test
	void nothingIsGoneThatAnotherViewSaw() throws Exception {
		this.project.issue(this.project.issueIids().get(2)).makeConfidential(NOW);
		assertCompleted(sync("r1", RunMode.INCREMENTAL, false));
		this.project.issue(this.issue).delete();
		this.mirror.close();
		this.mirror = open("lore.db", "lore.gitlab.token=" + SampleTokens.GUEST);
		assertCompleted(sync("r2", RunMode.INCREMENTAL, true));
		assertThat(gone()).isEmpty();
		assertThat(counters("r2")).containsEntry("unproven", 2L).doesNotContainKey("asked_alone");
		assertThat(this.mirror.count("SELECT count(*) FROM token_views")).isEqualTo(2);
		assertThat(this.mirror.rows("SELECT * FROM token_views").toString()).doesNotContain("sample-token");

		this.project.mergeRequest(this.mergeRequest).delete(); // the guest saw it last
		assertCompleted(sync("r3", RunMode.INCREMENTAL, true));
		assertThat(gone()).containsExactly("!" + this.mergeRequest + " r3");
		this.mirror.close();
		this.mirror = open("lore.db");
		assertCompleted(sync("r4", RunMode.INCREMENTAL, true));
		assertThat(gone()).containsExactly("!" + this.mergeRequest + " r3", "#" + this.issue + " r4");
	}

	/**
	 * The token is the same, but its owner may not see confidential issues any more.
	 */
	@Test
	void aConfidentialIssueIsNotGoneIfTheTokenMayJustNotSeeItAnyMore() throws Exception {
		long confidential = this.project.openIssue(NOW, "keeper", "A secret knot", null).makeConfidential(NOW).iid();
		assertCompleted(sync("r1", RunMode.INCREMENTAL, false));
		String json = "{\"id\":%d,\"path_with_namespace\":\"%s\",\"permissions\":{\"project_access\":{\"access_level\":%d},\"group_access\":null}}";
		AtomicInteger level = new AtomicInteger(10);
		this.project.issue(confidential).delete();
		this.gitlab.intercept(
				(path) -> path.endsWith("/projects/" + this.project.id()) || path.endsWith("/projects/harbor%2Fknots")
						? Answer.of(200, json.formatted(this.project.id(), PROJECT, level.get())) : null);
		assertCompleted(sync("r2", RunMode.INCREMENTAL, true));
		assertThat(gone()).isEmpty();
		level.set(20);
		assertCompleted(sync("r3", RunMode.INCREMENTAL, true));
		assertThat(gone()).containsExactly("#" + confidential + " r3");
	}

	@Test
	void itIsDueEverySoManyRunsOfTheProject() throws Exception {
		this.mirror.close();
		this.mirror = open("lore.db", "lore.sync.reconcile-every=3");
		assertCompleted(sync("r1", RunMode.INCREMENTAL, false));
		delete();
		assertCompleted(sync("r2", RunMode.INCREMENTAL, false));
		assertThat(gone()).isEmpty();
		assertCompleted(sync("r3", RunMode.INCREMENTAL, false));
		assertThat(gone()).hasSize(2);
		for (String runId : List.of("r4", "r5")) {
			assertCompleted(sync(runId, RunMode.INCREMENTAL, false));
			assertThat(counters(runId)).doesNotContainKey("reconciled");
		}
		assertCompleted(sync("r6", RunMode.INCREMENTAL, false));
		assertThat(counters("r6")).containsEntry("reconciled", (long) all());
	}

	@Test
	void aRestartGoesOnBehindTheLastIidsThatWereCompared() throws Exception {
		for (int number = 1; number <= 230; number++) {
			this.project.openIssue(NOW.plusSeconds(number), "keeper", "Knot " + number, null);
		}
		assertCompleted(this.mirror
			.run(new ProjectSyncRequest("r1", RunMode.INCREMENTAL, List.of(PROJECT), null, false, false)));
		List<Long> iids = this.project.issueIids().stream().sorted().toList();
		List<Long> deleted = List.of(iids.get(3), iids.get(150), iids.get(iids.size() - 1));
		deleted.forEach((iid) -> this.project.issue(iid).delete());
		AtomicInteger lists = new AtomicInteger();
		this.gitlab.intercept(
				(path) -> (path.endsWith("/issues") && lists.incrementAndGet() > 2 + 1) ? Answer.of(403, "{}") : null);
		assertThat(reconcile("r2").getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(gone()).containsExactly("#" + deleted.get(0) + " r2");
		this.gitlab.intercept((path) -> null);
		forgetPosition(); // as if it had been killed right after the first tombstone
		this.sample.forgetRequests();

		assertCompleted(reconcile("r2"));

		assertThat(counters("r2")).containsEntry("gone", 3L);
		assertThat(gone()).hasSize(3).allMatch((line) -> line.endsWith(" r2"));
		assertThat(this.sample.requests()).extracting((request) -> request.target())
			.noneMatch((target) -> target.contains("iids%5B%5D=" + iids.get(0) + "&"));
		assertThat(this.mirror.rows("SELECT gone, unproven FROM sync_reconciliations WHERE kind = 'issue'"))
			.extracting(Map::toString)
			.containsExactly("{gone=3, unproven=0}");
	}

	private JobExecution reconcile(String runId) throws Exception {
		return sync(runId, RunMode.INCREMENTAL, true);
	}

	private void forgetPosition() {
		for (String column : List.of("SHORT_CONTEXT", "SERIALIZED_CONTEXT")) {
			this.mirror.jdbc()
				.sql("UPDATE BATCH_STEP_EXECUTION_CONTEXT SET %1$s = json_remove(%1$s, '$.\"reconcile.to\"', '$.\"lore.gone\"')"
					.formatted(column))
				.update();
		}
	}

	/**
	 * Without documents and vectors.
	 */
	private JobExecution sync(String runId, RunMode mode, boolean reconcile) throws Exception {
		return this.mirror.run(new ProjectSyncRequest(runId, mode, List.of(PROJECT), null, reconcile, false, false));
	}

	private JobExecution run(String runId, RunMode mode, boolean reconcile) throws Exception {
		return this.mirror.run(new ProjectSyncRequest(runId, mode, List.of(PROJECT), null, reconcile, true, true));
	}

	private SurgicalRequest surgical(String runId) {
		return new SurgicalRequest(runId, PROJECT, List.of(this.issue), List.of(), true, true);
	}

	private TestMirror open(String file, String... properties) {
		return TestMirror.open(this.folder.resolve(file), this.gitlab.url(), properties);
	}

	private void delete() {
		this.project.issue(this.issue).delete();
		this.project.mergeRequest(this.mergeRequest).delete();
	}

	/**
	 * GitLab lists nothing, and says 404 to these.
	 */
	private void hide(String... paths) {
		this.gitlab.intercept((path) -> {
			if (path.endsWith("/issues") || path.endsWith("/merge_requests")) {
				return Answer.of(200, "[]");
			}
			boolean hidden = path.matches(".*/(issues|merge_requests)/[0-9]+")
					&& List.of(paths).stream().anyMatch(path::endsWith);
			return hidden ? Answer.of(404, NOT_FOUND) : null;
		});
	}

	/**
	 * GitLab lists no issues, and gives the first answer to each, the second to the
	 * project.
	 */
	private void hide(List<Answer> answers) {
		this.gitlab.intercept((path) -> {
			if (path.endsWith("/issues")) {
				return Answer.of(200, "[]");
			}
			if (path.matches(".*/issues/[0-9]+")) {
				return answers.get(0);
			}
			return (path.endsWith("/projects/" + this.project.id()) && answers.size() > 1) ? answers.get(1) : null;
		});
	}

	/**
	 * The tombstones, each with the run that made it.
	 */
	private List<String> gone() {
		return this.mirror
			.rows("SELECT substr(reference, length(?) + 1) || ' ' || gone_run_id AS gone "
					+ "FROM gone_entities ORDER BY 1", PROJECT)
			.stream()
			.map((row) -> Objects.toString(row.get("gone")))
			.toList();
	}

	private long documentsOfGone() {
		return this.mirror.count("""
				SELECT count(*) FROM documents d WHERE (d.entity_type = 'issue' AND d.entity_id =
						(SELECT id FROM issues WHERE iid = ?))
					OR (d.entity_type = 'merge_request' AND d.entity_id = (SELECT id FROM merge_requests WHERE iid = ?))
				""", this.issue, this.mergeRequest);
	}

	private int all() {
		return this.project.issueIids().size() + this.project.mergeRequestIids().size();
	}

	private Map<String, Long> counters(String runId) {
		return Objects
			.requireNonNull(this.mirror.bean(SyncRuns.class).find(runId).orElseThrow().counters().get("ingest"));
	}

	/**
	 * Without local ids: documents are made anew.
	 */
	private Map<String, List<String>> content() {
		Map<String, List<String>> content = DatabaseDump.of(new TestDatabase(this.folder.resolve("lore.db")));
		content.remove("dependent_jobs"); // those of surgical runs stay
		return content;
	}

	private static void assertCompleted(JobExecution execution) {
		assertThat(new ArrayList<>(execution.getAllFailureExceptions())).isEmpty();
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
	}

}
