package dev.lorebatch.job;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.MDC;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.JobExecutionListener;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.lock.RunLease;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunPayloads;
import dev.lorebatch.run.RunProjects;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.step.PhaseListener;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.step.RunParameters;

/**
 * What happens around every run, however it was launched: it has a lease, a line in the
 * ledger for every requested entity, and gives the lock free in all exits.
 */
class RunListener implements JobExecutionListener {

	private final ActiveRuns activeRuns;

	private final RunLeases leases;

	private final MirrorTransactions mirrorTransactions;

	private final PhaseListener phases;

	private final RunEntities entities;

	private final RunPayloads payloads;

	private final RunProjects projects;

	private final ProjectsOutcome projectsOutcome;

	private final PhaseProgress progress;

	private final WriteTransactions transactions;

	private final Map<String, RunLease> ownLeases = new ConcurrentHashMap<>();

	RunListener(ActiveRuns activeRuns, RunLeases leases, MirrorTransactions mirrorTransactions, PhaseListener phases,
			RunEntities entities, RunPayloads payloads, RunProjects projects, ProjectsOutcome projectsOutcome,
			PhaseProgress progress, WriteTransactions transactions) {
		this.activeRuns = activeRuns;
		this.leases = leases;
		this.mirrorTransactions = mirrorTransactions;
		this.phases = phases;
		this.entities = entities;
		this.payloads = payloads;
		this.projects = projects;
		this.projectsOutcome = projectsOutcome;
		this.progress = progress;
		this.transactions = transactions;
	}

	@Override
	public void beforeJob(JobExecution jobExecution) {
		FailPoints.reach(FailPoint.RUN_ROW_WRITTEN);
		RunRequest request = RunParameters.request(jobExecution);
		MDC.put("runId", request.runId());
		RunLease lease = this.activeRuns.lease(request.runId());
		if (lease == null) { // launched by something else than our launcher
			lease = this.leases.acquire(request.runId());
			this.activeRuns.hold(lease);
			this.ownLeases.put(request.runId(), lease);
		}
		beginWriting(request, lease);
		this.phases.begin(lease);
		this.activeRuns.started(request.runId(), jobExecution);
		lease.keepAlive(this.activeRuns::stopAll);
		if (request instanceof SurgicalRequest surgical) {
			this.transactions.run((tx) -> this.entities.insertRequested(tx, surgical));
		}
	}

	/**
	 * A run of whole projects may take hours, so it holds the mutation lock in turns.
	 */
	private void beginWriting(RunRequest request, RunLease lease) {
		if (request instanceof SurgicalRequest) {
			this.mirrorTransactions.begin(lease);
		}
		else {
			this.mirrorTransactions.beginInTurns(lease, this.progress::notice, this.activeRuns::isStopping);
		}
	}

	/**
	 * Gives the run one line as its exit message instead of a stack trace.
	 */
	@Override
	public void afterJob(JobExecution jobExecution) {
		RunRequest request = RunParameters.request(jobExecution);
		String runId = request.runId();
		ExitLine.set(jobExecution, runId);
		if (request instanceof ProjectSyncRequest && jobExecution.getStatus() == BatchStatus.COMPLETED) {
			this.projectsOutcome.removeRest(runId);
		}
		this.activeRuns.ended(runId);
		this.payloads.remove(runId);
		this.projects.remove(runId);
		this.phases.end(runId);
		FailPoints.reach(FailPoint.LOCK_RELEASED);
		this.mirrorTransactions.end(runId);
		RunLease ownLease = this.ownLeases.remove(runId);
		if (ownLease != null) {
			this.activeRuns.release(runId);
			ownLease.close();
		}
		MDC.remove("runId");
	}

}
