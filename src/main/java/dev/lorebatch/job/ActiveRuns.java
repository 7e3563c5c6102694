package dev.lorebatch.job;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;

import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.lock.RunLease;
import dev.lorebatch.vector.EmbeddingProvider;

/**
 * The runs this process works on, and how to stop them. Thread-safe.
 */
public class ActiveRuns {

	private final GitLabClient gitlab;

	private final EmbeddingProvider embeddings;

	private final Map<String, RunLease> leases = new ConcurrentHashMap<>();

	private final Map<String, JobExecution> executions = new ConcurrentHashMap<>();

	private volatile boolean stopping;

	ActiveRuns(GitLabClient gitlab, EmbeddingProvider embeddings) {
		this.gitlab = gitlab;
		this.embeddings = embeddings;
	}

	/**
	 * Stops every run at its next safe point; requests and waits end now. Changes only
	 * the executions in memory: the step itself writes its status, so there is no second
	 * writer of its row.
	 */
	public void stopAll() {
		this.stopping = true;
		this.executions.values().forEach(ActiveRuns::stop);
		this.gitlab.cancel();
		this.embeddings.cancel();
	}

	/**
	 * Takes runs again, after a stop.
	 */
	void reset() {
		this.stopping = false;
		this.gitlab.reset();
		this.embeddings.reset();
	}

	void hold(RunLease lease) {
		this.leases.put(lease.runId(), lease);
	}

	@Nullable RunLease lease(String runId) {
		return this.leases.get(runId);
	}

	void release(String runId) {
		this.leases.remove(runId);
	}

	void started(String runId, JobExecution execution) {
		this.executions.put(runId, execution);
		if (this.stopping) {
			stop(execution);
		}
	}

	void ended(String runId) {
		this.executions.remove(runId);
	}

	/**
	 * A step that has only just been added missed the flags; its listener asks here.
	 */
	boolean isStopping() {
		return this.stopping;
	}

	private static void stop(JobExecution execution) {
		execution.setStatus(BatchStatus.STOPPING);
		execution.getStepExecutions().forEach(StepExecution::setTerminateOnly);
	}

}
