package dev.lorebatch.embedding;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.lock.SyncLock;
import dev.lorebatch.queue.EmbeddingBacklog;
import dev.lorebatch.search.DocumentProperties;
import dev.lorebatch.search.EmbeddingProviders;
import dev.lorebatch.step.ProgressRelay;
import dev.lorebatch.vector.Chunker;
import dev.lorebatch.vector.EmbeddingProfile;
import dev.lorebatch.vector.EmbeddingProperties;
import dev.lorebatch.vector.EmbeddingProvider;

/**
 * Where vectors come from. Providers are chosen when the program runs, not by a bean
 * condition: conditions are evaluated when it is built.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EmbeddingProperties.class)
class EmbeddingConfiguration {

	/** Below it, a title and an overlap leave no room for a chunk. */
	private static final int MIN_CHUNK_SIZE = 2 * Chunker.MIN_SIZE;

	@Bean
	EmbeddingProvider embeddingProvider(EmbeddingProperties properties) {
		return EmbeddingProviders.create(properties);
	}

	@Bean
	EmbeddingProfile embeddingProfile(EmbeddingProperties properties, EmbeddingProvider embeddingProvider) {
		validate(properties);
		return EmbeddingProviders.profile(properties, embeddingProvider);
	}

	@Bean
	EmbeddingAttempts embeddingAttempts(EmbeddingProvider embeddingProvider, EmbeddingProfile profile,
			EmbeddingProperties properties) {
		int overlap = Math.min(properties.chunkOverlap(), profile.chunkSize() / DocumentTexts.SHARE);
		return new EmbeddingAttempts(embeddingProvider, new DocumentTexts(profile, overlap));
	}

	@Bean
	Embeddings embeddings(JdbcClient jdbc, EmbeddingProfile profile, DocumentProperties documents) {
		return new Embeddings(jdbc, profile, documents.confidential().searchable());
	}

	@Bean
	BacklogEmbedder backlogEmbedder(RunLeases leases, SyncLock lock, MirrorTransactions transactions,
			EmbeddingBacklog backlog, Embeddings embeddings, EmbeddingAttempts attempts, EmbeddingProvider provider,
			EmbeddingProfile profile, ProgressRelay progress) {
		BacklogTransactions writes = new BacklogTransactions(leases, lock, transactions, progress);
		return new BacklogEmbedder(writes, backlog, embeddings, attempts, provider, profile, progress);
	}

	private static void validate(EmbeddingProperties properties) {
		if (properties.chunkSize() < MIN_CHUNK_SIZE) {
			throw invalid("lore.embedding.chunk-size is %d, it must be %d or more".formatted(properties.chunkSize(),
					MIN_CHUNK_SIZE));
		}
		if (properties.chunkOverlap() < 0 || properties.chunkOverlap() > properties.chunkSize() / DocumentTexts.SHARE) {
			throw invalid("lore.embedding.chunk-overlap is %d, it must be 0 to a quarter of the chunk size"
				.formatted(properties.chunkOverlap()));
		}
	}

	private static LoreException invalid(String message) {
		return new LoreException(ExitCode.CONFIG_INVALID, message, "correct it in lore.yml or the environment");
	}

}
