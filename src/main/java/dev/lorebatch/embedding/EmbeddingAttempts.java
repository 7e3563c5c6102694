package dev.lorebatch.embedding;

import dev.lorebatch.vector.EmbeddingProvider;

/**
 * The current attempt at embedding documents: what reader and writer of the step share.
 * For the thread of the step only.
 */
class EmbeddingAttempts {

	private final EmbeddingProvider provider;

	private final DocumentTexts texts;

	private DocumentEmbedder current;

	EmbeddingAttempts(EmbeddingProvider provider, DocumentTexts texts) {
		this.provider = provider;
		this.texts = texts;
		this.current = new DocumentEmbedder(provider, texts);
	}

	/**
	 * Gives the provider another chance, and looks at its model anew.
	 */
	void begin() {
		this.provider.forgetModel();
		this.current = new DocumentEmbedder(this.provider, this.texts);
	}

	DocumentEmbedder current() {
		return this.current;
	}

}
