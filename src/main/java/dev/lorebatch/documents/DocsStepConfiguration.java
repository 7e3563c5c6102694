package dev.lorebatch.documents;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.lock.SyncLock;
import dev.lorebatch.queue.DirtySource;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.queue.PendingEmbeddings;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.search.DocumentProperties;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseListener;
import dev.lorebatch.step.PhaseProgress;

/**
 * The step of the phase docs: chunks in the transaction of the database, exactly once.
 */
@Configuration(proxyBeanMethods = false)
class DocsStepConfiguration {

	private static final int CHUNK = 50;

	@Bean
	Step docsStep(JobRepository jobRepository, PlatformTransactionManager transactionManager, PhaseListener listener,
			DirtySourceItemReader docsReader, DocumentItemWriter docsWriter, PhaseCounters docsCounters) {
		return new StepBuilder(Phase.DOCS.stepName(), jobRepository).<DirtySource, DirtySource>chunk(CHUNK)
			.transactionManager(transactionManager)
			.reader(docsReader)
			.writer(docsWriter)
			.stream(docsCounters)
			.listener(listener)
			.listener(docsReader)
			.listener(docsWriter)
			.build();
	}

	/**
	 * The same for runs of whole projects. It runs on every restart, because a project
	 * that failed before can have brought more, and without a chunk's transaction: the
	 * writer opens its own, and lets other runs write between two of them. What is left
	 * to do say the dirty rows.
	 */
	@Bean
	Step projectsDocsStep(JobRepository jobRepository, PhaseListener listener, DirtySourceItemReader docsReader,
			DocumentItemWriter docsWriter, PhaseCounters docsCounters) {
		return new StepBuilder(Phase.DOCS.stepName(), jobRepository).<DirtySource, DirtySource>chunk(CHUNK)
			.reader(docsReader)
			.writer(docsWriter)
			.stream(docsCounters)
			.listener(listener)
			.listener(docsReader)
			.listener(docsWriter)
			.allowStartIfComplete(true)
			.build();
	}

	@Bean
	PhaseCounters docsCounters() {
		return new PhaseCounters();
	}

	@Bean
	DirtySourceItemReader docsReader(DirtySources dirtySources, PendingEmbeddings pendingEmbeddings, SyncRuns runs,
			RunLeases leases, WriteTransactions transactions, PhaseProgress progress) {
		return new DirtySourceItemReader(dirtySources,
				new SourcesLeftBehind(dirtySources, pendingEmbeddings, runs, leases, transactions), progress);
	}

	@Bean
	DocumentItemWriter docsWriter(MirrorTransactions transactions, DocumentRegeneration regeneration,
			DirtySources dirtySources, PhaseCounters docsCounters, PhaseProgress progress) {
		return new DocumentItemWriter(transactions, regeneration, dirtySources, docsCounters, progress);
	}

	@Bean
	DocumentRegeneration documentRegeneration(PendingEmbeddings pendingEmbeddings, DocumentProperties properties) {
		return new DocumentRegeneration(pendingEmbeddings, properties.confidential());
	}

	@Bean
	DocumentRebuild documentRebuild(DocumentRegeneration regeneration, JdbcClient jdbc, MirrorTransactions transactions,
			RunLeases leases, SyncLock lock) {
		return new DocumentRebuild(regeneration, jdbc, transactions, leases, lock);
	}

}
