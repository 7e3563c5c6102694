package dev.lorebatch.dependents;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.mirror.RawPayloads;
import dev.lorebatch.mirror.References;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunPayloads;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseListener;
import dev.lorebatch.step.PhaseProgress;

/**
 * The step of the phase dependents. It has no transaction manager: its reader waits for
 * the network, and a chunk's transaction would hold SQLite's one write lock meanwhile.
 * The writer commits each set itself; the queue's status says what is left.
 */
@Configuration(proxyBeanMethods = false)
class DependentsStepConfiguration {

	private static final int CHUNK = 20;

	@Bean
	Step dependentsStep(JobRepository jobRepository, PhaseListener listener, DependentItemReader dependentsReader,
			DependentItemWriter dependentsWriter, PhaseCounters dependentsCounters) {
		return new StepBuilder(Phase.DEPENDENTS.stepName(), jobRepository).<FetchedJob, FetchedJob>chunk(CHUNK)
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

	@Bean
	PhaseCounters dependentsCounters() {
		return new PhaseCounters();
	}

	@Bean
	DependentItemReader dependentsReader(DependentJobs jobs, MirrorTransactions transactions, RunPayloads payloads,
			GitLabClient gitlab, DirtySources dirtySources, RequestPool pool, JdbcClient jdbc, PhaseProgress progress) {
		Fetchers fetchers = new Fetchers(gitlab, new RawPayloads(), new References(), dirtySources);
		return new DependentItemReader(jobs, transactions, payloads, fetchers, pool, jdbc, progress);
	}

	@Bean
	DependentItemWriter dependentsWriter(MirrorTransactions transactions, DependentJobs jobs, RunEntities runEntities,
			PhaseCounters dependentsCounters, PhaseProgress progress) {
		return new DependentItemWriter(transactions, jobs, runEntities, dependentsCounters, progress);
	}

}
