package dev.lorebatch.job;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lorebatch.run.RunMode;

/**
 * The jobs of whole projects: incrementalSync, what changed since the last listing, and
 * fullSync, everything again. They have the same steps and differ in what these make of
 * the mode.
 */
@Configuration(proxyBeanMethods = false)
class ProjectsSyncJobConfiguration {

	@Bean
	Job incrementalSync(JobRepository jobRepository, RunListener listener, ProjectsOutcome outcome,
			Step projectsPreflightStep, Step listingStep, Step projectsDependentsStep, Step projectsDocsStep,
			Step projectsEmbedStep) {
		return new RunJob(RunMode.INCREMENTAL, jobRepository, listener, outcome, projectsPreflightStep, listingStep,
				projectsDependentsStep, projectsDocsStep, projectsEmbedStep);
	}

	@Bean
	Job fullSync(JobRepository jobRepository, RunListener listener, ProjectsOutcome outcome, Step projectsPreflightStep,
			Step listingStep, Step projectsDependentsStep, Step projectsDocsStep, Step projectsEmbedStep) {
		return new RunJob(RunMode.FULL, jobRepository, listener, outcome, projectsPreflightStep, listingStep,
				projectsDependentsStep, projectsDocsStep, projectsEmbedStep);
	}

}
