package dev.lorebatch.dependents;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.JobType;
import dev.lorebatch.queue.QueueListener;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RequestStats;
import dev.lorebatch.run.RunFetches;

/**
 * Fetches the first sets of a run while the phase before still writes, so that the
 * network does not wait for the disk. Nothing is claimed and nothing is written: the
 * phase dependents claims its jobs as ever and finds that some are fetched already. What
 * fails here fails there. For the thread of the steps only.
 */
class FetchAhead implements QueueListener {

	/** So many sets for each request that may be under way; all of them are in memory. */
	private static final int SETS = 12;

	/**
	 * Not one set more when those that came have so many rows, of some kilobytes each.
	 */
	private static final int ENOUGH_ROWS = 5_000;

	private final RequestPool pool;

	private final Fetchers fetchers;

	private final RunFetches fetches;

	private final MirrorTransactions transactions;

	private final RequestStats stats;

	private final Map<Key, Early> begun = new HashMap<>();

	private long attempt;

	private long number;

	private int left;

	/** Of the sets that came in this attempt. */
	private AtomicInteger rows = new AtomicInteger();

	FetchAhead(RequestPool pool, Fetchers fetchers, RunFetches fetches, MirrorTransactions transactions,
			RequestStats stats) {
		this.pool = pool;
		this.fetchers = fetchers;
		this.fetches = fetches;
		this.transactions = transactions;
		this.stats = stats;
	}

	@Override
	public void queued(QueuedEntity queued) {
		if (queued.attempt() != this.attempt) {
			begin(queued);
		}
		ProjectContext project = ProjectContext.of(queued.project());
		for (JobType type : JobType.of(queued.entity().kind())) {
			if (this.left > 0 && this.rows.get() < ENOUGH_ROWS) {
				this.left--;
				DependentJob job = new DependentJob(0, queued.projectId(), type, queued.entity(), queued.entityId(),
						this.number);
				this.begun.put(Key.of(job), fetch(project, job));
			}
		}
	}

	@Override
	public void withdrawn() {
		drop();
	}

	/**
	 * What was begun for this attempt of the run; whoever takes it ends it, too.
	 */
	Map<Key, Early> take(long attempt) {
		if (attempt != this.attempt) {
			drop();
		}
		Map<Key, Early> taken = new HashMap<>(this.begun);
		this.begun.clear();
		this.left = 0;
		return taken;
	}

	/**
	 * The number is committed before the first request, as that of every fetch.
	 */
	private void begin(QueuedEntity first) {
		drop();
		this.number = this.transactions.call(first.runId(), (tx) -> this.fetches.begin(tx, first.runId()));
		this.attempt = first.attempt();
		this.left = this.pool.concurrency() * SETS;
		this.rows = new AtomicInteger();
	}

	private void drop() {
		this.begun.values().forEach(Early::cancel);
		this.begun.clear();
		this.left = 0;
	}

	private Early fetch(ProjectContext project, DependentJob job) {
		CompletableFuture<FetchedJob> result = new CompletableFuture<>();
		AtomicInteger count = this.rows;
		Future<?> task = this.pool.executor().submit(() -> this.stats.countFor(Phase.DEPENDENTS, () -> {
			FetchedJob fetched = this.fetchers.fetch(project, job);
			count.addAndGet((fetched.set() != null) ? fetched.set().rows() : 0);
			result.complete(fetched);
		}));
		return new Early(job.fetch(), task, result);
	}

	/**
	 * What tells one job of a run from the others before it is claimed.
	 */
	record Key(EntityKind kind, long entityId, JobType type) {

		static Key of(DependentJob job) {
			return new Key(job.entity().kind(), job.entityId(), job.type());
		}

	}

	/**
	 * A fetch that began before its job was claimed.
	 *
	 * @param number under which it was asked for
	 */
	record Early(long number, Future<?> task, CompletableFuture<FetchedJob> result) {

		/**
		 * Gives what was fetched, as what the claimed job brought, now or when it ends.
		 */
		@SuppressWarnings("FutureReturnValueIgnored") // the receiver does not fail
		void deliver(DependentJob job, Consumer<FetchedJob> receiver) {
			this.result.thenAccept((fetched) -> receiver.accept(fetched.as(job)));
		}

		void cancel() {
			this.task.cancel(true);
		}

	}

}
