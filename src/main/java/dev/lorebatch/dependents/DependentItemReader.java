package dev.lorebatch.dependents;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.ProjectPath;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RunPayloads;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.RunParameters;

/**
 * Drains this run's queue: claims jobs in short transactions, has them fetched several at
 * a time outside any transaction, gives each one as its fetch ends. The status of the
 * queue's rows is the truth; what a dead attempt had claimed is pending again when the
 * step starts.
 */
public class DependentItemReader implements ItemReader<FetchedJob>, StepExecutionListener {

	private final DependentJobs jobs;

	private final MirrorTransactions transactions;

	private final RunPayloads payloads;

	private final Fetchers fetchers;

	private final RequestPool pool;

	private final JdbcClient jdbc;

	private final PhaseProgress progress;

	private @Nullable Drain drain;

	public DependentItemReader(DependentJobs jobs, MirrorTransactions transactions, RunPayloads payloads,
			Fetchers fetchers, RequestPool pool, JdbcClient jdbc, PhaseProgress progress) {
		this.jobs = jobs;
		this.transactions = transactions;
		this.payloads = payloads;
		this.fetchers = fetchers;
		this.pool = pool;
		this.jdbc = jdbc;
		this.progress = progress;
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		String runId = RunParameters.request(stepExecution).runId();
		RunPayloads.Fetched fetched = this.payloads.get(runId);
		if (fetched == null) {
			throw new IllegalStateException("Preflight left no project for run " + runId);
		}
		Payload project = fetched.project();
		long projectId = this.jdbc.sql("SELECT id FROM projects WHERE gitlab_id = ?")
			.param(project.id("id"))
			.query(Long.class)
			.optional()
			.orElse(0L);
		ProjectContext context = new ProjectContext(project.id("id"), ProjectPath.of(project),
				ProjectPath.server(project));
		this.transactions.run(runId, (tx) -> this.jobs.reopen(tx, projectId, runId));
		DependentJobs.Progress progressNow = this.jobs.progress(projectId, runId);
		this.progress.started(Phase.DEPENDENTS, progressNow.total() - (long) progressNow.completed());
		this.drain = new Drain(stepExecution, runId, projectId, new FetchWindow(this.pool, this.fetchers, context));
	}

	@Override
	public @Nullable FetchedJob read() throws InterruptedException {
		return requireDrain().next();
	}

	/**
	 * Gives back what was claimed but not delivered, so that nothing looks claimed after
	 * a run that ended in good order.
	 */
	@Override
	public @Nullable ExitStatus afterStep(StepExecution stepExecution) {
		if (this.drain != null) {
			this.drain.giveBack();
			this.drain = null;
		}
		return null;
	}

	private Drain requireDrain() {
		if (this.drain == null) {
			throw new IllegalStateException("The step has not started");
		}
		return this.drain;
	}

	/**
	 * One execution of the step.
	 */
	private final class Drain {

		private final StepExecution stepExecution;

		private final String runId;

		private final long projectId;

		private final FetchWindow window;

		private final OutageBreaker breaker = new OutageBreaker();

		private boolean exhausted;

		private Drain(StepExecution stepExecution, String runId, long projectId, FetchWindow window) {
			this.stepExecution = stepExecution;
			this.runId = runId;
			this.projectId = projectId;
			this.window = window;
		}

		private @Nullable FetchedJob next() throws InterruptedException {
			while (true) {
				fill();
				if (this.window.size() == 0) {
					return null;
				}
				FetchedJob fetched = this.window.take();
				if (fetched.failure() instanceof GitLabException failure && failure.kind() == Kind.CANCELLED) {
					release(List.of(fetched.job()));
					continue;
				}
				observe(fetched);
				return fetched;
			}
		}

		private void observe(FetchedJob fetched) {
			if (fetched.failure() != null) {
				this.breaker.failed(fetched.failure());
			}
			else {
				this.breaker.succeeded();
			}
		}

		/**
		 * Claims a batch when the window has room for one, which keeps claims few and
		 * short.
		 */
		private void fill() {
			boolean ending = this.exhausted || this.breaker.isOpen() || this.stepExecution.isTerminateOnly();
			int room = this.window.capacity() - this.window.size();
			if (ending || room < this.window.capacity() / 4) {
				return;
			}
			List<DependentJob> claimed = transactions().call(this.runId, (tx) -> {
				FailPoints.atCommit(FailPoint.BEFORE_QUEUE_CLAIM, FailPoint.AFTER_QUEUE_CLAIM);
				return DependentItemReader.this.jobs.claim(tx, this.projectId, this.runId, room);
			});
			this.exhausted = claimed.size() < room;
			claimed.forEach(this.window::submit);
		}

		private void giveBack() {
			release(this.window.abandon());
		}

		private void release(List<DependentJob> undelivered) {
			if (!undelivered.isEmpty()) {
				this.transactions()
					.run(this.runId,
							(tx) -> undelivered.forEach((job) -> DependentItemReader.this.jobs.release(tx, job)));
			}
		}

		private MirrorTransactions transactions() {
			return DependentItemReader.this.transactions;
		}

	}

}
