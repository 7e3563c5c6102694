package dev.lorebatch.dependents;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.DependentJobs;

/**
 * Takes this run's jobs off the queue in short transactions and has them fetched several
 * at a time. One execution of the step; for its thread only.
 */
class JobDrain {

	private final DependentJobs jobs;

	private final MirrorTransactions transactions;

	private final String runId;

	private final long projectId;

	private final FetchWindow window;

	private final BooleanSupplier stopping;

	private final OutageBreaker breaker = new OutageBreaker();

	private boolean exhausted;

	/**
	 * @param projectId local id of the project
	 * @param stopping whether no more jobs are to be claimed
	 */
	JobDrain(DependentJobs jobs, MirrorTransactions transactions, String runId, long projectId, FetchWindow window,
			BooleanSupplier stopping) {
		this.jobs = jobs;
		this.transactions = transactions;
		this.runId = runId;
		this.projectId = projectId;
		this.window = window;
		this.stopping = stopping;
	}

	/**
	 * The next jobs whose fetches ended, at most {@code size}; waits until there are so
	 * many. None if there is nothing left to wait for.
	 */
	List<FetchedJob> next(int size) throws InterruptedException {
		List<FetchedJob> batch = new ArrayList<>();
		while (batch.size() < size) {
			FetchedJob fetched = next();
			if (fetched == null) {
				return batch;
			}
			batch.add(fetched);
		}
		return batch;
	}

	/**
	 * Whether every job was tried, and GitLab can be asked for more.
	 */
	boolean isDrained() {
		return this.exhausted && this.window.size() == 0 && !isEnding();
	}

	/**
	 * Says that there are pending jobs again.
	 */
	void goOn() {
		this.exhausted = false;
	}

	/**
	 * Gives back what was claimed but not delivered.
	 */
	void giveBack() {
		release(this.window.abandon());
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

	/**
	 * In an outage what is under way would spend its retries, too, for nothing.
	 */
	private void observe(FetchedJob fetched) {
		if (fetched.failure() == null) {
			this.breaker.succeeded();
			return;
		}
		this.breaker.failed(fetched.failure());
		if (this.breaker.isOpen()) {
			release(this.window.cutShort());
		}
	}

	/**
	 * Claims a batch when the window has room for one, which keeps claims few and short.
	 */
	private void fill() {
		int room = this.window.capacity() - this.window.size();
		if (this.exhausted || isEnding() || room < this.window.capacity() / 4) {
			return;
		}
		List<DependentJob> claimed = this.transactions.call(this.runId, (tx) -> {
			FailPoints.atCommit(FailPoint.BEFORE_QUEUE_CLAIM, FailPoint.AFTER_QUEUE_CLAIM);
			return this.jobs.claim(tx, this.projectId, this.runId, room);
		});
		this.exhausted = claimed.size() < room;
		claimed.forEach(this.window::submit);
	}

	private boolean isEnding() {
		return this.breaker.isOpen() || this.stopping.getAsBoolean();
	}

	private void release(List<DependentJob> undelivered) {
		if (!undelivered.isEmpty()) {
			this.transactions.run(this.runId, (tx) -> undelivered.forEach((job) -> this.jobs.release(tx, job)));
		}
	}

}
