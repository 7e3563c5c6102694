package dev.lorebatch.preflight;

import java.time.Clock;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.DefaultTransactionAttribute;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.Ticker;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.run.GitLabClock;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.run.RunPayloads;
import dev.lorebatch.run.RunProjectRows;
import dev.lorebatch.run.RunProjects;
import dev.lorebatch.step.PhaseListener;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.view.RunViews;
import dev.lorebatch.view.TokenUsers;

/**
 * The step of the phase preflight. It runs without a transaction, because it waits for
 * the network, and again on every restart, because what it fetches stays in memory.
 */
@Configuration(proxyBeanMethods = false)
class PreflightStepConfiguration {

	@Bean
	PreflightService preflightService(GitLabClient gitlab, RequestPool pool) {
		return new PreflightService(gitlab, pool);
	}

	@Bean
	Step preflightStep(JobRepository jobRepository, PlatformTransactionManager transactionManager,
			PhaseListener listener, PreflightService preflight, GitLabClient gitlab, JdbcClient jdbc,
			RunPayloads payloads, RunEntities entities, RunFetches fetches, ViewNotes views,
			WriteTransactions transactions, PhaseProgress progress, RunLeases leases, GitLabClock gitlabClock,
			Clock clock, Ticker ticker) {
		PreflightTasklet tasklet = new PreflightTasklet(preflight, payloads, entities, new PathOwners(gitlab, jdbc),
				new RunProjectIdentity(jdbc), fetches, views, transactions, progress, leases, gitlabClock, clock,
				ticker);
		return new StepBuilder(Phase.PREFLIGHT.stepName(), jobRepository).tasklet(tasklet, transactionManager)
			.transactionAttribute(outsideTransactions())
			.listener(listener)
			.allowStartIfComplete(true)
			.build();
	}

	@Bean
	ViewNotes viewNotes(GitLabClient gitlab, RequestPool pool, TokenUsers users, RunViews views) {
		return new ViewNotes(new TokenOwner(gitlab, pool, users), users, views);
	}

	@Bean
	ProjectResolver projectResolver(GitLabClient gitlab, RequestPool pool) {
		return new ProjectResolver(gitlab, pool);
	}

	@Bean
	FullPrices fullPrices(GitLabClient gitlab, RequestPool pool) {
		return new FullPrices(gitlab, pool);
	}

	@Bean
	Step projectsPreflightStep(JobRepository jobRepository, PlatformTransactionManager transactionManager,
			PhaseListener listener, ProjectResolver resolver, GitLabClient gitlab, JdbcClient jdbc,
			RunProjects projects, RunProjectRows rows, RunFetches fetches, ViewNotes views,
			WriteTransactions transactions, RunLeases leases, PhaseProgress progress, Clock clock) {
		ProjectsPreflightTasklet tasklet = new ProjectsPreflightTasklet(resolver, new PathOwners(gitlab, jdbc),
				new RunProjectIdentity(jdbc), projects, rows, fetches, views, transactions, leases,
				new PriceList(jdbc, clock), progress);
		return new StepBuilder(Phase.PREFLIGHT.stepName(), jobRepository).tasklet(tasklet, transactionManager)
			.transactionAttribute(outsideTransactions())
			.listener(listener)
			.allowStartIfComplete(true)
			.build();
	}

	private static DefaultTransactionAttribute outsideTransactions() {
		return new DefaultTransactionAttribute(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
	}

}
