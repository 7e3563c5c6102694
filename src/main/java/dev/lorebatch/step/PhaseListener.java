package dev.lorebatch.step;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStream;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.lock.RunLease;
import dev.lorebatch.lock.SyncLock;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RequestStats;
import dev.lorebatch.run.RunRetries;
import dev.lorebatch.run.SurgicalRequest;

/**
 * What happens around every phase: a surgical run takes the mutation lock immediately
 * before the first phase that writes content, requests and waits go to the ledger,
 * progress is told. A run of whole projects takes the lock in turns, when it writes.
 */
public class PhaseListener implements StepExecutionListener, ItemStream {

	private static final String REQUESTS = "requests";

	private static final String RETRIES = "retries";

	private static final String RETRY_WAIT_MS = "retry_wait_ms";

	private final SyncLock lock;

	private final RequestStats stats;

	private final RunRetries retries;

	private final WriteTransactions transactions;

	private final PhaseProgress progress;

	private final Map<String, RunLease> leases = new ConcurrentHashMap<>();

	private volatile String runId = "";

	public PhaseListener(SyncLock lock, RequestStats stats, RunRetries retries, WriteTransactions transactions,
			PhaseProgress progress) {
		this.lock = lock;
		this.stats = stats;
		this.retries = retries;
		this.transactions = transactions;
		this.progress = progress;
	}

	/**
	 * Says which lease the run takes the lock with.
	 */
	public void begin(RunLease lease) {
		this.leases.put(lease.runId(), lease);
	}

	/**
	 * Starts the counters anew that are counted for each attempt.
	 */
	public static void beginAttempt(ExecutionContext context) {
		PhaseCounters.forget(context, REQUESTS, RETRIES, RETRY_WAIT_MS);
	}

	/**
	 * Releases the lock, if the run has it.
	 */
	public void end(String runId) {
		RunLease lease = this.leases.remove(runId);
		if (lease != null) {
			this.lock.release(lease);
		}
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		FailPoints.reach(FailPoint.STEP_STARTED);
		Phase phase = Phase.ofStep(stepExecution.getStepName());
		MDC.put("phase", phase.stepName());
		this.stats.begin(phase);
		this.runId = RunParameters.request(stepExecution).runId();
		beginAttempt(stepExecution.getExecutionContext());
		if (stepExecution.getJobExecution().isStopping()) {
			stepExecution.setTerminateOnly(); // the stop came before this step was there
												// to be told
		}
		if (phase.mutates() && RunParameters.request(stepExecution) instanceof SurgicalRequest) {
			acquireLock(stepExecution);
		}
	}

	/**
	 * A step that failed because it was stopped while it waited for its turn to write is
	 * stopped, not failed.
	 */
	@Override
	public @Nullable ExitStatus afterStep(StepExecution stepExecution) {
		boolean interrupted = stepExecution.getStatus() == BatchStatus.FAILED && isInterrupted(stepExecution);
		if (interrupted) {
			stepExecution.setStatus(BatchStatus.STOPPED);
		}
		boolean last = stepExecution.getStatus() != BatchStatus.COMPLETED;
		count(stepExecution.getExecutionContext(), last ? this.stats.takeAll() : this.stats.take());
		this.progress.ended(Phase.ofStep(stepExecution.getStepName()),
				stepExecution.getStatus() == BatchStatus.COMPLETED, elapsedMillis(stepExecution));
		MDC.remove("phase");
		FailPoints.reach(FailPoint.STEP_ENDED);
		return interrupted ? ExitStatus.STOPPED : null;
	}

	private static boolean isInterrupted(StepExecution stepExecution) {
		for (Throwable thrown : stepExecution.getFailureExceptions()) {
			LoreException failure = LoreException.findIn(thrown);
			if (failure == null || failure.exitCode() != ExitCode.INTERRUPTED) {
				return false;
			}
		}
		return !stepExecution.getFailureExceptions().isEmpty();
	}

	/**
	 * Writes down requests and waits so far; steps that wait for the network register
	 * this as a stream, so that a crash loses at most those of one chunk.
	 */
	@Override
	public void update(ExecutionContext context) {
		count(context, this.stats.take());
	}

	private void count(ExecutionContext context, RequestStats.Taken taken) {
		if (taken.requests() > 0) {
			PhaseCounters.add(context, REQUESTS, taken.requests());
		}
		if (taken.throttledMillis() > 0) {
			PhaseCounters.add(context, "throttled_ms", (int) Math.min(taken.throttledMillis(), Integer.MAX_VALUE));
		}
		if (taken.retries() > 0) {
			PhaseCounters.add(context, RETRIES, taken.retries());
			PhaseCounters.add(context, RETRY_WAIT_MS, (int) Math.min(taken.waitMillis(), Integer.MAX_VALUE));
			this.transactions.run((tx) -> {
				RunLease lease = this.leases.get(this.runId);
				if (lease != null) {
					lease.verifyHeld(tx); // this process may have been suspended
				}
				this.retries.insert(tx, this.runId, taken.events());
			});
		}
	}

	private void acquireLock(StepExecution stepExecution) {
		RunLease lease = this.leases.get(this.runId);
		if (lease == null) {
			throw new IllegalStateException("Run %s has no lease".formatted(this.runId));
		}
		if (!this.lock.acquire(lease, this.progress::notice, stepExecution::isTerminateOnly)) {
			throw new IllegalStateException(new JobInterruptedException("stopped while waiting for the lock"));
		}
		FailPoints.reach(FailPoint.LOCK_TAKEN);
	}

	private static long elapsedMillis(StepExecution stepExecution) {
		if (stepExecution.getStartTime() == null || stepExecution.getEndTime() == null) {
			return 0;
		}
		// Spring Batch reads the clock, which may be set back meanwhile
		return Math.max(0, Duration.between(stepExecution.getStartTime(), stepExecution.getEndTime()).toMillis());
	}

}
