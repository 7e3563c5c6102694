package dev.lorebatch.job;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.job.parameters.InvalidJobParametersException;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersValidator;

import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.RunId;
import dev.lorebatch.run.SyncRequest;
import dev.lorebatch.step.RunParameters;

/**
 * Refuses parameters that name no run, no project or no entity, whoever launches the job.
 */
class RunParametersValidator implements JobParametersValidator {

	@Override
	public void validate(@Nullable JobParameters parameters) throws InvalidJobParametersException {
		if (parameters == null) {
			throw new InvalidJobParametersException("There are no parameters");
		}
		try {
			SyncRequest request = RunParameters.request(parameters);
			RunId.validate(request.runId());
			if (request.project().isBlank()) {
				throw new InvalidJobParametersException("The parameter 'project' is missing");
			}
			if (request.entities().isEmpty()) {
				throw new InvalidJobParametersException("The parameters 'issues' and 'mrs' name no IID");
			}
		}
		catch (LoreException ex) {
			throw new InvalidJobParametersException(String.valueOf(ex.getMessage()));
		}
	}

}
