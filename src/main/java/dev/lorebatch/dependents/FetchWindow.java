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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.queue.DependentJob;

/**
 * The fetches that are under way. The pool keeps working while the step writes, so the
 * network never waits for the disk. For the thread of the step only.
 */
class FetchWindow {

	private static final Logger logger = LoggerFactory.getLogger(FetchWindow.class);

	private final RequestPool pool;

	private final Fetchers fetchers;

	private final Map<Long, ProjectContext> projects;

	private final BlockingQueue<FetchedJob> ended = new LinkedBlockingQueue<>();

	private final Map<DependentJob, Future<?>> underWay = new HashMap<>();

	/**
	 * @param projects by their local ids
	 */
	FetchWindow(RequestPool pool, Fetchers fetchers, Map<Long, ProjectContext> projects) {
		this.pool = pool;
		this.fetchers = fetchers;
		this.projects = projects;
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

	void submit(DependentJob job) {
		this.underWay.put(job, this.pool.executor().submit(() -> this.ended.add(fetch(job))));
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
		this.underWay.values().forEach((future) -> future.cancel(true));
		List<DependentJob> undelivered = List.copyOf(this.underWay.keySet());
		this.underWay.clear();
		this.ended.clear();
		return undelivered;
	}

	private ProjectContext project(DependentJob job) {
		return Objects.requireNonNull(this.projects.get(job.projectId()));
	}

	private FetchedJob fetch(DependentJob job) {
		try {
			FetchedJob fetched = FetchedJob.succeeded(job, this.fetchers.fetch(project(job), job));
			FailPoints.reach(FailPoint.JOB_FETCHED);
			return fetched;
		}
		catch (LoreException ex) {
			return FetchedJob.failed(job, ex);
		}
		catch (RuntimeException | StackOverflowError ex) { // whatever it is, the drain
															// waits for an end
			logger.debug("Unexpected failure", ex);
			return FetchedJob.failed(job, new LoreException(ExitCode.INTERNAL_ERROR, "%s of %s: unexpected %s"
				.formatted(job.type().value(), job.entity(), ex.getClass().getSimpleName()), null, List.of(), ex));
		}
	}

}
