package dev.lorebatch.job;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.job.parameters.InvalidJobParametersException;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersValidator;

import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunId;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.step.RunParameters;

/**
 * Refuses parameters that name no run, no project or no entity, whoever launches the job.
 */
class RunParametersValidator implements JobParametersValidator {

	private final RunMode mode;

	RunParametersValidator(RunMode mode) {
		this.mode = mode;
	}

	@Override
	public void validate(@Nullable JobParameters parameters) throws InvalidJobParametersException {
		if (parameters == null) {
			throw new InvalidJobParametersException("There are no parameters");
		}
		try {
			RunRequest request = RunParameters.request(this.mode, parameters);
			RunId.validate(request.runId());
			if (request instanceof SurgicalRequest surgical) {
				validate(surgical);
			}
			else if (request instanceof ProjectSyncRequest projects && projects.projects().isEmpty()) {
				throw new InvalidJobParametersException("The parameter 'projects' names no project");
			}
		}
		catch (LoreException ex) {
			throw new InvalidJobParametersException(String.valueOf(ex.getMessage()));
		}
	}

	private static void validate(SurgicalRequest request) throws InvalidJobParametersException {
		if (request.project().isBlank()) {
			throw new InvalidJobParametersException("The parameter 'project' is missing");
		}
		if (request.entities().isEmpty()) {
			throw new InvalidJobParametersException("The parameters 'issues' and 'mrs' name no IID");
		}
	}

}
