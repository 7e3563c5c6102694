package dev.lorebatch.embedding;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where vectors come from.
 *
 * @param provider {@code hashing}, in process and lexical, or {@code none}
 * @param chunkSize largest chunk of a document, in characters
 * @param chunkOverlap how much of a chunk the next one repeats, in characters
 */
@ConfigurationProperties("lore.embedding")
public record EmbeddingProperties(@DefaultValue("hashing") String provider, @DefaultValue("2000") int chunkSize,
		@DefaultValue("200") int chunkOverlap) {

}
