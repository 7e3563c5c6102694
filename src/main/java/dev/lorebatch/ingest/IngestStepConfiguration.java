package dev.lorebatch.ingest;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.intake.EntityIntake;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.mirror.GoneProjects;
import dev.lorebatch.mirror.ReferenceScans;
import dev.lorebatch.queue.QueueListener;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunPayloads;
import dev.lorebatch.run.RunProjects;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseListener;
import dev.lorebatch.step.PhaseProgress;

/**
 * The step of the phase ingest. The writer gives every entity a transaction of its own;
 * the step has none, because its bookkeeping would cost more than the entity. What of a
 * chunk is committed says the entity's line in the ledger.
 */
@Configuration(proxyBeanMethods = false)
class IngestStepConfiguration {

	private static final int CHUNK = 20;

	@Bean
	Step ingestStep(JobRepository jobRepository, PhaseListener listener, PathTakeover pathTakeover,
			ReferenceUpdate referenceUpdate, PayloadItemReader ingestReader, EntityItemWriter ingestWriter,
			PhaseCounters ingestCounters) {
		return new StepBuilder(Phase.INGEST.stepName(), jobRepository).<IngestItem, IngestItem>chunk(CHUNK)
			.reader(ingestReader)
			.writer(ingestWriter)
			.stream(ingestCounters)
			.listener(listener)
			.listener(pathTakeover)
			.listener(referenceUpdate)
			.listener(ingestReader)
			.listener(ingestWriter)
			.build();
	}

	@Bean
	PathTakeover pathTakeover(MirrorTransactions transactions, EntityIntake intake, JdbcClient jdbc,
			RunPayloads payloads, RunProjects projects) {
		return new PathTakeover(transactions, intake, new GoneProjects(jdbc), payloads, projects);
	}

	@Bean
	ReferenceUpdate referenceUpdate(MirrorTransactions transactions, JdbcClient jdbc, PhaseProgress progress) {
		return new ReferenceUpdate(transactions, new ReferenceScans(jdbc), progress);
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
	EntityItemWriter ingestWriter(MirrorTransactions transactions, EntityIntake intake, RunEntities runEntities,
			QueueListener queueListener, PhaseCounters ingestCounters, PhaseProgress progress) {
		return new EntityItemWriter(transactions, intake, runEntities, queueListener, ingestCounters, progress);
	}

}
