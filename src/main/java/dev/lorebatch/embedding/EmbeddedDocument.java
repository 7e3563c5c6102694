package dev.lorebatch.embedding;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.ModelVersion;

/**
 * What became of a document.
 *
 * @param vectors all of them, as they are stored; empty if it did not work
 * @param version the model they are of, as far as it is proven
 * @param failure what is wrong with this very document, {@code null} if nothing is, or if
 * the provider gave up before its turn came
 */
record EmbeddedDocument(EmbeddableDocument document, List<byte[]> vectors, ModelVersion version,
		@Nullable EmbeddingException failure) {

	boolean isComplete() {
		return !this.vectors.isEmpty();
	}

}
