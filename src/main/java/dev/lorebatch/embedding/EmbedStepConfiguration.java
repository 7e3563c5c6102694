package dev.lorebatch.embedding;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.PendingEmbeddings;
import dev.lorebatch.queue.PendingEmbeddings.PendingEmbedding;
import dev.lorebatch.run.Phase;
import dev.lorebatch.step.PhaseCounters;
import dev.lorebatch.step.PhaseListener;
import dev.lorebatch.step.PhaseProgress;

/**
 * The step of the phase embed. No transaction while a provider works, it may be a server.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EmbeddingProperties.class)
class EmbedStepConfiguration {

	private static final int CHUNK = 20;

	private static final String NONE = "none";

	@Bean
	Step embedStep(JobRepository jobRepository, PhaseListener listener, PendingEmbeddingItemReader embedReader,
			EmbeddingItemProcessor embedProcessor, EmbeddingItemWriter embedWriter, PhaseCounters embedCounters) {
		return new StepBuilder(Phase.EMBED.stepName(), jobRepository).<PendingEmbedding, EmbeddedDocument>chunk(CHUNK)
			.reader(embedReader)
			.processor(embedProcessor)
			.writer(embedWriter)
			.stream(embedCounters)
			.listener(listener)
			.listener(embedReader)
			.listener(embedWriter)
			.build();
	}

	@Bean
	PhaseCounters embedCounters() {
		return new PhaseCounters();
	}

	/**
	 * Chosen when the program runs, not by a bean condition: conditions are evaluated
	 * when it is built.
	 */
	@Bean
	EmbeddingProvider embeddingProvider(EmbeddingProperties properties) {
		return switch (properties.provider()) {
			case "hashing", NONE -> new HashingEmbeddingProvider();
			default -> throw new LoreException(ExitCode.CONFIG_INVALID,
					"lore.embedding.provider '%s' is not known".formatted(properties.provider()),
					"use hashing or none");
		};
	}

	@Bean
	PendingEmbeddingItemReader embedReader(PendingEmbeddings pendingEmbeddings, EmbeddingProperties properties,
			PhaseProgress progress) {
		return new PendingEmbeddingItemReader(pendingEmbeddings, !NONE.equals(properties.provider()), progress);
	}

	@Bean
	EmbeddingItemProcessor embedProcessor(JdbcClient jdbc, EmbeddingProvider provider, EmbeddingProperties properties) {
		return new EmbeddingItemProcessor(jdbc, provider, properties);
	}

	@Bean
	EmbeddingItemWriter embedWriter(MirrorTransactions transactions, EmbeddingProvider provider,
			PendingEmbeddings pendingEmbeddings, PhaseCounters embedCounters, PhaseProgress progress) {
		return new EmbeddingItemWriter(transactions, provider, pendingEmbeddings, embedCounters, progress);
	}

}
