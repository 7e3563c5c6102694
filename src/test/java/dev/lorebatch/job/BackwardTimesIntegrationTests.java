package dev.lorebatch.job;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.SampleEntity;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Times of GitLab that go back: a server that was restored, a clock that was corrected,
 * an owner who sets {@code updated_at}.
 */
class BackwardTimesIntegrationTests {

	private static final String PROJECT = "harbor/tools/rope-kit";

	/** Before everything in the sample. */
	private static final Instant LONG_AGO = Instant.parse("2020-01-01T10:00:00Z");

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	private final SampleProject project = this.sample.project(PROJECT);

	private final long iid = this.project.issueIids().get(0);

	private final long mergeRequestIid = this.project.mergeRequestIids().get(0);

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private TestMirror mirror;

	@BeforeEach
	void open() throws Exception {
		this.gitlab = new FaultyGitLab(this.sample.url());
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url());
		assertCompleted(this.mirror.run(incremental("r1", false)));
	}

	@AfterEach
	void close() {
		this.mirror.close();
		this.gitlab.close();
		this.sample.close();
	}

	@ParameterizedTest
	@EnumSource
	void aTitleWhoseTimeWentBackIsTaken(Way way) throws Exception {
		issue().edit(LONG_AGO, (edit) -> edit.title("Restored"));
		mergeRequest().edit(LONG_AGO, (edit) -> edit.title("Restored"));
		assertCompleted(switch (way) {
			case FULL ->
				this.mirror.run(new ProjectSyncRequest("r2", RunMode.FULL, List.of(PROJECT), null, false, false));
			case RECONCILE -> this.mirror.run(incremental("r2", true));
			case SURGICAL -> this.mirror.run(
					new SurgicalRequest("r2", PROJECT, List.of(this.iid), List.of(this.mergeRequestIid), false, false));
		});
		assertThat(titles("Restored")).isEqualTo(2);
		assertThat(this.mirror.count("SELECT count(*) FROM sync_run_entities WHERE verification <> 'verified'"))
			.isZero();
	}

	@Test
	void aTimeThatGoesBackAndForthIsFollowed() throws Exception {
		for (int round = 1; round <= 4; round++) {
			String title = "Round " + round;
			issue().edit((round % 2 == 1) ? LONG_AGO : LONG_AGO.plus(10, ChronoUnit.DAYS), (edit) -> edit.title(title));
			assertCompleted(this.mirror
				.run(new SurgicalRequest("s" + round, PROJECT, List.of(this.iid), List.of(), false, false)));
			assertThat(titles(title)).isOne();
		}
	}

	/**
	 * An hour of the server's that there was not: what changes now is dated before the
	 * watermark.
	 */
	@Test
	void whatChangesAfterTheServersClockWasCorrectedIsListed() throws Exception {
		this.mirror.jdbc().sql("UPDATE sync_watermarks SET watermark = '2099-01-01T00:00:00.000Z'").update();
		issue().edit(Instant.now(), (edit) -> edit.title("After the correction"));
		assertCompleted(this.mirror.run(incremental("r2", false)));
		assertThat(titles("After the correction")).isOne();
		assertThat(counters("r2")).containsEntry("clock_went_back", 2L);
		String tomorrow = Timestamps.format(Instant.now().plus(1, ChronoUnit.DAYS));
		assertThat(this.mirror.count("SELECT count(*) FROM sync_watermarks WHERE watermark < ?", tomorrow))
			.as("the watermarks went back")
			.isEqualTo(2);

		assertCompleted(this.mirror.run(incremental("r3", false)));
		assertThat(counters("r3")).doesNotContainKey("clock_went_back");
	}

	@Test
	void aRestartOfTheRunThatSawTheClockGoBackLetsTheWatermarkGoBackToo() throws Exception {
		this.mirror.jdbc().sql("UPDATE sync_watermarks SET watermark = '2099-01-01T00:00:00.000Z'").update();
		issue().edit(Instant.now(), (edit) -> edit.title("After the correction"));
		String discussions = "/issues/" + this.iid + "/discussions";
		this.gitlab.intercept(
				(path) -> path.endsWith(discussions) ? FaultyGitLab.Answer.of(400, "{\"message\":\"400\"}") : null);
		assertThat(this.mirror.run(incremental("r2", false)).getStatus()).isEqualTo(BatchStatus.FAILED);
		this.gitlab.intercept((path) -> null);
		assertCompleted(this.mirror.run(incremental("r2", false)));
		assertThat(this.mirror.count("SELECT count(*) FROM sync_watermarks WHERE watermark < '2098'")).isEqualTo(2);
		assertThat(titles("After the correction")).isOne();
	}

	/**
	 * The answer was asked for before the one that the row was written from, but is dated
	 * later: nobody knows which is newer, so the next run looks.
	 */
	@Test
	void whatIsSkippedThoughItIsDatedLaterIsLookedAtAgain() throws Exception {
		this.mirror.jdbc()
			.sql("UPDATE last_fetches SET fetch_id = fetch_id + 500 WHERE resource_type = 'issue' AND resource_id = "
					+ "(SELECT id FROM issues WHERE iid = ?)")
			.param(this.iid)
			.update();
		issue().edit(Instant.now().minus(1, ChronoUnit.HOURS), (edit) -> edit.title("Dated later"));
		assertCompleted(this.mirror.run(incremental("r2", false)));
		assertThat(titles("Dated later")).as("another run asked later").isZero();
		this.mirror.jdbc().sql("UPDATE sqlite_sequence SET seq = seq + 1000 WHERE name = 'sync_run_fetches'").update();
		this.mirror.jdbc()
			.sql("UPDATE sync_watermarks SET watermark = ?")
			.param(Timestamps.format(Instant.now().minus(2, ChronoUnit.SECONDS)))
			.update();
		assertCompleted(this.mirror.run(incremental("r3", false)));
		assertThat(titles("Dated later")).isOne();
	}

	private SampleEntity issue() {
		return this.project.issue(this.iid);
	}

	private SampleEntity mergeRequest() {
		return this.project.mergeRequest(this.mergeRequestIid);
	}

	private long titles(String title) {
		return this.mirror
			.count("SELECT count(*) FROM (SELECT title FROM issues UNION ALL SELECT title FROM merge_requests) "
					+ "WHERE title = ?", title);
	}

	private Map<String, Long> counters(String runId) {
		return java.util.Objects
			.requireNonNull(this.mirror.bean(SyncRuns.class).find(runId).orElseThrow().counters().get("ingest"));
	}

	private static ProjectSyncRequest incremental(String runId, boolean reconcile) {
		return new ProjectSyncRequest(runId, RunMode.INCREMENTAL, List.of(PROJECT), null, reconcile, false, false);
	}

	private static void assertCompleted(JobExecution execution) {
		assertThat(execution.getAllFailureExceptions()).isEmpty();
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
	}

	enum Way {

		FULL, RECONCILE, SURGICAL

	}

}
