package dev.lorebatch.dependents;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemWriter;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.mirror.AbsentRows;
import dev.lorebatch.mirror.DependentSets;
import dev.lorebatch.mirror.Parent;
import dev.lorebatch.mirror.StoredSets;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.queue.DependentStates;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.queue.SourceType;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunFailures;
import dev.lorebatch.run.RunReceipts;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.RunParameters;

/**
 * Writes fetched sets in short immediate transactions: for each its rows, its dirty rows,
 * the completion of its job and, with the last one, of the entity. A transaction takes as
 * many sets as it can write in {@value #ENOUGH_MILLIS} ms, so that others get their turn
 * soon. The step itself has no transaction, because its reader waits for the network.
 */
public class DependentItemWriter implements ItemWriter<FetchedBatch>, StepExecutionListener {

	private static final int ENOUGH_MILLIS = 20;

	private final MirrorTransactions transactions;

	private final DependentJobs jobs;

	private final DependentStates states;

	private final DependentSets sets;

	private final DirtySources dirtySources;

	private final RunEntities runEntities;

	private final RunFailures runFailures;

	private final RunReceipts receipts;

	private final PhaseCounters counters;

	private final PhaseProgress progress;

	private final SetProof proof = new SetProof(new StoredSets());

	private final Burials burials;

	/** The entities that this execution buried. */
	private final Set<EntityKey> buried = new HashSet<>();

	private String runId = "";

	private boolean surgical;

	private int failed;

	private @Nullable LoreException firstFailure;

	/** The first one that trying again does not help against. */
	private @Nullable LoreException permanentFailure;

	DependentItemWriter(MirrorTransactions transactions, DependentJobs jobs, DependentStates states, DependentSets sets,
			DirtySources dirtySources, RunEntities runEntities, RunFailures runFailures, RunReceipts receipts,
			Burials burials, PhaseCounters counters, PhaseProgress progress) {
		this.transactions = transactions;
		this.jobs = jobs;
		this.states = states;
		this.sets = sets;
		this.dirtySources = dirtySources;
		this.runEntities = runEntities;
		this.runFailures = runFailures;
		this.receipts = receipts;
		this.burials = burials;
		this.counters = counters;
		this.progress = progress;
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		RunRequest request = RunParameters.request(stepExecution);
		this.runId = request.runId();
		this.surgical = request instanceof SurgicalRequest;
		this.failed = 0;
		this.firstFailure = null;
		this.permanentFailure = null;
		this.buried.clear();
		restoreCounters(stepExecution.getExecutionContext());
	}

	@Override
	public void write(Chunk<? extends FetchedBatch> chunk) {
		for (FetchedBatch batch : chunk) {
			Deque<FetchedJob> left = new ArrayDeque<>(batch.jobs());
			while (!left.isEmpty()) {
				writeSome(left);
			}
		}
	}

	/**
	 * A step with failed jobs is FAILED, so that a restart runs it again. A run of whole
	 * projects goes on without the entities that failed and says so at its end; only if
	 * there are jobs that nobody tried, GitLab as a whole was out of order.
	 */
	@Override
	public @Nullable ExitStatus afterStep(StepExecution stepExecution) {
		restoreCounters(stepExecution.getExecutionContext());
		if (stepExecution.getStatus() != BatchStatus.COMPLETED || this.firstFailure == null) {
			return null;
		}
		int left = this.jobs.countPending(this.runId);
		boolean settled = !this.surgical || !this.jobs.hasFailed(this.runId); // some may
																				// be gone
		if (settled && left == 0) {
			return null;
		}
		stepExecution.setStatus(BatchStatus.FAILED);
		stepExecution.addFailureException(
				new DependentsFailedException(this.runId, this.failed, left, this.firstFailure, this.permanentFailure));
		return ExitStatus.FAILED;
	}

	private void writeSome(Deque<FetchedJob> left) {
		int before = left.size();
		List<FetchedJob> written = this.transactions.call(this.runId, (tx) -> {
			FailPoints.atCommit(FailPoint.BEFORE_JOB_COMMIT, FailPoint.AFTER_JOB_COMMIT);
			List<FetchedJob> some = new ArrayList<>();
			long begin = System.nanoTime();
			do {
				FetchedJob ended = write(tx, left.remove());
				if (ended != null) {
					some.add(ended);
				}
			}
			while (!left.isEmpty() && System.nanoTime() - begin < ENOUGH_MILLIS * 1_000_000L);
			return some;
		});
		written.forEach(this::count);
		int again = before - left.size() - written.size();
		if (again > 0) {
			this.counters.add("read_again", again);
		}
		this.progress.advanced(Phase.DEPENDENTS, written.size());
	}

	/**
	 * Writes what came of a job.
	 * @return what it came to, {@code null} if the set is to be read a second time; what
	 * was proven gone can have been seen by another run since
	 */
	private @Nullable FetchedJob write(WriteTransaction tx, FetchedJob fetched) {
		if (fetched.isGone() && bury(tx, fetched)) {
			return fetched;
		}
		if (fetched.set() != null) {
			return complete(tx, fetched.job(), fetched.set()) ? fetched.asGone(0) : null;
		}
		LoreException failure = fetched.failure();
		if (failure != null && fetched.refused()) {
			refuse(tx, fetched.job(), failure);
		}
		else if (failure != null) {
			fail(tx, fetched.job(), failure);
		}
		return fetched.asGone(0);
	}

	/**
	 * Settles a job whose set GitLab refuses, though it gives the entity. What the mirror
	 * has of the set stays.
	 */
	private void refuse(WriteTransaction tx, DependentJob job, LoreException failure) {
		int status = Objects.requireNonNull(failure.httpStatus(), "a refusal has a status");
		this.jobs.completeRefused(tx, job, status, String.valueOf(failure.getMessage()));
		endIfLast(tx, job);
	}

	/**
	 * Nothing of it is fetched any more; what is in stays.
	 * @return whether the entity is gone
	 */
	private boolean bury(WriteTransaction tx, FetchedJob fetched) {
		DependentJob job = fetched.job();
		if (!this.burials.bury(tx, this.runId, job.entity(), job.entityId(), fetched.goneFetch())) {
			return false;
		}
		this.runFailures.resolve(tx, this.runId, job.projectId(), job.entity());
		return true;
	}

	/**
	 * Counts what is committed. Of what is gone, the entity counts and not its sets.
	 */
	private void count(FetchedJob fetched) {
		if (fetched.isGone()) {
			this.counters.add("gone", this.buried.add(EntityKey.of(fetched.job())) ? 1 : 0);
		}
		else if (fetched.set() != null) {
			this.counters.add(fetched.job().type().value(), 1);
			this.counters.add("rows", fetched.set().rows());
			this.counters.add("pages", fetched.set().pages());
		}
		else if (fetched.refused()) {
			this.counters.add("refused", 1);
		}
		else if (fetched.failure() != null) {
			this.permanentFailure = (this.permanentFailure != null || fetched.failure().retryable())
					? this.permanentFailure : fetched.failure();
			this.counters.add("failed", 1);
			this.failed++;
			this.firstFailure = (this.firstFailure != null) ? this.firstFailure : fetched.failure();
		}
	}

	/**
	 * Counts what is committed. Sets that were fetched again count once.
	 */
	private void restoreCounters(ExecutionContext context) {
		int pages = 0;
		int rows = 0;
		for (DependentJobs.Completed completed : this.jobs.countCompleted(this.runId)) {
			PhaseCounters.set(context, completed.type().value(), completed.jobs());
			pages += completed.pages();
			rows += completed.rows();
		}
		if (pages > 0) {
			PhaseCounters.set(context, "pages", pages);
			PhaseCounters.set(context, "rows", rows);
		}
		RunReceipts.Counts receipts = this.receipts.count(this.runId);
		setUnlessZero(context, "verified", receipts.verified());
		setUnlessZero(context, "moving", receipts.moving());
		setUnlessZero(context, "refetched", receipts.rounds());
	}

	private static void setUnlessZero(ExecutionContext context, String counter, int count) {
		if (count > 0) {
			PhaseCounters.set(context, counter, count);
		}
	}

	private boolean complete(WriteTransaction tx, DependentJob job, PreparedSet set) {
		Parent parent = new Parent(job.entity().kind(), job.projectId(), job.entityId(), job.entity().iid());
		SetProof.Verdict verdict = this.proof.judge(tx, parent, job, set);
		if (verdict.again()) {
			this.jobs.readAgain(tx, job, set.rows());
			return false;
		}
		if (!verdict.kept()) {
			this.sets.admit(tx, parent, job.type().value(), job.fetch())
				.ifPresent((absent) -> replace(tx, parent, set, absent));
		}
		// Again: after a failure of this set its document may have been made without it
		this.dirtySources.mark(tx, SourceType.ofValue(parent.kind().value()), parent.id(), this.runId);
		this.jobs.complete(tx, job, set.pages(), set.rows(), verdict.unproven());
		endIfLast(tx, job);
		return true;
	}

	private void endIfLast(WriteTransaction tx, DependentJob job) {
		if (this.jobs.countUnfinished(tx, this.runId, job) == 0) {
			end(tx, job);
		}
	}

	/**
	 * What the view of the run removes, others may still see.
	 */
	private void replace(WriteTransaction tx, Parent parent, PreparedSet set, AbsentRows absent) {
		int removed = set.replacement().write(tx, parent, this.runId, absent);
		if (removed > 0 && absent == AbsentRows.REMOVED_IF_SEEN) {
			this.states.lookAgain(tx, this.runId, parent.projectId(), parent.kind(), parent.id());
		}
	}

	/**
	 * Notes that all sets of the entity were asked for, what is not believed of them, and
	 * which are refused.
	 */
	private void end(WriteTransaction tx, DependentJob job) {
		String unproven = this.jobs.findUnproven(tx, this.runId, job);
		String refused = this.jobs.findRefused(tx, this.runId, job);
		if (unproven == null) {
			this.states.markComplete(tx, this.runId, job.projectId(), job.entity().kind(), job.entityId(), refused);
		}
		else {
			this.states.markUnproven(tx, this.runId, job.entity().kind(), job.entityId(), unproven, refused);
		}
		if (!this.surgical) {
			this.runFailures.resolve(tx, this.runId, job.projectId(), job.entity());
			return;
		}
		String summary = this.jobs.summarize(tx, this.runId, job);
		if (unproven == null && refused == null) {
			this.runEntities.markSynced(tx, this.runId, job.entity(), summary);
			return;
		}
		this.runEntities.markRead(tx, this.runId, job.entity(), summary, refused);
		if (unproven != null) {
			this.receipts.markUnproven(tx, this.runId, job.entity(), unproven);
		}
	}

	private record EntityKey(EntityKind kind, long id) {

		static EntityKey of(DependentJob job) {
			return new EntityKey(job.entity().kind(), job.entityId());
		}

	}

	private void fail(WriteTransaction tx, DependentJob job, LoreException failure) {
		this.jobs.fail(tx, job, String.valueOf(failure.getMessage()));
		if (this.surgical) {
			this.runEntities.markIncomplete(tx, this.runId, job.entity(), job.type().value(), failure);
		}
		else {
			this.runFailures.note(tx, this.runId, job.projectId(), job.entity(), Phase.DEPENDENTS, failure);
		}
	}

}
