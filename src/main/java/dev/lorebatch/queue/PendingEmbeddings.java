package dev.lorebatch.queue;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.vector.EmbeddingProfile;

/**
 * Documents whose vectors are missing or out of date, by the run that regenerated them.
 */
public class PendingEmbeddings {

	private final JdbcClient jdbc;

	private final EmbeddingProfile profile;

	/**
	 * @param profile what vectors are made with now
	 */
	public PendingEmbeddings(JdbcClient jdbc, EmbeddingProfile profile) {
		this.jdbc = jdbc;
		this.profile = profile;
	}

	/**
	 * Notes that the document needs vectors, unless those it has were made from this very
	 * content and with what is configured.
	 * @return whether it needs them
	 */
	public boolean markIfNeeded(WriteTransaction tx, long documentId, String contentHash, String runId) {
		return this.profile.isEnabled() && tx.update("""
				INSERT INTO pending_embeddings (document_id, origin_run_id)
				SELECT ?, ? WHERE NOT EXISTS (
					SELECT 1 FROM embeddings
					WHERE document_id = ? AND content_hash = ? AND provider = ? AND model = ? AND chunk_size = ?)
				ON CONFLICT (document_id, origin_run_id) DO NOTHING
				""", documentId, runId, documentId, contentHash, this.profile.provider(), this.profile.model(),
				this.profile.chunkSize()) > 0;
	}

	public List<PendingEmbedding> findNext(String runId, long afterId, int limit) {
		return this.jdbc.sql("""
				SELECT id, document_id FROM pending_embeddings
				WHERE origin_run_id = ? AND id > ? ORDER BY id LIMIT ?
				""")
			.params(runId, afterId, limit)
			.query((row, index) -> new PendingEmbedding(row.getLong("id"), row.getLong("document_id")))
			.list();
	}

	public long count(String runId) {
		return this.jdbc.sql("SELECT count(*) FROM pending_embeddings WHERE origin_run_id = ?")
			.param(runId)
			.query(Long.class)
			.single();
	}

	public void remove(WriteTransaction tx, PendingEmbedding pending) {
		tx.update("DELETE FROM pending_embeddings WHERE id = ?", pending.id());
	}

	/**
	 * Notes that this document, and not the provider as a whole, made trouble.
	 */
	public void fail(WriteTransaction tx, PendingEmbedding pending, String error) {
		tx.update("UPDATE pending_embeddings SET last_error = ?, attempts = attempts + 1 WHERE id = ?", error,
				pending.id());
	}

	/**
	 * A row of {@code pending_embeddings}.
	 */
	public record PendingEmbedding(long id, long documentId) {

	}

}
