package dev.lorebatch.functional;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.sample.SampleRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a sync leaves in the database and asks of GitLab.
 */
class SyncFunctionalTests {

	private static final GeneratedProject GENERATED = new GeneratedProject("bench/hundred", 120, 40, 2, 7);

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private LoreHome home;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab.start(SampleOptions.defaults().withGenerated(GENERATED));
		this.home = LoreHome.of(this.folder, this.sample.url()).warmRuns();
	}

	@AfterEach
	void stop() {
		this.sample.close();
	}

	@Test
	void allEntitiesOfTheProjectArriveAndASecondSyncChangesNothing() {
		SampleProject project = this.sample.project("harbor/lighthouse");
		String issues = list(project.issueIids());
		String mergeRequests = list(project.mergeRequestIids());
		CliResult first = this.home.run("sync", "-p", "harbor/lighthouse", "--issue", issues, "--mr", mergeRequests,
				"--run-id", "first");
		assertThat(first).succeeded();
		TestDatabase database = this.home.database();
		assertThat(database.count("issues")).isEqualTo(project.issueIids().size());
		assertThat(database.count("merge_requests")).isEqualTo(project.mergeRequestIids().size());
		assertThat(database.count("notes"))
			.isEqualTo(project.issueIids().stream().mapToInt((iid) -> project.issue(iid).noteIds().size()).sum()
					+ project.mergeRequestIids()
						.stream()
						.mapToInt((iid) -> project.mergeRequest(iid).noteIds().size())
						.sum());
		assertThat(database.number("SELECT count(*) FROM documents WHERE indexed_title <> ''"))
			.as("all that says something has a vector")
			.isPositive()
			.isEqualTo(database.number("SELECT count(DISTINCT document_id) FROM embeddings"));
		assertThat(database.run("first")).containsEntry("status", "completed")
			.containsEntry("phase", "done")
			.containsEntry("mode", "surgical")
			.containsEntry("requested_issues", project.issueIids().size())
			.containsEntry("requested_merge_requests", project.mergeRequestIids().size())
			.containsEntry("attempts", 1)
			.containsEntry("last_error", null);
		assertThat(first.data().path("counters").path("requests").asInt()).isEqualTo(this.sample.requests().size());
		assertThat(database.count("run_leases")).isZero();
		assertThat(database.count("sync_locks")).isZero();
		assertThat(database.count("dirty_sources")).isZero();
		assertThat(database.count("pending_embeddings")).isZero();

		plantRowsOfOtherRuns(database);
		Map<String, List<String>> planted = rowsOfOtherRuns(database);
		String changes = "SELECT sum(change = 'unchanged') FROM sync_run_entities WHERE run_id = 'second'";
		Map<String, List<String>> before = DatabaseDump.exactContent(database);
		assertThat(this.home.run("sync", "-p", "harbor/lighthouse", "--issue", issues, "--mr", mergeRequests,
				"--run-id", "second"))
			.succeeded();
		assertThat(DatabaseDump.exactContent(database)).isEqualTo(before);
		assertThat(rowsOfOtherRuns(database)).isEqualTo(planted);
		assertThat(database.number(changes)).isEqualTo(project.issueIids().size() + project.mergeRequestIids().size());
		DatabaseDump.of(database);
	}

	@Test
	void requestsAreAsFewAsGitLabAllows() {
		String issues = LongStream.rangeClosed(1, 101).mapToObj(String::valueOf).collect(Collectors.joining(","));
		CliResult result = this.home.run("sync", "-p", GENERATED.path(), "--issue", issues, "--mr", "1,2,3",
				"--no-docs", "--run-id", "r1");
		assertThat(result).succeeded();
		List<String> targets = this.sample.requests().stream().map(SampleRequest::target).toList();
		int lists = 2 + 1;
		assertThat(new HashSet<>(targets)).as("no request twice but the closing lists").hasSize(targets.size() - lists);
		assertThat(targets.stream().filter((target) -> target.contains("/issues?"))).hasSize(2 * 2);
		assertThat(targets.stream().filter((target) -> target.contains("/merge_requests?"))).hasSize(2);
		assertThat(targets).hasSize(2 + lists + 101 * 5 + 3 * 6 + lists);
		assertThat(result.data().path("counters").path("requests").asInt()).isEqualTo(targets.size());
		assertThat(this.home.database().count("documents")).isZero();
		assertThat(result.data().path("phases").get(3).path("status").asString()).isEqualTo("skipped");
	}

	@Test
	void whatJustChangedIsSettlingAndTheAnswerNamesTheCommandThatLooksAgain() {
		Instant justNow = Instant.now().plusSeconds(600); // however slow this machine is
		this.sample.project("harbor/lighthouse").issue(5).edit(justNow, (edit) -> edit.title("Just now"));
		this.sample.project("harbor/lighthouse").mergeRequest(4).edit(justNow, (edit) -> edit.title("Just now, too"));
		CliResult result = this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "1,5", "--mr", "4,8");
		assertThat(result).succeeded();
		assertThat(result.data().path("verification").toString())
			.isEqualTo("{\"verified\":4,\"moving\":0,\"unproven\":0,\"settling\":2}");
		JsonNode settling = result.data().path("entities").get(1);
		assertThat(settling.path("settling").asBoolean()).isTrue();
		assertThat(settling.path("dependents").path("discussions").path("pages").asInt()).isOne();
		JsonNode action = result.data().path("recovery_actions").get(0);
		assertThat(action.path("description").asString()).contains("from " + settling.path("settles_at").asString());
		assertThat(action.path("command").asString()).contains("sync -p harbor/lighthouse --issue 5 --mr 4");
		assertThat(this.home.shell(action.path("command").asString())).succeeded();
	}

	@Test
	void lookingAtRunsChangesNothing() {
		assertThat(this.home.run("sync", "-p", "harbor/charts", "--mr", "1,2", "--run-id", "r1")).succeeded();
		Map<String, List<String>> before = DatabaseDump.exactContent(this.home.database());
		LoreProcess list = this.home.start("runs", "list", "-n", "5");
		LoreHome warm = this.home.warm();
		LoreProcess table = warm.start("runs", "--human");
		LoreProcess show = warm.start("runs", "show", "r1", "--human");
		LoreProcess recover = warm.start("runs", "recover");
		CliResult listed = list.await();
		assertThat(listed).succeeded();
		assertThat(listed.data().path("runs").get(0).path("run_id").asString()).isEqualTo("r1");
		CliResult text = table.await();
		assertThat(text).hasExitCode(ExitCode.COMPLETED);
		assertThat(text.stdout()).startsWith("RUN ").contains("r1 ", "harbor/charts");
		CliResult shown = show.await();
		assertThat(shown).hasExitCode(ExitCode.COMPLETED);
		assertThat(shown.stdout()).startsWith("run r1  harbor/charts  done").contains("preflight", "!2       synced");
		CliResult recovered = recover.await();
		assertThat(recovered).succeeded();
		assertThat(recovered.data().path("changed").size()).isZero();
		assertThat(DatabaseDump.exactContent(this.home.database())).isEqualTo(before);
	}

	/**
	 * For the same sources this run is about to work on.
	 */
	private static void plantRowsOfOtherRuns(TestDatabase database) {
		database.execute(
				"""
						INSERT INTO dependent_jobs (project_id, job_type, scope_run_id, status, entity_type, entity_id, entity_iid,
							enqueued_at) SELECT project_id, 'discussions', 'orphan', 'pending', 'issue', id, iid, '2026-01-01'
							FROM issues
						""",
				"""
						INSERT INTO dependent_jobs (project_id, job_type, scope_run_id, status, entity_type, entity_id, entity_iid,
							enqueued_at) SELECT project_id, 'diffs', 'orphan', 'claimed', 'merge_request', id, iid, '2026-01-01'
							FROM merge_requests
						""",
				"""
						INSERT INTO dirty_sources (source_type, source_id, origin_run_id, marked_at)
							SELECT source_type, source_id, 'orphan', '2026-01-01' FROM documents
						""", """
						INSERT INTO pending_embeddings (document_id, origin_run_id) SELECT id, 'orphan' FROM documents
						""");
	}

	private static Map<String, List<String>> rowsOfOtherRuns(TestDatabase database) {
		Map<String, List<String>> rows = DatabaseDump.exact(database, "origin_run_id = 'orphan'", "dirty_sources",
				"pending_embeddings");
		rows.putAll(DatabaseDump.exact(database, "scope_run_id = 'orphan'", "dependent_jobs"));
		assertThat(rows).allSatisfy((table, lines) -> assertThat(lines).as(table).isNotEmpty());
		return rows;
	}

	private static String list(List<Long> iids) {
		return iids.stream().map(String::valueOf).collect(Collectors.joining(","));
	}

}
