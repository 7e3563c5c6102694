package dev.lorebatch.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.lock.LeaseLostException;
import dev.lorebatch.lock.LockedException;
import dev.lorebatch.lock.RunLease;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.run.SyncRun;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.RunParameters;

/**
 * Starts, restarts, recovers and abandons runs by their id. Takes the run's lease first,
 * so that none of these happens to a run another process works on.
 */
public class RunLauncher {

	private final Function<RunMode, Job> jobs;

	private final ObjectProvider<JobOperator> jobOperator;

	private final JobRepository jobRepository;

	private final SyncRuns runs;

	private final RunLeases leases;

	private final ObjectProvider<ActiveRuns> activeRuns;

	private final ObjectProvider<ProjectsOutcome> projectsOutcome;

	private final PhaseProgress progress;

	private final RunRecovery recovery;

	/**
	 * @param jobs makes a job when a run is launched: recovering and abandoning need no
	 * token
	 * @param jobOperator the same, it makes all jobs
	 * @param activeRuns the same
	 * @param projectsOutcome the same
	 */
	RunLauncher(Function<RunMode, Job> jobs, ObjectProvider<JobOperator> jobOperator, JobRepository jobRepository,
			SyncRuns runs, RunLeases leases, ObjectProvider<ActiveRuns> activeRuns,
			ObjectProvider<ProjectsOutcome> projectsOutcome, PhaseProgress progress) {
		this.jobs = jobs;
		this.jobOperator = jobOperator;
		this.jobRepository = jobRepository;
		this.runs = runs;
		this.leases = leases;
		this.activeRuns = activeRuns;
		this.projectsOutcome = projectsOutcome;
		this.progress = progress;
		this.recovery = new RunRecovery(jobRepository);
	}

	/**
	 * Starts the run if it is new, restarts it if it failed, stopped or its process died,
	 * does nothing if it is complete.
	 * @throws LoreException if another process works on it, it was abandoned, or its id
	 * belongs to another request
	 */
	public RunResult launch(RunRequest request) {
		Optional<SyncRun> seen = this.runs.find(request.runId());
		if (seen.isPresent()) {
			requireSame(stored(seen.get()), request);
			if (seen.get().isComplete()) {
				// Needs no lease: complete is final, and asking must not get in the way
				// of another process that asks, too
				return alreadyComplete(seen.get());
			}
			requireNotAbandoned(seen.get());
		}
		return withLease(request.runId(), this::isStopping, (lease) -> {
			Optional<SyncRun> known = this.runs.find(request.runId());
			if (known.isEmpty()) {
				this.recovery.removeUnstarted(request.mode().jobName(), RunParameters.of(request));
				return run(request, lease);
			}
			RunRequest stored = stored(known.get());
			requireSame(stored, request);
			return rerun(known.get(), stored, lease);
		});
	}

	/**
	 * Restarts a run with the request it was started with.
	 * @throws LoreException if there is no such run, or it is complete or abandoned
	 */
	public RunResult restart(String runId) {
		SyncRun known = require(runId);
		if (known.isComplete()) {
			throw new LoreException(ExitCode.NOT_RESTARTABLE,
					"run %s is complete; only failed or stopped runs can be restarted".formatted(runId),
					"start a new run");
		}
		requireNotAbandoned(known);
		return withLease(runId, this::isStopping, (lease) -> {
			SyncRun current = require(runId);
			return rerun(current, stored(current), lease);
		});
	}

	/**
	 * Mends every run whose process died, and removes what other dead processes left: the
	 * leases of runs that had not begun or had just ended. Processes in doubt are watched
	 * first.
	 */
	public List<Recovered> recoverAll() {
		this.leases.decide(this.progress::notice);
		List<Recovered> recovered = new ArrayList<>();
		for (SyncRun run : this.runs.findOpen()) {
			if (!this.leases.isAlive(run.runId())) {
				recovered.addAll(recoverUnlessTaken(run));
			}
		}
		for (RunLeases.Removed lease : this.leases.removeDead()) {
			recovered.add(new Recovered(lease.runId(), "run_leases", lease.rowId(), "DEAD", "REMOVED"));
		}
		return recovered;
	}

	private List<Recovered> recoverUnlessTaken(SyncRun run) {
		try {
			return withLease(run.runId(), () -> false, (lease) -> recover(run, lease));
		}
		catch (LockedException ex) {
			return List.of(); // another process recovers or restarts it
		}
	}

	/**
	 * Gives a run up for good: it can never be restarted.
	 */
	public List<Recovered> abandon(String runId) {
		requireAbandonable(require(runId));
		return withLease(runId, () -> false, (lease) -> {
			SyncRun run = require(runId);
			requireAbandonable(run);
			List<Recovered> changed = new ArrayList<>(recover(run, lease));
			JobExecution execution = execution(run);
			String before = execution.getStatus().name();
			execution.setStatus(BatchStatus.ABANDONED); // as JobOperator does, but it
			this.jobRepository.update(execution); // would change the end time
			changed.add(new Recovered(runId, "BATCH_JOB_EXECUTION", execution.getId(), before, "ABANDONED"));
			return changed;
		});
	}

	private RunResult rerun(SyncRun run, RunRequest stored, RunLease lease) {
		if (run.isComplete()) {
			return alreadyComplete(run);
		}
		requireNotAbandoned(run);
		recover(run, lease);
		return run(stored, lease);
	}

	private RunResult alreadyComplete(SyncRun run) {
		if (!run.mode().equals(RunMode.SURGICAL.value())) {
			this.projectsOutcome.getObject().removeRestIfAny(run.runId());
		}
		return new RunResult(run.runId(), RunResult.Outcome.ALREADY_COMPLETE, null);
	}

	private List<Recovered> recover(SyncRun run, RunLease lease) {
		return this.recovery.recover(execution(run), lease.previousSignOfLife())
			.stream()
			.map((row) -> new Recovered(run.runId(), row.table(), row.id(), row.before(), row.after()))
			.toList();
	}

	/**
	 * Launching with the parameters of a failed instance is its restart.
	 */
	private RunResult run(RunRequest request, RunLease lease) {
		ActiveRuns active = this.activeRuns.getObject();
		active.hold(lease);
		try {
			JobExecution execution = this.jobOperator.getObject()
				.start(this.jobs.apply(request.mode()), RunParameters.of(request));
			FailPoints.reach(FailPoint.JOB_ENDED);
			LoreException failure = FailureSummary.of(execution, request.runId());
			if (failure == null) {
				return new RunResult(request.runId(), RunResult.Outcome.COMPLETED, null);
			}
			boolean stopped = failure.exitCode() == ExitCode.INTERRUPTED;
			return new RunResult(request.runId(), stopped ? RunResult.Outcome.STOPPED : RunResult.Outcome.FAILED,
					failure);
		}
		catch (JobExecutionException ex) {
			throw cannotStart(request.runId(), ex);
		}
		catch (LeaseLostException ex) {
			// How the run goes on is no longer the business of this process
			return new RunResult(request.runId(), RunResult.Outcome.FAILED, ex);
		}
		catch (DataAccessException | TransactionException ex) {
			// Not even the end of the run could be written down, as on a full disk
			return new RunResult(request.runId(), RunResult.Outcome.FAILED, FailureSummary.of(ex, request.runId()));
		}
		finally {
			active.release(request.runId());
		}
	}

	private static LoreException cannotStart(String runId, JobExecutionException ex) {
		return new LoreException(ExitCode.NOT_RESTARTABLE,
				"Spring Batch refuses run %s: %s".formatted(runId, ex.getMessage()), null, List.of(), ex);
	}

	private boolean isStopping() {
		return this.activeRuns.getObject().isStopping();
	}

	private <T extends @Nullable Object> T withLease(String runId, BooleanSupplier stopped, LeasedWork<T> work) {
		try (RunLease lease = this.leases.acquire(runId, this.progress::notice, stopped)) {
			FailPoints.reach(FailPoint.LEASE_TAKEN);
			return work.run(lease);
		}
	}

	private SyncRun require(String runId) {
		return this.runs.find(runId)
			.orElseThrow(() -> new LoreException(ExitCode.NOT_FOUND_LOCALLY, "there is no run %s".formatted(runId),
					"list the runs", List.of(RecoveryAction.of("list the runs", "runs", "list")), null));
	}

	private JobExecution execution(SyncRun run) {
		JobExecution execution = this.jobRepository.getJobExecution(run.lastJobExecutionId());
		if (execution == null) {
			throw new LoreException(ExitCode.DATABASE, "run %s has no job execution".formatted(run.runId()));
		}
		return execution;
	}

	private RunRequest stored(SyncRun run) {
		return RunParameters.request(execution(run));
	}

	/**
	 * Asked before the lease is taken, too: such a run is final, and a process that only
	 * looks at it must not make another one hear that it is running.
	 */
	private static void requireNotAbandoned(SyncRun run) {
		if (run.isAbandoned()) {
			throw new LoreException(ExitCode.NOT_RESTARTABLE,
					"run %s was abandoned; only failed or stopped runs can be restarted".formatted(run.runId()),
					"start a new run");
		}
	}

	private static void requireAbandonable(SyncRun run) {
		if (run.isComplete() || run.isAbandoned()) {
			throw new LoreException(ExitCode.NOT_RESTARTABLE,
					"run %s is %s; only failed or stopped runs can be abandoned".formatted(run.runId(), run.status()));
		}
	}

	private static void requireSame(RunRequest stored, RunRequest request) {
		if (!stored.equals(request)) {
			throw new LoreException(ExitCode.NOT_RESTARTABLE,
					"run id %s belongs to another request (%s)".formatted(request.runId(), stored.describe()),
					"use another run id, or restart that run as it is",
					List.of(RecoveryAction.of("look at that run", "runs", "show", request.runId())), null);
		}
	}

	/**
	 * A row that recovering or abandoning changed.
	 */
	public record Recovered(String runId, String table, long id, String before, String after) {

	}

	/**
	 * Work under the run's lease.
	 */
	@FunctionalInterface
	private interface LeasedWork<T extends @Nullable Object> {

		T run(RunLease lease);

	}

}
