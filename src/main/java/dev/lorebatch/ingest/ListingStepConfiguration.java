package dev.lorebatch.ingest;

import java.time.Clock;
import java.util.Map;

import org.springframework.batch.core.partition.support.TaskExecutorPartitionHandler;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.Ticker;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.intake.EntityIntake;
import dev.lorebatch.intake.GoneProof;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.mirror.Reconciliations;
import dev.lorebatch.mirror.Tombstones;
import dev.lorebatch.mirror.Watermarks;
import dev.lorebatch.queue.DependentStates;
import dev.lorebatch.run.GitLabClock;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RunFailures;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.run.RunProjectRows;
import dev.lorebatch.run.RunProjects;
import dev.lorebatch.step.PhaseListener;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.view.RunViews;

/**
 * The phase ingest of a run of whole projects: partitioned by project and kind. It runs
 * on every restart; partitions that are complete do not.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ListingProperties.class)
class ListingStepConfiguration {

	@Bean
	Watermarks watermarks(JdbcClient jdbc, Clock clock) {
		return new Watermarks(jdbc, clock);
	}

	@Bean
	Tombstones tombstones(JdbcClient jdbc, Clock clock) {
		return new Tombstones(jdbc, clock);
	}

	@Bean
	Reconciliations reconciliations(JdbcClient jdbc, Clock clock) {
		return new Reconciliations(jdbc, clock);
	}

	@Bean
	ListingOutages listingOutages() {
		return new ListingOutages();
	}

	@Bean
	Step listingStep(JobRepository jobRepository, PhaseListener listener, ListingStep listingPartition,
			RunProjects projects, PathTakeover pathTakeover, ReferenceUpdate referenceUpdate, RunViews views,
			ListingOutages outages, PhaseProgress progress, ListingProperties properties) throws Exception {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("ingest-");
		executor.setDaemon(true);
		executor.setConcurrencyLimit(properties.requirePossible().parallelProjects());
		TaskExecutorPartitionHandler handler = new TaskExecutorPartitionHandler();
		handler.setStep(listingPartition);
		handler.setTaskExecutor(executor);
		handler.afterPropertiesSet();
		return new StepBuilder(Phase.INGEST.stepName(), jobRepository)
			.partitioner(Phase.INGEST.stepName(), (size) -> Map.of())
			.splitter(new ProjectSplitter(jobRepository, projects, pathTakeover, referenceUpdate, views, outages,
					progress))
			.partitionHandler(handler)
			.aggregator(new ListingOutcomes())
			.listener(listener)
			.allowStartIfComplete(true)
			.build();
	}

	@Bean
	ListingStep listingPartition(JobRepository jobRepository, PhaseListener phases, PhaseProgress progress,
			GitLabClient gitlab, RequestPool pool, WriteTransactions transactions,
			MirrorTransactions mirrorTransactions, EntityIntake intake, DependentStates states, RunLeases leases,
			Watermarks watermarks, RunFetches fetches, RunFailures failures, RunProjects projects, RunProjectRows rows,
			RunViews views, Tombstones tombstones, Reconciliations reconciliations, ListingOutages outages,
			ListingProperties properties, Clock clock, Ticker ticker, GitLabClock gitlabClock) {
		ListedEntities entities = new ListedEntities(mirrorTransactions, intake, failures, projects);
		ProjectListing listing = new ProjectListing(gitlab, pool, transactions, fetches, watermarks, views, projects,
				entities, new MissingRows(gitlab, tombstones), properties.requirePossible().overlap(), clock, ticker,
				gitlabClock);
		GoneProof proof = new GoneProof(gitlab, pool);
		AbsentEntities absent = new AbsentEntities(tombstones, failures, states, views, proof);
		OpenEntities openEntities = new OpenEntities(states, failures, leases, gitlab, transactions, fetches, entities,
				absent);
		Reconciliation reconciliation = new Reconciliation(tombstones, reconciliations, proof, gitlab, transactions,
				fetches, entities, states, failures, views, properties.reconcileEvery());
		return new ListingStep(jobRepository, phases, progress, listing, openEntities, reconciliation, rows, views,
				failures, outages, transactions);
	}

}
