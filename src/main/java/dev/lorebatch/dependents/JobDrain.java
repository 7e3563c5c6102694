package dev.lorebatch.dependents;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.run.RunFetches;

/**
 * Takes this run's jobs off the queue in short transactions and has them fetched several
 * at a time. One execution of the step; for its thread only.
 */
class JobDrain {

	private final DependentJobs jobs;

	private final RunFetches fetches;

	private final MirrorTransactions transactions;

	private final String runId;

	private final List<Long> projectIds;

	private final FetchWindow window;

	private final BooleanSupplier stopping;

	private final OutageBreaker breaker = new OutageBreaker();

	/** How many of the projects have no pending jobs any more. */
	private int exhausted;

	/**
	 * @param projectIds local ids of the projects, drained one after the other
	 * @param stopping whether no more jobs are to be claimed
	 */
	JobDrain(DependentJobs jobs, RunFetches fetches, MirrorTransactions transactions, String runId,
			Collection<Long> projectIds, FetchWindow window, BooleanSupplier stopping) {
		this.jobs = jobs;
		this.fetches = fetches;
		this.transactions = transactions;
		this.runId = runId;
		this.projectIds = List.copyOf(projectIds);
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
		return isExhausted() && this.window.size() == 0 && !isEnding();
	}

	/**
	 * Goes on if jobs are pending again, because their sets are to be read a second time.
	 */
	boolean goOnIfPending() {
		boolean pending = this.projectIds.stream().anyMatch((id) -> this.jobs.hasPending(id, this.runId));
		if (pending) {
			goOn();
		}
		return pending;
	}

	/**
	 * Says that there are pending jobs again.
	 */
	void goOn() {
		this.exhausted = 0;
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
			requireMemory(fetched);
			observe(fetched);
			return fetched;
		}
	}

	/**
	 * Without memory, whatever else is fetched fails, too, and says nothing of its
	 * entity.
	 */
	private void requireMemory(FetchedJob fetched) {
		LoreException failure = fetched.failure();
		if (failure != null && failure.exitCode() == ExitCode.OUT_OF_MEMORY) {
			List<DependentJob> undelivered = new ArrayList<>(this.window.abandon());
			undelivered.add(fetched.job());
			release(undelivered);
			throw failure;
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
		if (isExhausted() || isEnding() || room < this.window.capacity() / 2) {
			return;
		}
		List<DependentJob> claimed = this.transactions.call(this.runId, (tx) -> {
			FailPoints.atCommit(FailPoint.BEFORE_QUEUE_CLAIM, FailPoint.AFTER_QUEUE_CLAIM);
			return claim(tx, room);
		});
		claimed.forEach(this.window::submit);
	}

	/**
	 * The jobs get one number, which is committed before the first of them is asked for.
	 */
	private List<DependentJob> claim(WriteTransaction tx, int room) {
		List<DependentJob> claimed = new ArrayList<>();
		int drained = this.exhausted;
		while (claimed.size() < room && drained < this.projectIds.size()) {
			int wanted = room - claimed.size();
			List<DependentJob> some = this.jobs.claim(tx, this.projectIds.get(drained), this.runId, wanted);
			drained += (some.size() < wanted) ? 1 : 0;
			claimed.addAll(some);
		}
		this.exhausted = drained;
		if (claimed.isEmpty()) {
			return claimed;
		}
		long fetch = this.fetches.begin(tx, this.runId);
		return claimed.stream().map((job) -> job.asFetch(fetch)).toList();
	}

	private boolean isExhausted() {
		return this.exhausted >= this.projectIds.size();
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
