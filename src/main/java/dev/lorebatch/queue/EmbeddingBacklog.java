package dev.lorebatch.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.vector.EmbeddingProfile;
import dev.lorebatch.vector.ModelVersion;

/**
 * Documents whose vectors are missing or out of date, of all runs and of none. The queue
 * is the truth about what is left to do, so whoever works on it can be killed at any time
 * and go on later.
 */
public class EmbeddingBacklog {

	/** No run id looks like this. */
	static final String REQUEUED = "(embed)";

	/** Documents that get new vectors even though theirs are up to date. */
	static final String FULL = "(embed --full)";

	/**
	 * Documents that get new vectors because it is not known of which model theirs are.
	 */
	static final String UNPROVEN = "(embed --unproven)";

	/** Documents that gave no vectors so often are left alone. */
	static final int MAX_ATTEMPTS = 3;

	/** Not redacted, and not a discussion of system notes only: there is text. */
	private static final String EMBEDDABLE = "d.redacted = 0 AND (d.indexed_title <> '' OR d.body_length > 0)";

	/**
	 * A digest that is not known, on either side, is no difference: it proves nothing.
	 */
	private static final String CURRENT = """
			SELECT 1 FROM embeddings e WHERE e.document_id = d.id AND e.content_hash = d.content_hash
				AND e.provider = ? AND e.model = ? AND e.chunk_size = ? AND (e.dimensions = ? OR ? = 0)
				AND coalesce(e.model_digest = ?, 1)
			""";

	private static final String OF_MODEL = "provider = ? AND model = ?";

	private final JdbcClient jdbc;

	private final EmbeddingProfile profile;

	public EmbeddingBacklog(JdbcClient jdbc, EmbeddingProfile profile) {
		this.jdbc = jdbc;
		this.profile = profile;
	}

	/**
	 * Adds every document whose vectors are missing, older than its content or made with
	 * something else than what is configured or what the name of the model stands for.
	 * @param now the model that the name stands for, as far as it is known
	 * @return how many documents were added
	 */
	public int markOutdated(WriteTransaction tx, ModelVersion now) {
		List<@Nullable Object> arguments = new ArrayList<>(List.of(REQUEUED));
		arguments.addAll(current(now));
		return tx
			.update("""
					INSERT INTO pending_embeddings (document_id, origin_run_id)
					SELECT d.id, ? FROM documents d
					WHERE %s AND NOT EXISTS (%s) AND NOT EXISTS (SELECT 1 FROM pending_embeddings p WHERE p.document_id = d.id)
					"""
				.formatted(EMBEDDABLE, CURRENT), arguments.toArray());
	}

	/**
	 * Adds every document whose vectors may be of another model: the digest they were
	 * made with is not known, that of the model is.
	 * @return how many documents were added
	 */
	public int markUnproven(WriteTransaction tx, ModelVersion now) {
		if (now.digest() == null) {
			return 0;
		}
		return tx.update("""
				INSERT INTO pending_embeddings (document_id, origin_run_id)
				SELECT DISTINCT document_id, ? FROM embeddings WHERE %s AND model_digest IS NULL
				ON CONFLICT (document_id, origin_run_id) DO NOTHING
				""".formatted(OF_MODEL), UNPROVEN, this.profile.provider(), this.profile.model());
	}

	/**
	 * Adds every document, those that were given up, too; does nothing if that was done
	 * before and not all of them are through.
	 * @return how many documents were added
	 */
	public int markAll(WriteTransaction tx) {
		Long open = tx.queryForLong("SELECT count(*) FROM pending_embeddings WHERE origin_run_id = ? AND attempts = 0",
				FULL);
		if (open != null && open > 0) {
			return 0;
		}
		tx.update("UPDATE pending_embeddings SET attempts = 0 WHERE attempts > 0");
		return tx.update("""
				INSERT INTO pending_embeddings (document_id, origin_run_id) SELECT d.id, ? FROM documents d WHERE %s
				ON CONFLICT (document_id, origin_run_id) DO UPDATE SET last_error = NULL
				""".formatted(EMBEDDABLE), FULL);
	}

	/**
	 * Removes what another run or an earlier attempt has done meanwhile, and documents
	 * without text.
	 * @return how many documents it was about
	 */
	public int removeCurrent(WriteTransaction tx, ModelVersion now) {
		List<@Nullable Object> arguments = new ArrayList<>(List.of(FULL, UNPROVEN));
		arguments.addAll(current(now));
		return tx.query("""
				DELETE FROM pending_embeddings WHERE origin_run_id NOT IN (?, ?) AND EXISTS (
					SELECT 1 FROM documents d WHERE d.id = pending_embeddings.document_id
						AND (d.indexed_title = '' AND d.body_length = 0 OR EXISTS (%s)))
				RETURNING document_id
				""".formatted(CURRENT), (row, index) -> row.getLong(1), arguments.toArray())
			.stream()
			.distinct()
			.toList()
			.size();
	}

	private List<@Nullable Object> current(ModelVersion now) {
		return Arrays.asList(this.profile.provider(), this.profile.model(), this.profile.chunkSize(), now.dimensions(),
				now.dimensions(), now.digest());
	}

	/**
	 * How long the stored vectors of a version of the model are, 0 if there are none.
	 */
	public int storedDimensions(String digest) {
		return this.jdbc
			.sql("SELECT dimensions FROM embeddings WHERE %s AND model_digest = ? LIMIT 1".formatted(OF_MODEL))
			.params(this.profile.provider(), this.profile.model(), digest)
			.query(Integer.class)
			.optional()
			.orElse(0);
	}

	/**
	 * Whether any vector of the model is stored.
	 */
	public boolean hasVectors() {
		return this.jdbc.sql("SELECT EXISTS (SELECT 1 FROM embeddings WHERE %s)".formatted(OF_MODEL))
			.params(this.profile.provider(), this.profile.model())
			.query(Boolean.class)
			.single();
	}

	/**
	 * How many documents have vectors that may be of another model, see
	 * {@link #markUnproven}.
	 */
	public long countUnproven(ModelVersion now) {
		return (now.digest() == null) ? 0
				: this.jdbc
					.sql("SELECT count(DISTINCT document_id) FROM embeddings WHERE %s AND model_digest IS NULL"
						.formatted(OF_MODEL))
					.params(this.profile.provider(), this.profile.model())
					.query(Long.class)
					.single();
	}

	/**
	 * Documents in the order of their ids.
	 */
	public List<Long> findNext(Part part, long afterDocumentId, int limit) {
		return this.jdbc.sql("""
				SELECT document_id FROM pending_embeddings WHERE document_id > ?
				GROUP BY document_id HAVING max(attempts) BETWEEN ? AND ? ORDER BY document_id LIMIT ?
				""").params(afterDocumentId, part.least, part.most, limit).query(Long.class).list();
	}

	public long count(Part part) {
		return this.jdbc.sql("""
				SELECT count(*) FROM (SELECT document_id FROM pending_embeddings
					GROUP BY document_id HAVING max(attempts) BETWEEN ? AND ?)
				""").params(part.least, part.most).query(Long.class).single();
	}

	public void remove(WriteTransaction tx, long documentId) {
		tx.update("DELETE FROM pending_embeddings WHERE document_id = ?", documentId);
	}

	/**
	 * Notes that this document, and not the provider as a whole, made trouble.
	 */
	public void fail(WriteTransaction tx, long documentId, String error) {
		tx.update("UPDATE pending_embeddings SET last_error = ?, attempts = attempts + 1 WHERE document_id = ?", error,
				documentId);
	}

	/**
	 * Which documents of the backlog.
	 */
	public enum Part {

		/** All. */
		ALL(0, Integer.MAX_VALUE),

		/** Those worth an attempt. */
		OPEN(0, MAX_ATTEMPTS - 1),

		/** Those that gave no vectors at least once. */
		FAILED(1, Integer.MAX_VALUE),

		/** Those that are left alone. */
		GIVEN_UP(MAX_ATTEMPTS, Integer.MAX_VALUE);

		private final int least;

		private final int most;

		Part(int least, int most) {
			this.least = least;
			this.most = most;
		}

	}

}
