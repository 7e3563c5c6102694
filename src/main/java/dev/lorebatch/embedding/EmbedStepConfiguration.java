package dev.lorebatch.embedding;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.ChunkOrientedStepBuilder;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.PendingEmbeddings;
import dev.lorebatch.queue.PendingEmbeddings.PendingEmbedding;
import dev.lorebatch.run.Phase;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseListener;
import dev.lorebatch.step.PhaseProgress;
import dev.lorebatch.vector.EmbeddingProfile;

/**
 * The step of the phase embed. No transaction while a provider works, it may be a server.
 */
@Configuration(proxyBeanMethods = false)
class EmbedStepConfiguration {

	static final int CHUNK = 50;

	@Bean
	Step embedStep(JobRepository jobRepository, PhaseListener listener, PendingEmbeddingItemReader embedReader,
			EmbeddingItemWriter embedWriter, PhaseCounters embedCounters) {
		return builder(jobRepository, listener, embedReader, embedWriter, embedCounters).build();
	}

	/**
	 * The same for runs of whole projects: it runs on every restart, because a project
	 * that failed before can have brought more to embed.
	 */
	@Bean
	Step projectsEmbedStep(JobRepository jobRepository, PhaseListener listener, PendingEmbeddingItemReader embedReader,
			EmbeddingItemWriter embedWriter, PhaseCounters embedCounters) {
		return builder(jobRepository, listener, embedReader, embedWriter, embedCounters).allowStartIfComplete(true)
			.build();
	}

	private static ChunkOrientedStepBuilder<PendingEmbedding, PendingEmbedding> builder(JobRepository jobRepository,
			PhaseListener listener, PendingEmbeddingItemReader reader, EmbeddingItemWriter writer,
			PhaseCounters counters) {
		return new StepBuilder(Phase.EMBED.stepName(), jobRepository).<PendingEmbedding, PendingEmbedding>chunk(CHUNK)
			.reader(reader)
			.writer(writer)
			.stream(counters)
			.listener(listener)
			.listener(reader)
			.listener(writer);
	}

	@Bean
	PhaseCounters embedCounters() {
		return new PhaseCounters();
	}

	@Bean
	PendingEmbeddingItemReader embedReader(PendingEmbeddings pendingEmbeddings, EmbeddingAttempts attempts,
			EmbeddingProfile profile, PhaseProgress progress) {
		return new PendingEmbeddingItemReader(pendingEmbeddings, attempts, profile.isEnabled(), progress);
	}

	@Bean
	EmbeddingItemWriter embedWriter(MirrorTransactions transactions, EmbeddingAttempts attempts, Embeddings embeddings,
			PendingEmbeddings pendingEmbeddings, PhaseCounters embedCounters, PhaseProgress progress) {
		return new EmbeddingItemWriter(transactions, attempts, embeddings, pendingEmbeddings, embedCounters, progress);
	}

}
