package dev.lorebatch.vector;

import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.lorebatch.failure.Secrets;

/**
 * Where vectors come from.
 *
 * @param provider {@code hashing}, in process and lexical, {@code ollama}, or
 * {@code none}
 * @param url where Ollama is
 * @param model which of Ollama's models to use
 * @param header a request header that lets the program in, {@code Name: value}; a secret,
 * from the environment, never from a flag
 * @param headerFile a file that holds the header, blank for none
 * @param caFile a file with certificates of authorities that are trusted besides those of
 * Java, blank for none
 * @param batchSize how many chunks go into one request
 * @param timeout how long one request may take
 * @param chunkSize largest chunk of a document, in bytes
 * @param chunkOverlap how much of a chunk the next one repeats, in bytes
 * @param retry what happens after a transient failure
 */
@ConfigurationProperties("lore.embedding")
public record EmbeddingProperties(@DefaultValue("hashing") String provider,
		@DefaultValue("http://127.0.0.1:11434") URI url, @Nullable String model, @Nullable String header,
		@Nullable String headerFile, @Nullable String caFile, @DefaultValue("32") int batchSize,
		@DefaultValue("60s") Duration timeout, @DefaultValue("2000") int chunkSize,
		@DefaultValue("200") int chunkOverlap, @DefaultValue Retry retry) {

	/**
	 * Without the header.
	 */
	@Override
	public String toString() {
		return "EmbeddingProperties[provider=%s, url=%s, model=%s]".formatted(this.provider,
				Secrets.maskUrl(this.url.toString()), this.model);
	}

	/**
	 * The retry policy of every request to a provider.
	 *
	 * @param maxAttempts how often a request is sent at most
	 * @param initialWait the first wait; doubles with every attempt
	 * @param maxWait the longest wait
	 */
	public record Retry(@DefaultValue("3") int maxAttempts, @DefaultValue("500ms") Duration initialWait,
			@DefaultValue("10s") Duration maxWait) {

	}

}
