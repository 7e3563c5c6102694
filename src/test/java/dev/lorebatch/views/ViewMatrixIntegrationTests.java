package dev.lorebatch.views;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.documentation.GeneratedPage;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleEntity;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every view after every other one, in every kind of run, and the page that says what
 * happens. The build runs a part of it, by chance, and compares that with the page;
 * {@code -Dlore.views.seed=1} repeats an earlier choice; the long version runs the whole,
 * and so does writing the page.
 */
class ViewMatrixIntegrationTests {

	private static final String PAGE = "docs/reference/view-matrix.md";

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	private static final int IN_BUILD = 12;

	private static final long SEED = Long.getLong("lore.views.seed", System.nanoTime() % 1_000_000);

	private static final List<Work> ALL = all();

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private final Map<String, TestMirror> mirrors = new LinkedHashMap<>();

	private int runs;

	@BeforeEach
	void start() {
		SampleOptions options = SampleOptions.defaults();
		for (Work work : ALL) {
			options = options.withGenerated(new GeneratedProject(work.project(), 3, 1, 1, 7));
		}
		this.sample = SampleGitLab.start(options);
		for (Viewpoint viewpoint : Viewpoint.values()) {
			this.mirrors.computeIfAbsent(viewpoint.token(), (token) -> TestMirror.open(this.folder.resolve("lore.db"),
					this.sample.url(), "lore.gitlab.token=" + token));
		}
	}

	@AfterEach
	void stop() {
		this.mirrors.values().forEach(TestMirror::close);
		this.sample.close();
	}

	@Test
	void everyViewAfterEveryOtherOneDoesWhatThePageSays() throws Exception {
		boolean whole = Boolean.getBoolean("lore.long") || Boolean.getBoolean("docs.write");
		List<Work> works = new ArrayList<>(ALL);
		if (!whole) {
			Collections.shuffle(works, new Random(SEED));
			works = works.subList(0, IN_BUILD);
		}
		System.out.printf("Views after views: %d of %d, seed %d%n", works.size(), ALL.size(), SEED);
		ViewMatrixPage matrix = new ViewMatrixPage();
		for (Work work : works) {
			matrix.put(work.reading(), work.before(), work.after(), run(work));
		}
		if (whole) {
			GeneratedPage.assertIsWritten(PAGE, matrix.render());
		}
		Map<String, String> page = ViewMatrixPage.read(GeneratedPage.read(PAGE));
		assertThat(works).allSatisfy((work) -> assertThat(page).containsEntry(work.key(),
				matrix.row(work.reading(), work.before(), work.after())));
	}

	private ViewCell run(Work work) throws Exception {
		SampleProject project = this.sample.project(work.project());
		project.openIssue(NOW, "keeper", "Confidential", null).makeConfidential(NOW.plusSeconds(1));
		List<Long> issues = project.issueIids();
		project.issue(issues.get(0)).addInternalNote(NOW.plusSeconds(2), "keeper", "Among us, before");
		incremental(work.before(), work);
		incremental(work.before(), work);
		change(project, issues);
		String runId = launch(work.after(),
				work.reading().request(nextRun(), work.project(), issues.subList(0, 2), project.mergeRequestIids()));
		long kept = kept(project);
		long differences = differences(project);
		String next = incremental(work.before(), work);
		launch(Viewpoint.FULL, Reading.projects(nextRun(), RunMode.INCREMENTAL, work.project(), true));
		long after = differences(project);
		assertThat(after).as("after a run with a full view: %s", work.key()).isZero();
		assertThat(kept(project)).as("a full view keeps nothing unseen: %s", work.key()).isZero();
		boolean surgical = work.reading() == Reading.SURGICAL;
		return new ViewCell(surgical ? 3 : count(runId, "listed"), surgical ? 3 : count(runId, "queued"), kept,
				count(runId, "gone"), differences,
				"%d listed, %d fetched".formatted(count(next, "listed"), count(next, "queued")), after);
	}

	/**
	 * Far apart, so that no overlap of listings shows what another one is for.
	 */
	private static void change(SampleProject project, List<Long> issues) {
		project.issue(issues.get(0)).edit(NOW.plusSeconds(3_600), (edit) -> edit.title("Changed"));
		project.issue(issues.get(3)).edit(NOW.plusSeconds(7_200), (edit) -> edit.title("Changed, confidential"));
		project.issue(issues.get(1)).addInternalNote(NOW.plusSeconds(10_800), "keeper", "Among us");
		project.issue(issues.get(2)).delete();
	}

	private String incremental(Viewpoint viewpoint, Work work) throws Exception {
		return launch(viewpoint, Reading.projects(nextRun(), RunMode.INCREMENTAL, work.project(), false));
	}

	private String launch(Viewpoint viewpoint, RunRequest request) throws Exception {
		viewpoint.take(this.sample.access());
		JobExecution execution = mirror(viewpoint).run(request);
		assertThat(execution.getStatus()).as("%s: %s", request, execution.getAllFailureExceptions())
			.isEqualTo(BatchStatus.COMPLETED);
		return request.runId();
	}

	private TestMirror mirror(Viewpoint viewpoint) {
		TestMirror mirror = this.mirrors.get(viewpoint.token());
		assertThat(mirror).isNotNull();
		return mirror;
	}

	private String nextRun() {
		return "r" + ++this.runs;
	}

	private long count(String runId, String counter) {
		return mirror(Viewpoint.FULL).bean(SyncRuns.class)
			.find(runId)
			.orElseThrow()
			.counters()
			.getOrDefault("ingest", Map.of())
			.getOrDefault(counter, 0L);
	}

	private long kept(SampleProject project) {
		return mirror(Viewpoint.FULL).count("""
				SELECT count(*) FROM discussions d LEFT JOIN notes n ON n.discussion_id = d.id AND n.unseen = 1
				LEFT JOIN issues i ON i.id = d.issue_id LEFT JOIN merge_requests m ON m.id = d.merge_request_id
				JOIN projects p ON p.id = coalesce(i.project_id, m.project_id)
				WHERE p.gitlab_id = ? AND (d.unseen = 1 OR n.id IS NOT NULL)
				""", project.id());
	}

	/**
	 * How many issues and merge requests the mirror has otherwise than GitLab.
	 */
	private long differences(SampleProject project) {
		Map<String, String> mirrored = new HashMap<>();
		for (String kind : List.of("issue", "merge_request")) {
			mirror(Viewpoint.FULL).rows("""
					SELECT '%1$s ' || e.iid AS entity, e.title || ' ' || coalesce((SELECT group_concat(gitlab_id, ',')
						FROM (SELECT n.gitlab_id FROM notes n JOIN discussions d ON d.id = n.discussion_id
							WHERE d.%1$s_id = e.id ORDER BY n.gitlab_id)), '') AS content
					FROM %1$ss e JOIN projects p ON p.id = e.project_id WHERE p.gitlab_id = ? AND e.gone_at IS NULL
					""".formatted(kind), project.id())
				.forEach((row) -> mirrored.put(String.valueOf(row.get("entity")), String.valueOf(row.get("content"))));
		}
		Map<String, String> wanted = new HashMap<>();
		project.issueIids().forEach((iid) -> wanted.put("issue " + iid, describe(project.issue(iid))));
		project.mergeRequestIids()
			.forEach((iid) -> wanted.put("merge_request " + iid, describe(project.mergeRequest(iid))));
		TreeSet<String> entities = new TreeSet<>(mirrored.keySet());
		entities.addAll(wanted.keySet());
		return entities.stream()
			.filter((entity) -> !mirrored.getOrDefault(entity, "absent").equals(wanted.getOrDefault(entity, "absent")))
			.count();
	}

	private static String describe(SampleEntity entity) {
		return entity.title() + " "
				+ entity.noteIds().stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
	}

	private static List<Work> all() {
		List<Work> all = new ArrayList<>();
		for (Reading reading : Reading.values()) {
			for (Viewpoint before : Viewpoint.values()) {
				for (Viewpoint after : Viewpoint.values()) {
					all.add(new Work(reading, before, after));
				}
			}
		}
		return List.copyOf(all);
	}

	/**
	 * A cell to run.
	 */
	private record Work(Reading reading, Viewpoint before, Viewpoint after) {

		private String project() {
			return "views/%s-%s-%s".formatted(this.reading, this.before, this.after).toLowerCase(java.util.Locale.ROOT);
		}

		private String key() {
			return ViewMatrixPage.key(this.reading, this.before, this.after);
		}

	}

}
