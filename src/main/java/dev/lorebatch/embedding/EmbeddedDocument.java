package dev.lorebatch.embedding;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.embedding.Embeddings.EmbeddableDocument;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.queue.PendingEmbeddings.PendingEmbedding;

/**
 * A document with its vectors, or with why there are none.
 *
 * @param document {@code null} if it is gone
 */
record EmbeddedDocument(PendingEmbedding pending, @Nullable EmbeddableDocument document, List<float[]> vectors,
		@Nullable LoreException failure) {

}
