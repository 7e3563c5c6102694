package dev.lorebatch.ingest;

import java.util.Map;

import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.run.Phase;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseListener;
import dev.lorebatch.step.PhaseProgress;

/**
 * One partition of the phase ingest towards Spring Batch: counters, progress, stopping,
 * and saving how far it is.
 */
class Partition {

	private final StepExecution stepExecution;

	private final JobRepository jobRepository;

	private final PhaseListener phases;

	private final PhaseProgress progress;

	Partition(StepExecution stepExecution, JobRepository jobRepository, PhaseListener phases, PhaseProgress progress) {
		this.stepExecution = stepExecution;
		this.jobRepository = jobRepository;
		this.phases = phases;
		this.progress = progress;
	}

	void requireRunning() throws JobInterruptedException {
		if (isStopping()) {
			throw new JobInterruptedException("stopped in ingest");
		}
	}

	boolean isStopping() {
		return this.stepExecution.isTerminateOnly() || this.stepExecution.getJobExecution().isStopping();
	}

	void count(Map<String, Integer> counts) {
		counts.forEach((counter, count) -> {
			if (count > 0) {
				PhaseCounters.add(this.stepExecution.getExecutionContext(), counter, count);
			}
		});
	}

	void grew(int more) {
		this.progress.grew(Phase.INGEST, more);
	}

	void advanced(int count) {
		this.progress.advanced(Phase.INGEST, count);
	}

	/**
	 * Saves the context: what it says is done has been committed before.
	 */
	void save() {
		this.phases.update(this.stepExecution.getExecutionContext());
		this.jobRepository.updateExecutionContext(this.stepExecution);
		this.jobRepository.update(this.stepExecution);
		FailPoints.reach(FailPoint.POSITION_SAVED);
	}

}
