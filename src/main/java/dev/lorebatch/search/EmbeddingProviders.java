package dev.lorebatch.search;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.ollama.OllamaEmbeddingProvider;
import dev.lorebatch.vector.EmbeddingProfile;
import dev.lorebatch.vector.EmbeddingProperties;
import dev.lorebatch.vector.EmbeddingProvider;
import dev.lorebatch.vector.HashingEmbeddingProvider;

/**
 * The provider that the settings name: documents and queries must go through the same.
 */
public final class EmbeddingProviders {

	private EmbeddingProviders() {
	}

	public static EmbeddingProvider create(EmbeddingProperties properties) {
		return switch (properties.provider()) {
			case HashingEmbeddingProvider.NAME, EmbeddingProfile.NONE -> new HashingEmbeddingProvider();
			case OllamaEmbeddingProvider.NAME -> OllamaEmbeddingProvider.create(properties);
			default -> throw new LoreException(ExitCode.CONFIG_INVALID,
					"lore.embedding.provider '%s' is not known".formatted(properties.provider()),
					"use hashing, ollama or none");
		};
	}

	public static EmbeddingProfile profile(EmbeddingProperties properties, EmbeddingProvider provider) {
		String name = properties.provider().equals(EmbeddingProfile.NONE) ? EmbeddingProfile.NONE : provider.name();
		return new EmbeddingProfile(name, provider.model(), Math.min(properties.chunkSize(), provider.maxInputBytes()));
	}

}
