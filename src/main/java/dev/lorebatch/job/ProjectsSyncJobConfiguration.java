package dev.lorebatch.job;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
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
	Job incrementalSync(JobRepository jobRepository, RunListener listener, Step projectsPreflightStep, Step listingStep,
			Step projectsDependentsStep, Step projectsDocsStep, Step projectsEmbedStep) {
		return job(RunMode.INCREMENTAL, jobRepository, listener, projectsPreflightStep, listingStep,
				projectsDependentsStep, projectsDocsStep, projectsEmbedStep);
	}

	@Bean
	Job fullSync(JobRepository jobRepository, RunListener listener, Step projectsPreflightStep, Step listingStep,
			Step projectsDependentsStep, Step projectsDocsStep, Step projectsEmbedStep) {
		return job(RunMode.FULL, jobRepository, listener, projectsPreflightStep, listingStep, projectsDependentsStep,
				projectsDocsStep, projectsEmbedStep);
	}

	private static Job job(RunMode mode, JobRepository jobRepository, RunListener listener, Step preflight, Step ingest,
			Step dependents, Step docs, Step embed) {
		return new JobBuilder(mode.jobName(), jobRepository).validator(new RunParametersValidator(mode))
			.listener(listener)
			.start(preflight)
			.next(ingest)
			.next(dependents)
			.next(docs)
			.next(embed)
			.build();
	}

}
