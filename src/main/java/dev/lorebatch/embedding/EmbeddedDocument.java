package dev.lorebatch.embedding;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.vector.EmbeddingException;

/**
 * What became of a document.
 *
 * @param vectors all of them, as they are stored; empty if it did not work
 * @param dimensions how long they are
 * @param failure what is wrong with this very document, {@code null} if nothing is, or if
 * the provider gave up before its turn came
 */
record EmbeddedDocument(EmbeddableDocument document, List<byte[]> vectors, int dimensions,
		@Nullable EmbeddingException failure) {

	boolean isComplete() {
		return !this.vectors.isEmpty();
	}

}
