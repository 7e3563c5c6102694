package dev.lorebatch.queue;

import java.time.Clock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.vector.EmbeddingProfile;

/**
 * The three queues.
 */
@Configuration(proxyBeanMethods = false)
class QueueConfiguration {

	@Bean
	DependentJobs dependentJobs(JdbcClient jdbc, Clock clock) {
		return new DependentJobs(jdbc, clock);
	}

	@Bean
	DependentStates dependentStates(JdbcClient jdbc) {
		return new DependentStates(jdbc);
	}

	@Bean
	DirtySources dirtySources(JdbcClient jdbc, Clock clock) {
		return new DirtySources(jdbc, clock);
	}

	@Bean
	PendingEmbeddings pendingEmbeddings(JdbcClient jdbc, EmbeddingProfile embeddingProfile) {
		return new PendingEmbeddings(jdbc, embeddingProfile);
	}

	@Bean
	EmbeddingBacklog embeddingBacklog(JdbcClient jdbc, EmbeddingProfile embeddingProfile) {
		return new EmbeddingBacklog(jdbc, embeddingProfile);
	}

}
