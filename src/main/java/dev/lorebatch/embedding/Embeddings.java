package dev.lorebatch.embedding;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;

/**
 * Writes {@code embeddings}.
 */
class Embeddings {

	/**
	 * Replaces the vectors of a document; until then the old ones stay.
	 * @return whether the document still has the content the vectors were made from; if
	 * not, nothing is written
	 */
	boolean replace(WriteTransaction tx, EmbeddingProvider provider, EmbeddableDocument document,
			List<float[]> vectors) {
		Long current = tx.queryForLong("SELECT count(*) FROM documents WHERE id = ? AND content_hash = ?",
				document.id(), document.contentHash());
		if (current == null || current == 0) {
			return false;
		}
		tx.update("DELETE FROM embeddings WHERE document_id = ?", document.id());
		List<@Nullable Object[]> rows = new ArrayList<>();
		for (int index = 0; index < vectors.size(); index++) {
			rows.add(new @Nullable Object[] { document.id(), index, provider.name(), provider.model(),
					provider.dimensions(), document.contentHash(), Vectors.toBytes(vectors.get(index)) });
		}
		tx.updateAll("""
				INSERT INTO embeddings (document_id, chunk_index, provider, model, dimensions, content_hash, vector)
				VALUES (?, ?, ?, ?, ?, ?, ?)
				""", rows);
		return true;
	}

	/**
	 * What is embedded of a document.
	 */
	record EmbeddableDocument(long id, String title, String content, String contentHash) {

	}

}
