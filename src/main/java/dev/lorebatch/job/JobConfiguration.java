package dev.lorebatch.job;

import java.time.Clock;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.batch.core.configuration.JobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.ExecutionContextSerializer;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.dao.JacksonExecutionContextStringSerializer;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.Ticker;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.RequestListener;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.run.GitLabClock;
import dev.lorebatch.run.RequestStats;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunFailures;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.run.RunPayloads;
import dev.lorebatch.run.RunProjectRows;
import dev.lorebatch.run.RunProjects;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.run.TokenView;
import dev.lorebatch.step.PhaseListener;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.vector.EmbeddingProvider;

/**
 * What all jobs share.
 */
@Configuration(proxyBeanMethods = false)
class JobConfiguration {

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	Ticker ticker() {
		return Ticker.system();
	}

	/**
	 * Decimal numbers keep their digits: raw payloads are kept as they came.
	 */
	@Bean
	JsonMapper jsonMapper() {
		return JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
	}

	/**
	 * JSON, so that the ledger can be read with SQL; the default is Java serialization.
	 */
	@Bean
	ExecutionContextSerializer executionContextSerializer() {
		return new JacksonExecutionContextStringSerializer();
	}

	@Bean
	RequestListener requestListener(RequestStats stats) {
		return new RequestListener() {

			@Override
			public void sent() {
				stats.sent();
			}

			@Override
			public void throttled(long waitMillis) {
				stats.throttled(waitMillis);
			}

			@Override
			public void retried(String request, int attempt, String cause, long waitMillis) {
				stats.retried(request, attempt, cause, waitMillis);
			}

		};
	}

	@Bean
	TokenView tokenView(GitLabClient gitlab) {
		return gitlab::tokenFingerprint;
	}

	@Bean
	GitLabClock gitlabClock(GitLabClient gitlab) {
		return gitlab::serverTime;
	}

	/**
	 * What jobs and steps write with; that of Spring Batch is behind it.
	 */
	@Bean
	@Primary
	JobRepository fencedJobRepository(@Qualifier("jobRepository") JobRepository jobRepository, RunLeases leases,
			WriteTransactions transactions) {
		return FencedJobRepository.around(jobRepository, leases, transactions);
	}

	@Bean
	ActiveRuns activeRuns(GitLabClient gitlab, EmbeddingProvider embeddingProvider) {
		return new ActiveRuns(gitlab, embeddingProvider);
	}

	@Bean
	RunListener runListener(ActiveRuns activeRuns, RunLeases leases, MirrorTransactions mirrorTransactions,
			PhaseListener phases, RunEntities entities, RunPayloads payloads, RunProjects projects,
			ProjectsOutcome projectsOutcome, PhaseProgress progress, WriteTransactions transactions) {
		return new RunListener(activeRuns, leases, mirrorTransactions, phases, entities, payloads, projects,
				projectsOutcome, progress, transactions);
	}

	@Bean
	ProjectsOutcome projectsOutcome(RunProjectRows projects, RunFailures failures, DependentJobs jobs,
			RunFetches fetches, WriteTransactions transactions, RunLeases leases) {
		return new ProjectsOutcome(projects, failures, jobs, fetches, transactions, leases);
	}

	@Bean
	JobRegistry jobRegistry(ListableBeanFactory beans) {
		return new BeanJobRegistry(beans);
	}

	@Bean
	RunLauncher runLauncher(BeanFactory beans, ObjectProvider<JobOperator> jobOperator, JobRepository jobRepository,
			SyncRuns runs, RunLeases leases, ObjectProvider<ActiveRuns> activeRuns,
			ObjectProvider<ProjectsOutcome> projectsOutcome, PhaseProgress progress) {
		return new RunLauncher((mode) -> beans.getBean(mode.jobName(), Job.class), jobOperator, jobRepository, runs,
				leases, activeRuns, projectsOutcome, progress);
	}

}
