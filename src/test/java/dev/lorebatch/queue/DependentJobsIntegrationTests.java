package dev.lorebatch.queue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for {@link DependentJobs}.
 */
class DependentJobsIntegrationTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);

	@TempDir
	Path folder;

	private TestDatabase database;

	private DependentJobs jobs;

	private long project;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
		this.jobs = new DependentJobs(this.database.jdbc(), CLOCK);
		this.project = this.database.insertProject(7, "group/project");
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void claimSearchesTheScopedIndex() {
		// given
		fillWithJobsOfOtherRuns(500);
		this.database.execute("ANALYZE");

		// when
		List<String> plan = this.database.queryPlan(DependentJobs.CLAIM, this.project, "discussions", "R", 10);

		// then
		assertThat(plan).anySatisfy((step) -> assertThat(step).startsWith("SEARCH dependent_jobs USING ")
			.contains("dependent_jobs_claim_ix (project_id=? AND job_type=? AND scope_run_id=? AND status=?)"));
		assertThat(plan).noneMatch((step) -> step.contains("SCAN") || step.contains("TEMP B-TREE"));
	}

	@Test
	void progressAndReopenSearchTheScopedIndexToo() {
		fillWithJobsOfOtherRuns(500);
		this.database.execute("ANALYZE");
		String where = " WHERE project_id = ? AND job_type = ? AND scope_run_id = ?";
		assertThat(this.database.queryPlan("SELECT count(*), sum(status = 'completed') FROM dependent_jobs" + where,
				this.project, "diffs", "R"))
			.singleElement()
			.asString()
			.contains("dependent_jobs_claim_ix (project_id=? AND job_type=? AND scope_run_id=?)");
	}

	@Test
	void scopedQueueDrainIgnoresOrphanedJobs() {
		// given jobs of a run that died and of a run that failed, for the same issue
		enqueue("dead", EntityRef.issue(1), 11);
		enqueue("failed", EntityRef.issue(1), 11);
		claim("dead", 100);
		claim("failed", 100).forEach((job) -> this.database.transactions().run((tx) -> this.jobs.fail(tx, job, "503")));
		enqueue("orphan", EntityRef.issue(1), 11);
		enqueue("R", EntityRef.issue(1), 11);
		List<String> before = rowsOfOtherRuns();

		// when
		List<DependentJob> claimed = new ArrayList<>();
		for (List<DependentJob> chunk = claim("R", 2); !chunk.isEmpty(); chunk = claim("R", 2)) {
			claimed.addAll(chunk);
			chunk.forEach((job) -> this.database.transactions().run((tx) -> this.jobs.complete(tx, job, 1, 0)));
		}
		this.database.transactions().run((tx) -> this.jobs.reopen(tx, this.project, "R"));

		// then
		assertThat(claimed).extracting(DependentJob::type)
			.containsExactlyInAnyOrderElementsOf(JobType.of(EntityKind.ISSUE));
		assertThat(rowsOfOtherRuns()).isEqualTo(before);
		assertThat(this.jobs.progress(this.project, "R")).isEqualTo(new DependentJobs.Progress(5, 5, 0));
	}

	@Test
	void enqueuesWhatBelongsToTheKind() {
		enqueue("R", EntityRef.issue(1), 11);
		enqueue("R", EntityRef.mergeRequest(1), 11);
		assertThat(types("issue")).containsExactlyInAnyOrder("discussions", "resource_state_events",
				"resource_label_events", "resource_milestone_events", "closed_by");
		assertThat(types("merge_request")).containsExactlyInAnyOrder("discussions", "resource_state_events",
				"resource_label_events", "resource_milestone_events", "diffs", "closes_issues");
	}

	@Test
	void enqueuingAgainLeavesTheJobsAsTheyAre() {
		enqueue("R", EntityRef.issue(1), 11);
		DependentJob job = claim("R", 1).get(0);
		this.database.transactions().run((tx) -> this.jobs.complete(tx, job, 2, 30));
		String before = this.database.dump();
		enqueue("R", EntityRef.issue(1), 11);
		assertThat(this.database.dump()).isEqualTo(before);
	}

	@Test
	void claimsAreInOrderWithinTheLimitAndNeverTwice() {
		enqueue("R", EntityRef.issue(1), 11);
		enqueue("R", EntityRef.issue(2), 12);
		List<DependentJob> first = claim("R", 4);
		List<DependentJob> second = claim("R", 100);
		assertThat(first).hasSize(4).isSortedAccordingTo((a, b) -> Long.compare(a.id(), b.id()));
		assertThat(second).hasSize(6).doesNotContainAnyElementsOf(first);
		assertThat(claim("R", 100)).isEmpty();
		assertThat(claim("R", 0)).isEmpty();
	}

	@Test
	void aClaimTellsWhatToFetch() {
		enqueue("R", EntityRef.mergeRequest(9_007_199_254_740_993L), 12);
		DependentJob job = claim("R", 1).get(0);
		assertThat(job.entity()).isEqualTo(EntityRef.mergeRequest(9_007_199_254_740_993L));
		assertThat(job.entityId()).isEqualTo(12);
		assertThat(job.projectId()).isEqualTo(this.project);
		assertThat(job.type()).isEqualTo(JobType.DISCUSSIONS);
	}

	@Test
	void claimsOfOneProjectLeaveTheOther() {
		long other = this.database.insertProject(8, "group/other");
		this.database.transactions().run((tx) -> this.jobs.enqueue(tx, "R", other, EntityRef.issue(1), 99));
		assertThat(claim("R", 100)).isEmpty();
	}

	@Test
	void aClaimThatIsRolledBackIsNone() {
		enqueue("R", EntityRef.issue(1), 11);
		String before = this.database.dump();
		try {
			this.database.transactions().run((tx) -> {
				this.jobs.claim(tx, this.project, "R", 10);
				throw new UnsupportedOperationException();
			});
		}
		catch (UnsupportedOperationException ex) {
			assertThat(this.database.dump()).isEqualTo(before);
		}
		assertThat(claim("R", 100)).hasSize(5);
	}

	@Test
	void threadsNeverClaimTheSameJob() throws Exception {
		// given
		for (int iid = 1; iid <= 20; iid++) {
			enqueue("R", EntityRef.issue(iid), iid);
		}
		ExecutorService threads = Executors.newFixedThreadPool(4);

		// when
		List<Future<List<DependentJob>>> drains = new ArrayList<>();
		for (int thread = 0; thread < 4; thread++) {
			drains.add(threads.submit(() -> {
				List<DependentJob> all = new ArrayList<>();
				for (List<DependentJob> chunk = claim("R", 3); !chunk.isEmpty(); chunk = claim("R", 3)) {
					all.addAll(chunk);
				}
				return all;
			}));
		}
		Set<Long> ids = new HashSet<>();
		int claimed = 0;
		for (Future<List<DependentJob>> drain : drains) {
			List<DependentJob> jobsOfThread = drain.get(20, TimeUnit.SECONDS);
			claimed += jobsOfThread.size();
			jobsOfThread.forEach((job) -> ids.add(job.id()));
		}
		threads.shutdown();

		// then
		assertThat(claimed).isEqualTo(100);
		assertThat(ids).hasSize(100);
	}

	@Test
	void reopenMakesClaimedAndFailedJobsPendingAgain() {
		// given
		enqueue("R", EntityRef.issue(1), 11);
		List<DependentJob> claimed = claim("R", 3);
		this.database.transactions().run((tx) -> {
			this.jobs.complete(tx, claimed.get(0), 1, 2);
			this.jobs.fail(tx, claimed.get(1), "HTTP 503");
		});

		// when
		this.database.transactions().run((tx) -> this.jobs.reopen(tx, this.project, "R"));

		// then
		assertThat(this.database.rows("SELECT status, count(*) FROM dependent_jobs GROUP BY status ORDER BY status"))
			.containsExactly("completed|1", "pending|4");
		assertThat(claim("R", 100)).hasSize(4);
	}

	@Test
	void countsAttemptsButNotReleasedOnes() {
		enqueue("R", EntityRef.issue(1), 11);
		DependentJob job = claim("R", 1).get(0);
		assertThat(attempts(job)).isEqualTo(1);
		this.database.transactions().run((tx) -> this.jobs.release(tx, job));
		assertThat(attempts(job)).isZero();
		assertThat(claim("R", 1)).containsExactly(job);
		this.database.transactions().run((tx) -> {
			this.jobs.fail(tx, job, "HTTP 503");
			this.jobs.reopen(tx, this.project, "R");
		});
		claim("R", 1);
		assertThat(attempts(job)).isEqualTo(2);
	}

	@Test
	void completionForgetsTheError() {
		enqueue("R", EntityRef.issue(1), 11);
		DependentJob job = claim("R", 1).get(0);
		this.database.transactions().run((tx) -> {
			this.jobs.fail(tx, job, "HTTP 503");
			this.jobs.complete(tx, job, 2, 30);
		});
		assertThat(this.database.rows(
				"SELECT status, pages, row_count, last_error, completed_at FROM dependent_jobs WHERE id = ?", job.id()))
			.containsExactly("completed|2|30|null|2026-03-01T10:00:00.000Z");
	}

	@Test
	void progressCountsTheRunOnly() {
		enqueue("R", EntityRef.issue(1), 11);
		enqueue("S", EntityRef.issue(1), 11);
		List<DependentJob> claimed = claim("R", 3);
		this.database.transactions().run((tx) -> {
			this.jobs.complete(tx, claimed.get(0), 1, 2);
			this.jobs.complete(tx, claimed.get(1), 1, 2);
			this.jobs.fail(tx, claimed.get(2), "HTTP 503");
		});
		assertThat(this.jobs.progress(this.project, "R")).isEqualTo(new DependentJobs.Progress(5, 2, 1));
		assertThat(this.jobs.progress(this.project, "none")).isEqualTo(new DependentJobs.Progress(0, 0, 0));
		Long unfinished = this.database.transactions().call((tx) -> this.jobs.countUnfinished(tx, "R", claimed.get(0)));
		assertThat(unfinished.longValue()).isEqualTo(3);
	}

	private void fillWithJobsOfOtherRuns(int runs) {
		for (int run = 0; run < runs; run += 50) {
			int first = run;
			this.database.transactions().run((tx) -> {
				for (int index = first; index < first + 50; index++) {
					this.jobs.enqueue(tx, "other" + index, this.project, EntityRef.issue(1), 11);
				}
			});
		}
	}

	private void enqueue(String runId, EntityRef entity, long entityId) {
		this.database.transactions().run((tx) -> this.jobs.enqueue(tx, runId, this.project, entity, entityId));
	}

	private List<DependentJob> claim(String runId, int limit) {
		return this.database.transactions().call((tx) -> this.jobs.claim(tx, this.project, runId, limit));
	}

	private List<String> rowsOfOtherRuns() {
		return this.database.rows("SELECT * FROM dependent_jobs WHERE scope_run_id <> 'R' ORDER BY id");
	}

	private List<String> types(String entityType) {
		return this.database.rows("SELECT job_type FROM dependent_jobs WHERE entity_type = ?", entityType);
	}

	private long attempts(DependentJob job) {
		return Long.parseLong(this.database.rows("SELECT attempts FROM dependent_jobs WHERE id = ?", job.id()).get(0));
	}

}
