package dev.lorebatch.embedding;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.infrastructure.item.ItemProcessor;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.embedding.Embeddings.EmbeddableDocument;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.queue.PendingEmbeddings.PendingEmbedding;

/**
 * Asks the provider for the vectors of a document, outside any transaction. Trouble with
 * the provider is a result, not an end: it does not undo a good sync.
 */
public class EmbeddingItemProcessor implements ItemProcessor<PendingEmbedding, EmbeddedDocument> {

	private final JdbcClient jdbc;

	private final EmbeddingProvider provider;

	private final Chunker chunker;

	public EmbeddingItemProcessor(JdbcClient jdbc, EmbeddingProvider provider, EmbeddingProperties properties) {
		this.jdbc = jdbc;
		this.provider = provider;
		this.chunker = new Chunker(properties.chunkSize(), properties.chunkOverlap());
	}

	@Override
	public EmbeddedDocument process(PendingEmbedding pending) {
		EmbeddableDocument document = find(pending.documentId());
		if (document == null) {
			return new EmbeddedDocument(pending, null, List.of(), null);
		}
		try {
			return new EmbeddedDocument(pending, document, embed(document), null);
		}
		catch (LoreException ex) {
			return new EmbeddedDocument(pending, document, List.of(), ex);
		}
	}

	private List<float[]> embed(EmbeddableDocument document) {
		List<String> texts = this.chunker.chunk(document.content())
			.stream()
			.map((chunk) -> document.title() + "\n" + chunk)
			.toList();
		List<float[]> vectors = this.provider.embed(texts);
		boolean valid = vectors.size() == texts.size()
				&& vectors.stream().allMatch((vector) -> Vectors.isValid(vector, this.provider.dimensions()));
		if (!valid) {
			throw new LoreException(ExitCode.EMBEDDING_FAILED,
					"the embedding provider %s gave unusable vectors".formatted(this.provider.name()));
		}
		return vectors;
	}

	private @Nullable EmbeddableDocument find(long documentId) {
		return this.jdbc.sql("SELECT id, indexed_title, body, content_hash FROM documents WHERE id = ?")
			.param(documentId)
			.query((row, index) -> new EmbeddableDocument(row.getLong(1), row.getString(2), row.getString(3),
					row.getString(4)))
			.optional()
			.orElse(null);
	}

}
