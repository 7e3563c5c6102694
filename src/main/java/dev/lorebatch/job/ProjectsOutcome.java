package dev.lorebatch.job;

import java.util.List;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.run.RunFailure;
import dev.lorebatch.run.RunFailures;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.run.RunProject;
import dev.lorebatch.run.RunProjectRows;

/**
 * The end of a run of whole projects: it failed if a project or an entity did, even if
 * all its phases are through. What only a run that goes on needs is removed when it is
 * complete.
 */
class ProjectsOutcome {

	/** So many rows that another run does not wait for it. */
	private static final int REMOVED_AT_ONCE = 5_000;

	private static final int NAMED = 10;

	private final RunProjectRows projects;

	private final RunFailures failures;

	private final DependentJobs jobs;

	private final RunFetches fetches;

	private final WriteTransactions transactions;

	private final RunLeases leases;

	ProjectsOutcome(RunProjectRows projects, RunFailures failures, DependentJobs jobs, RunFetches fetches,
			WriteTransactions transactions, RunLeases leases) {
		this.projects = projects;
		this.failures = failures;
		this.jobs = jobs;
		this.fetches = fetches;
		this.transactions = transactions;
		this.leases = leases;
	}

	/**
	 * Says how a run whose phases are through ended. To be called before the repository
	 * hears that the job is complete: a run that died in between would stay complete.
	 */
	void conclude(JobExecution execution, String runId) {
		if (execution.getStatus() != BatchStatus.COMPLETED) {
			return;
		}
		this.transactions.run((tx) -> {
			this.leases.verifyHeld(tx, runId);
			this.projects.markSynced(tx, runId);
		});
		List<RunProject> all = this.projects.findByRun(runId);
		long failedEntities = this.failures.count(runId);
		if (failedEntities > 0 || all.stream().anyMatch(RunProject::isFailed)) {
			List<RunFailure> first = this.failures.findByRun(runId, NAMED);
			execution.setStatus(BatchStatus.FAILED);
			boolean permanent = this.failures.hasPermanent(runId) || all.stream()
				.map(RunProject::failure)
				.anyMatch((failure) -> failure != null && !failure.retryable());
			execution.addFailureException(new ProjectsFailedException(runId, all, failedEntities, first, permanent));
		}
	}

	/**
	 * Removes what only a run that goes on needs, once the run is complete. What a
	 * process leaves that dies here is removed when somebody asks for the run again.
	 */
	void removeRest(String runId) {
		this.transactions.run((tx) -> this.fetches.removeAll(tx, runId));
		int removed = REMOVED_AT_ONCE;
		while (removed == REMOVED_AT_ONCE) {
			removed = this.transactions.call((tx) -> this.jobs.removeCompleted(tx, runId, REMOVED_AT_ONCE));
		}
	}

	/**
	 * The same for a process that died while it did so; usually writes nothing.
	 */
	void removeRestIfAny(String runId) {
		if (this.jobs.hasAny(runId)) { // they go last
			removeRest(runId);
		}
	}

}
