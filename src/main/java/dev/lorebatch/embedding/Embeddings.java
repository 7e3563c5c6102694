package dev.lorebatch.embedding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.vector.EmbeddingProfile;

/**
 * Reads documents and writes {@code embeddings}.
 */
class Embeddings {

	private final JdbcClient jdbc;

	private final EmbeddingProfile profile;

	private final boolean confidential;

	/**
	 * @param confidential whether confidential documents may have vectors
	 */
	Embeddings(JdbcClient jdbc, EmbeddingProfile profile, boolean confidential) {
		this.jdbc = jdbc;
		this.profile = profile;
		this.confidential = confidential;
	}

	/**
	 * Those of the documents that are still there and may have vectors. A confidential
	 * one may not even if the documents have not been rebuilt since the policy changed:
	 * its text could go to a server.
	 */
	List<EmbeddableDocument> find(Collection<Long> ids) {
		if (ids.isEmpty()) {
			return List.of();
		}
		return this.jdbc.sql("""
				SELECT id, indexed_title, body, content_hash FROM documents
				WHERE id IN (:ids) AND redacted = 0 AND (indexed_title <> '' OR body_length > 0)
					AND (confidential = 0 OR :confidential) ORDER BY id
				""")
			.param("ids", ids)
			.param("confidential", this.confidential)
			.query((row, index) -> new EmbeddableDocument(row.getLong(1), row.getString(2), row.getString(3),
					row.getString(4)))
			.list();
	}

	/**
	 * Replaces the vectors of a document; until then the old ones stay.
	 * @return whether the document still has the content the vectors were made from; if
	 * not, nothing is written
	 */
	boolean replace(WriteTransaction tx, EmbeddedDocument embedded) {
		EmbeddableDocument document = embedded.document();
		Long current = tx.queryForLong(
				"SELECT count(*) FROM documents WHERE id = ? AND content_hash = ? AND redacted = 0", document.id(),
				document.contentHash());
		if (current == null || current == 0) {
			return false;
		}
		tx.update("DELETE FROM embeddings WHERE document_id = ?", document.id());
		List<@Nullable Object[]> rows = new ArrayList<>();
		for (byte[] vector : embedded.vectors()) {
			rows.add(new @Nullable Object[] { document.id(), rows.size(), this.profile.provider(), this.profile.model(),
					embedded.dimensions(), this.profile.chunkSize(), document.contentHash(), vector });
		}
		tx.updateAll("""
				INSERT INTO embeddings (document_id, chunk_index, provider, model, dimensions, chunk_size,
					content_hash, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
				""", rows);
		return true;
	}

}
