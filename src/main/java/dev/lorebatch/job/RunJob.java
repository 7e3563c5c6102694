package dev.lorebatch.job;

import java.util.List;

import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.job.SimpleJob;
import org.springframework.batch.core.job.StartLimitExceededException;
import org.springframework.batch.core.launch.JobRestartException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;

import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.step.RunParameters;

/**
 * A job that knows how it ended before its repository does: a run of whole projects may
 * fail although all its steps are complete, and every failed run has one line to say why.
 * A listener would be too late, because Spring Batch commits the status of a job before
 * it calls {@code afterJob}.
 */
class RunJob extends SimpleJob {

	private final ProjectsOutcome projectsOutcome;

	RunJob(RunMode mode, JobRepository jobRepository, RunListener listener, ProjectsOutcome projectsOutcome,
			Step... steps) {
		super(mode.jobName());
		this.projectsOutcome = projectsOutcome;
		setJobRepository(jobRepository);
		setJobParametersValidator(new RunParametersValidator(mode));
		registerJobExecutionListener(listener);
		setSteps(List.of(steps));
	}

	@Override
	protected void doExecute(JobExecution execution)
			throws JobInterruptedException, JobRestartException, StartLimitExceededException {
		super.doExecute(execution);
		RunRequest request = RunParameters.request(execution);
		if (request instanceof ProjectSyncRequest) {
			this.projectsOutcome.conclude(execution, request.runId());
		}
		ExitLine.set(execution, request.runId());
	}

	/**
	 * The line of a failure that a step could not keep to itself, as on a full disk.
	 */
	@Override
	protected ExitStatus getDefaultExitStatusForFailure(Throwable ex) {
		LoreException failure = FailureSummary.known(ex);
		return (failure != null) ? new ExitStatus(ExitStatus.FAILED.getExitCode(), ExitLine.of(failure))
				: super.getDefaultExitStatusForFailure(ex);
	}

}
