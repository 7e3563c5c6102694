package dev.lorebatch.job;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

/**
 * Mends what a dead process left: its executions still say that they run, and Spring
 * Batch would refuse to restart them. Other than {@code JobOperator.recover} it mends
 * {@code UNKNOWN} too, and ends the executions when the process died, not now, so that
 * the ledger's times are right.
 */
class RunRecovery {

	private static final String DIED = "RECOVERED: the process of this attempt died";

	private final JobRepository jobRepository;

	RunRecovery(JobRepository jobRepository) {
		this.jobRepository = jobRepository;
	}

	/**
	 * Removes the job instance of a process that died before the first execution was
	 * there. It is no run yet, but Spring Batch would refuse to start it for ever. The
	 * caller holds the run's lease.
	 */
	void removeUnstarted(String jobName, JobParameters parameters) {
		JobInstance instance = this.jobRepository.getJobInstance(jobName, parameters);
		if (instance != null && this.jobRepository.getJobExecutions(instance).isEmpty()) {
			this.jobRepository.deleteJobInstance(instance);
		}
	}

	/**
	 * Sets the execution, and its steps that look as if they ran, to FAILED. The caller
	 * holds the run's lease, which proves that nobody works on it.
	 * @param signOfLife when the process was last seen alive, {@code null} if unknown
	 * @return the rows it changed, empty if there was nothing to mend
	 */
	List<Mended> recover(JobExecution execution, @Nullable Instant signOfLife) {
		List<Mended> mended = new ArrayList<>();
		LocalDateTime end = latest(execution.getLastUpdated(), signOfLife);
		for (StepExecution step : execution.getStepExecutions()) {
			if (needsRecovery(step.getStatus())) {
				mended.add(new Mended("BATCH_STEP_EXECUTION", step.getId(), step.getStatus().name(), "FAILED"));
				step.setStatus(BatchStatus.FAILED);
				step.setExitStatus(new ExitStatus("FAILED", DIED));
				step.setEndTime(latest(step.getLastUpdated(), signOfLife));
				this.jobRepository.update(step);
			}
		}
		if (!needsRecovery(execution.getStatus())) {
			return mended;
		}
		mended.add(new Mended("BATCH_JOB_EXECUTION", execution.getId(), execution.getStatus().name(), "FAILED"));
		execution.setStatus(BatchStatus.FAILED);
		execution.setExitStatus(new ExitStatus("FAILED", DIED));
		execution.setEndTime(end);
		this.jobRepository.update(execution);
		return mended;
	}

	private static boolean needsRecovery(BatchStatus status) {
		return status.isRunning() || status == BatchStatus.STOPPING || status == BatchStatus.UNKNOWN;
	}

	private static LocalDateTime latest(@Nullable LocalDateTime lastUpdated, @Nullable Instant signOfLife) {
		LocalDateTime seen = (signOfLife != null) ? LocalDateTime.ofInstant(signOfLife, ZoneId.systemDefault()) : null;
		if (lastUpdated == null && seen == null) {
			return LocalDateTime.ofInstant(Instant.now(java.time.Clock.systemUTC()), ZoneId.systemDefault());
		}
		if (lastUpdated == null || (seen != null && seen.isAfter(lastUpdated))) {
			return java.util.Objects.requireNonNull(seen);
		}
		return lastUpdated;
	}

	/**
	 * A row that was changed.
	 */
	public record Mended(String table, long id, String before, String after) {

	}

}
