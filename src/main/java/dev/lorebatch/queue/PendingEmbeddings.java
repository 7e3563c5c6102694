package dev.lorebatch.queue;

import java.util.Collection;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.vector.EmbeddingProfile;

/**
 * Documents whose vectors are missing or out of date, by the run that regenerated them.
 */
public class PendingEmbeddings {

	/**
	 * No provider is asked here. The newest vector says which version of a model was used
	 * last.
	 */
	private static final String NEWEST = """
			WITH newest AS MATERIALIZED (
				SELECT provider, model, dimensions, model_digest FROM embeddings ORDER BY id DESC LIMIT 1)
			""";

	private static final String NOT_CURRENT = """
			NOT EXISTS (
				SELECT 1 FROM embeddings e WHERE e.document_id = d.id AND e.content_hash = d.content_hash
					AND e.provider = ? AND e.model = ? AND e.chunk_size = ? AND NOT EXISTS (
						SELECT 1 FROM newest n WHERE n.provider = e.provider AND n.model = e.model
							AND (n.dimensions <> e.dimensions OR n.model_digest <> e.model_digest)))
			""";

	private static final String MARK = NEWEST + """
			INSERT INTO pending_embeddings (document_id, origin_run_id)
			SELECT d.id, ? FROM json_each(?) j CROSS JOIN documents d ON d.id = j.value WHERE %s
			ORDER BY j.key
			ON CONFLICT (document_id, origin_run_id) DO NOTHING
			""".formatted(NOT_CURRENT);

	/** Documents that gave no vectors too often are left alone. */
	private static final String MARK_LIKE = NEWEST + """
			INSERT INTO pending_embeddings (document_id, origin_run_id)
			SELECT d.id, ? FROM pending_embeddings p JOIN documents d ON d.id = p.document_id
			WHERE p.origin_run_id = ? AND p.attempts < %d AND %s
			ORDER BY p.id
			ON CONFLICT (document_id, origin_run_id) DO NOTHING
			""".formatted(EmbeddingBacklog.MAX_ATTEMPTS, NOT_CURRENT);

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
	 * Notes that the documents need vectors, unless those they have were made from this
	 * very content, with what is configured, and not with another version of the model
	 * than the newest vector.
	 * @return how many need them
	 */
	public int markIfNeeded(WriteTransaction tx, List<Long> documentIds, String runId) {
		if (!this.profile.isEnabled() || documentIds.isEmpty()) {
			return 0;
		}
		return tx.update(MARK, runId, documentIds.toString(), this.profile.provider(), this.profile.model(),
				this.profile.chunkSize());
	}

	/**
	 * The runs that left rows.
	 */
	public List<String> findOrigins() {
		return this.jdbc.sql("SELECT DISTINCT origin_run_id FROM pending_embeddings").query(String.class).list();
	}

	/**
	 * Notes for a run that it makes the vectors that another one has not made; the rows
	 * of that one stay.
	 */
	public void markLike(WriteTransaction tx, String originRunId, String runId) {
		if (this.profile.isEnabled()) {
			tx.update(MARK_LIKE, runId, originRunId, this.profile.provider(), this.profile.model(),
					this.profile.chunkSize());
		}
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

	public void remove(WriteTransaction tx, Collection<PendingEmbedding> pending) {
		tx.update("DELETE FROM pending_embeddings WHERE id IN (SELECT value FROM json_each(?))",
				pending.stream().map(PendingEmbedding::id).toList().toString());
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
