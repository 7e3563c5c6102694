package dev.lorebatch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.DependentJobs;

/**
 * Claims 100 jobs of a run among those that other runs left behind.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 20)
@Measurement(iterations = 50)
public class ClaimBenchmark {

	private static final String RUN = "ours";

	private static final int JOBS = 100;

	/** Half of them pending: the status alone does not tell them from ours. */
	private static final String FOREIGN = """
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO dependent_jobs (project_id, job_type, scope_run_id, status, entity_type, entity_id, entity_iid,
				enqueued_at)
			SELECT 1, 'discussions', 'other-' || (i / 1000), iif(i % 2, 'pending', 'completed'), 'issue', i, i,
				'2026-01-01T00:00:00.000Z' FROM n
			""";

	/** The same without the index, as it would be if it were not there. */
	private static final String SCAN = """
			UPDATE dependent_jobs SET status = 'claimed', attempts = attempts + 1
			WHERE id IN (SELECT id FROM dependent_jobs NOT INDEXED
				WHERE project_id = ? AND job_type = ? AND scope_run_id = ? AND status = 'pending'
				ORDER BY id LIMIT ?)
			RETURNING id
			""";

	/** Rows of other runs. */
	@Param({ "1000", "10000", "100000", "1000000" })
	public int rows;

	private Path folder;

	private TestDatabase database;

	private DependentJobs jobs;

	private long project;

	@Setup
	public void open() throws IOException {
		this.folder = Files.createTempDirectory("lore-claim");
		this.database = TestDatabase.in(this.folder);
		this.jobs = new DependentJobs(this.database.jdbc(), Clock.systemUTC());
		this.project = this.database.insertProject(7, "group/project");
		this.database.execute(FOREIGN, this.rows);
		this.database.transactions().run((tx) -> {
			for (int iid = 1; iid <= JOBS; iid++) {
				this.jobs.enqueue(tx, RUN, this.project, EntityRef.issue(iid), 2_000_000 + iid);
			}
		});
	}

	@Setup(Level.Invocation)
	public void makePending() {
		this.database.execute("UPDATE dependent_jobs SET status = 'pending' WHERE scope_run_id = ?", RUN);
	}

	@Benchmark
	public List<DependentJob> claim() {
		List<DependentJob> claimed = this.database.transactions()
			.call((tx) -> this.jobs.claim(tx, this.project, RUN, JOBS));
		return requireAll(claimed);
	}

	@Benchmark
	public List<Long> claimByScan() {
		return requireAll(this.database.transactions()
			.call((tx) -> tx.query(SCAN, (row, index) -> row.getLong(1), this.project, "discussions", RUN, JOBS)));
	}

	private static <T> List<T> requireAll(List<T> claimed) {
		if (claimed.size() != JOBS) {
			throw new IllegalStateException("Claimed %d jobs".formatted(claimed.size()));
		}
		return claimed;
	}

	@TearDown
	public void close() throws IOException {
		this.database.close();
		try (Stream<Path> files = Files.list(this.folder)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(this.folder);
	}

}
