package dev.lorebatch.dependents;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.queue.DependentJob;

/**
 * The fetches that are under way. The pool keeps working while the step writes, so the
 * network never waits for the disk. For the thread of the step only.
 */
class FetchWindow {

	private final RequestPool pool;

	private final Fetchers fetchers;

	private final Map<Long, ProjectContext> projects;

	private final Map<FetchAhead.Key, FetchAhead.Early> ahead;

	private final BlockingQueue<FetchedJob> ended = new LinkedBlockingQueue<>();

	private final Map<DependentJob, Future<?>> underWay = new HashMap<>();

	/**
	 * @param projects by their local ids
	 * @param ahead what was asked for before the step began
	 */
	FetchWindow(RequestPool pool, Fetchers fetchers, Map<Long, ProjectContext> projects,
			Map<FetchAhead.Key, FetchAhead.Early> ahead) {
		this.pool = pool;
		this.fetchers = fetchers;
		this.projects = projects;
		this.ahead = ahead;
	}

	/**
	 * How many jobs to have under way: enough that each thread finds its next one.
	 */
	int capacity() {
		return this.pool.concurrency() * 4;
	}

	int size() {
		return this.underWay.size();
	}

	/**
	 * Has a job fetched that is claimed, or waits for what was asked for ahead.
	 */
	void submit(DependentJob job) {
		FetchAhead.Early early = this.ahead.remove(FetchAhead.Key.of(job));
		if (early != null && job.firstRows() != null) {
			early.cancel(); // a second reading begins after the first one
			early = null;
		}
		if (early == null) {
			this.underWay.put(job, this.pool.executor().submit(() -> deliver(this.fetchers.fetch(project(job), job))));
			return;
		}
		DependentJob numbered = job.asFetch(early.number());
		this.underWay.put(numbered, early.task());
		early.deliver(numbered, this::deliver);
	}

	/**
	 * The next job whose fetch ended, in whatever order they end. Returns soon after the
	 * requests are cancelled.
	 */
	FetchedJob take() throws InterruptedException {
		FetchedJob next = this.ended.take();
		while (this.underWay.remove(next.job()) == null) {
			next = this.ended.take(); // it was cut short
		}
		return next;
	}

	/**
	 * Ends the fetches that have not ended by themselves; the others are still to be
	 * taken.
	 * @return the jobs that were not delivered
	 */
	List<DependentJob> cutShort() {
		dropAhead();
		Set<DependentJob> delivered = this.ended.stream().map(FetchedJob::job).collect(Collectors.toSet());
		List<DependentJob> undelivered = this.underWay.keySet()
			.stream()
			.filter((job) -> !delivered.contains(job))
			.toList();
		undelivered.forEach((job) -> {
			Future<?> fetch = this.underWay.remove(job);
			if (fetch != null) {
				fetch.cancel(true);
			}
		});
		return undelivered;
	}

	/**
	 * Drops what is under way.
	 * @return the jobs that were not delivered
	 */
	List<DependentJob> abandon() {
		dropAhead();
		this.underWay.values().forEach((future) -> future.cancel(true));
		List<DependentJob> undelivered = List.copyOf(this.underWay.keySet());
		this.underWay.clear();
		this.ended.clear();
		return undelivered;
	}

	private void dropAhead() {
		this.ahead.values().forEach(FetchAhead.Early::cancel);
		this.ahead.clear();
	}

	private ProjectContext project(DependentJob job) {
		return Objects.requireNonNull(this.projects.get(job.projectId()));
	}

	private void deliver(FetchedJob fetched) {
		if (fetched.set() != null) {
			FailPoints.reach(FailPoint.JOB_FETCHED);
		}
		this.ended.add(fetched);
	}

}
