package dev.lorebatch.embedding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.vector.EmbeddingProfile;
import dev.lorebatch.vector.ModelVersion;

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
	 * Name of the configured model.
	 */
	String model() {
		return this.profile.model();
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
	 * Replaces the vectors of documents; until then the old ones stay.
	 * @return those of them that still have the content the vectors were made from; for
	 * the others nothing is written
	 */
	List<EmbeddedDocument> replace(WriteTransaction tx, List<EmbeddedDocument> embedded) {
		Map<Long, String> current = findHashes(tx, embedded);
		List<EmbeddedDocument> written = embedded.stream()
			.filter((one) -> one.document().contentHash().equals(current.get(one.document().id())))
			.toList();
		tx.update("DELETE FROM embeddings WHERE document_id IN (SELECT value FROM json_each(?))", ids(written));
		written.forEach((one) -> insert(tx, one));
		return written;
	}

	/**
	 * Whether the oldest vector is of the configured model, but of another version of it.
	 * It stands for the others: reading all of them takes time, and it is one of those
	 * that no run replaced.
	 */
	boolean isOldestOfAnother(ModelVersion version) {
		return this.jdbc.sql("SELECT provider, model, dimensions, model_digest FROM embeddings ORDER BY id LIMIT 1")
			.query((row, index) -> row.getString(1).equals(this.profile.provider())
					&& row.getString(2).equals(this.profile.model())
					&& new ModelVersion(row.getInt(3), row.getString(4)).contradicts(version))
			.optional()
			.orElse(false);
	}

	private static Map<Long, String> findHashes(WriteTransaction tx, List<EmbeddedDocument> embedded) {
		Map<Long, String> hashes = new HashMap<>();
		tx.query("""
				SELECT id, content_hash FROM documents WHERE id IN (SELECT value FROM json_each(?)) AND redacted = 0
				""", (row, index) -> hashes.put(row.getLong(1), row.getString(2)), ids(embedded));
		return hashes;
	}

	private void insert(WriteTransaction tx, EmbeddedDocument embedded) {
		EmbeddableDocument document = embedded.document();
		ModelVersion version = embedded.version();
		List<@Nullable Object[]> rows = new ArrayList<>();
		for (byte[] vector : embedded.vectors()) {
			rows.add(new @Nullable Object[] { document.id(), rows.size(), this.profile.provider(), this.profile.model(),
					version.dimensions(), this.profile.chunkSize(), document.contentHash(), vector, version.digest() });
		}
		tx.updateAll("""
				INSERT INTO embeddings (document_id, chunk_index, provider, model, dimensions, chunk_size,
					content_hash, vector, model_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
				""", rows);
	}

	private static String ids(List<EmbeddedDocument> documents) {
		return documents.stream().map((one) -> one.document().id()).toList().toString();
	}

}
