package dev.lorebatch.dependents;

import java.time.Clock;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.Ticker;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.intake.EntityIntake;
import dev.lorebatch.intake.GoneProof;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.mirror.DependentSets;
import dev.lorebatch.mirror.RawPayloads;
import dev.lorebatch.mirror.References;
import dev.lorebatch.mirror.Tombstones;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.queue.DependentStates;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.run.GitLabClock;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RequestStats;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunFailures;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.run.RunPayloads;
import dev.lorebatch.run.RunProjects;
import dev.lorebatch.run.RunReceipts;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseListener;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.view.RunViews;

/**
 * The step of the phase dependents. It has no transaction manager: its reader waits for
 * the network, and a chunk's transaction would hold SQLite's one write lock meanwhile.
 * The writer commits each set itself; the queue's status says what is left. A chunk is
 * one batch of the reader, which asks GitLab once more when nothing is left to write.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(VerificationProperties.class)
class DependentsStepConfiguration {

	@Bean
	Step dependentsStep(JobRepository jobRepository, PhaseListener listener, DependentItemReader dependentsReader,
			DependentItemWriter dependentsWriter, PhaseCounters dependentsCounters) {
		return new StepBuilder(Phase.DEPENDENTS.stepName(), jobRepository).<FetchedBatch, FetchedBatch>chunk(1)
			.reader(dependentsReader)
			.writer(dependentsWriter)
			.stream(dependentsCounters)
			.stream(listener)
			.listener(listener)
			.listener(dependentsWriter) // after the reader gave back its claims: the
										// order is reversed
			.listener(dependentsReader)
			.build();
	}

	/**
	 * The same for runs of whole projects: it runs on every restart, because a project
	 * that failed before can have brought more to fetch.
	 */
	@Bean
	Step projectsDependentsStep(JobRepository jobRepository, PhaseListener listener,
			DependentItemReader dependentsReader, DependentItemWriter dependentsWriter,
			PhaseCounters dependentsCounters) {
		return new StepBuilder(Phase.DEPENDENTS.stepName(), jobRepository).<FetchedBatch, FetchedBatch>chunk(1)
			.reader(dependentsReader)
			.writer(dependentsWriter)
			.stream(dependentsCounters)
			.stream(listener)
			.listener(listener)
			.listener(dependentsWriter) // after the reader gave back its claims: the
										// order is reversed
			.listener(dependentsReader)
			.allowStartIfComplete(true)
			.build();
	}

	@Bean
	PhaseCounters dependentsCounters() {
		return new PhaseCounters();
	}

	@Bean
	DependentItemReader dependentsReader(DependentJobs jobs, MirrorTransactions transactions, RunPayloads payloads,
			RunProjects projects, RunFetches fetches, Fetchers fetchers, FetchAhead fetchAhead, RequestPool pool,
			GitLabClient gitlab, JdbcClient jdbc, RunReceipts receipts, RunViews views, Verifier verifier,
			AbsentSets absentSets, RunLeases leases, VanishedEntities vanished, PhaseProgress progress) {
		return new DependentItemReader(jobs, transactions, payloads, projects, fetches, fetchers, fetchAhead, pool,
				gitlab, jdbc, receipts, views, verifier, absentSets, new OwedEntities(jdbc, leases), vanished,
				progress);
	}

	@Bean
	AbsentSets absentSets(DependentJobs jobs, DependentStates states, RunReceipts receipts, Fetchers fetchers,
			MirrorTransactions transactions, PhaseCounters dependentsCounters) {
		return new AbsentSets(jobs, states, receipts, fetchers.missingRoutes(), transactions, dependentsCounters);
	}

	@Bean
	VanishedEntities vanishedEntities(Tombstones tombstones, GitLabClient gitlab, RequestPool pool, RunFetches fetches,
			RunViews views, MirrorTransactions transactions) {
		return new VanishedEntities(tombstones, new GoneProof(gitlab, pool), views, fetches, transactions);
	}

	@Bean
	Burials burials(Tombstones tombstones, DependentJobs jobs, DependentStates states, RunEntities runEntities) {
		return new Burials(tombstones, jobs, states, runEntities);
	}

	@Bean
	FetchAhead fetchAhead(RequestPool pool, Fetchers fetchers, RunFetches fetches, MirrorTransactions transactions,
			RequestStats stats) {
		return new FetchAhead(pool, fetchers, fetches, transactions, stats);
	}

	@Bean
	Fetchers fetchers(GitLabClient gitlab, DirtySources dirtySources) {
		return new Fetchers(gitlab, new RawPayloads(), new References(), dirtySources);
	}

	@Bean
	Verifier verifier(GitLabClient gitlab, RequestPool pool, Clock clock, Ticker ticker, GitLabClock gitlabClock,
			EntityIntake intake, DependentJobs jobs, RunEntities runEntities, RunReceipts receipts, RunFetches fetches,
			MirrorTransactions transactions, VanishedEntities vanished, Burials burials,
			VerificationProperties properties) {
		return new Verifier(new ClosingLists(gitlab, pool, clock, ticker, gitlabClock), intake, jobs, runEntities,
				receipts, fetches, transactions, vanished, burials, properties.requireVerifyRounds());
	}

	@Bean
	DependentItemWriter dependentsWriter(MirrorTransactions transactions, DependentJobs jobs, DependentStates states,
			DirtySources dirtySources, RunEntities runEntities, RunFailures runFailures, RunReceipts receipts,
			Burials burials, PhaseCounters dependentsCounters, PhaseProgress progress) {
		return new DependentItemWriter(transactions, jobs, states, new DependentSets(), dirtySources, runEntities,
				runFailures, receipts, burials, dependentsCounters, progress);
	}

}
