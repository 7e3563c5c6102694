package dev.lorebatch.job;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lorebatch.run.RunMode;

/**
 * The job surgicalSync: refresh exactly the requested IIDs. Its steps are the phases.
 */
@Configuration(proxyBeanMethods = false)
class SurgicalSyncJobConfiguration {

	/**
	 * No incrementer: it would replace the given parameters.
	 */
	@Bean
	Job surgicalSync(JobRepository jobRepository, RunListener listener, ProjectsOutcome outcome, Step preflightStep,
			Step ingestStep, Step dependentsStep, Step docsStep, Step embedStep) {
		return new RunJob(RunMode.SURGICAL, jobRepository, listener, outcome, preflightStep, ingestStep, dependentsStep,
				docsStep, embedStep);
	}

}
