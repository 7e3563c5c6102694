package dev.lorebatch.ingest;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.mirror.Entities;
import dev.lorebatch.mirror.Labels;
import dev.lorebatch.mirror.Projects;
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
 * The step of the phase ingest: chunks of one, so that every entity has a transaction of
 * its own, which the step's bookkeeping joins.
 */
@Configuration(proxyBeanMethods = false)
class IngestStepConfiguration {

	@Bean
	Step ingestStep(JobRepository jobRepository, PlatformTransactionManager transactionManager, PhaseListener listener,
			PayloadItemReader ingestReader, EntityItemWriter ingestWriter, PhaseCounters ingestCounters) {
		return new StepBuilder(Phase.INGEST.stepName(), jobRepository).<IngestItem, IngestItem>chunk(1)
			.transactionManager(transactionManager)
			.reader(ingestReader)
			.writer(ingestWriter)
			.stream(ingestCounters)
			.listener(listener)
			.listener(ingestReader)
			.listener(ingestWriter)
			.build();
	}

	@Bean
	PhaseCounters ingestCounters() {
		return new PhaseCounters();
	}

	@Bean
	PayloadItemReader ingestReader(RunPayloads payloads, RunEntities entities, PhaseProgress progress) {
		return new PayloadItemReader(payloads, entities, progress);
	}

	@Bean
	EntityItemWriter ingestWriter(MirrorTransactions transactions, DirtySources dirtySources, DependentJobs jobs,
			RunEntities runEntities, PhaseCounters ingestCounters, PhaseProgress progress) {
		Entities entities = new Entities(new Labels(), new RawPayloads());
		return new EntityItemWriter(transactions, new Projects(), entities, new References(), dirtySources, jobs,
				runEntities, ingestCounters, progress);
	}

}
