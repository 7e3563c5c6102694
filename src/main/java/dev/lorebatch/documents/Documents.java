package dev.lorebatch.documents;

import java.util.List;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.mirror.ContentHash;
import dev.lorebatch.queue.SourceType;

/**
 * Writes {@code documents}; the full-text index follows by trigger.
 */
class Documents {

	private static final String FIND = """
			SELECT id, content_hash, labels_hash, paths_hash, confidential = ? AND redacted = ? AND truncated = ?
				AND reference = ? AND title = ? AND indexed_title = ? AND body_start = ? AND body_length = ?
				AND keywords = ? AND identifiers = ? AND content = ? AS same
			FROM documents WHERE source_type = ? AND source_id = ?
			""";

	private static final String INSERT = """
			INSERT INTO documents (confidential, redacted, truncated, reference, title, indexed_title, body_start,
				body_length, keywords, identifiers, content, content_hash, labels_hash, paths_hash, project_id,
				entity_type, entity_id, source_type, source_id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
			""";

	private static final String UPDATE = """
			UPDATE documents SET confidential = ?, redacted = ?, truncated = ?, reference = ?, title = ?,
				indexed_title = ?, body_start = ?, body_length = ?, keywords = ?, identifiers = ?, content = ?,
				content_hash = ?, labels_hash = ?, paths_hash = ? WHERE id = ?
			""";

	/**
	 * Stores the document if it differs from the stored one in any way. Whether it was
	 * indexed anew is told by the three hashes: what is searched is made of what they
	 * cover.
	 */
	Written write(WriteTransaction tx, SourceType type, long sourceId, Document document) {
		Hashes hashes = Hashes.of(document);
		Object[] values = values(document);
		List<Stored> stored = tx.query(FIND,
				(row, index) -> new Stored(row.getLong(1),
						new Hashes(row.getString(2), row.getString(3), row.getString(4)), row.getBoolean(5)),
				with(values, type.value(), sourceId));
		if (stored.isEmpty()) {
			Document.Owner owner = document.owner();
			Long id = tx.queryForLong(INSERT, with(values, hashes.content(), hashes.labels(), hashes.paths(),
					owner.projectId(), owner.entityKind().value(), owner.entityId(), type.value(), sourceId));
			return new Written((id != null) ? id : 0, hashes.content(), Outcome.CREATED, false);
		}
		Stored before = stored.get(0);
		boolean reindexed = !before.hashes().equals(hashes);
		if (before.same() && !reindexed) {
			return new Written(before.id(), hashes.content(), Outcome.UNCHANGED, false);
		}
		tx.update(UPDATE, with(values, hashes.content(), hashes.labels(), hashes.paths(), before.id()));
		return new Written(before.id(), hashes.content(), Outcome.UPDATED, reindexed);
	}

	/**
	 * Drops the document of a source; index entry, vectors and pending work go with it.
	 */
	boolean delete(WriteTransaction tx, SourceType type, long sourceId) {
		return tx.update("DELETE FROM documents WHERE source_type = ? AND source_id = ?", type.value(), sourceId) > 0;
	}

	/**
	 * Takes the vectors of a document away, and what any run still owes to make them.
	 */
	void deleteVectors(WriteTransaction tx, long id) {
		tx.update("DELETE FROM embeddings WHERE document_id = ?", id);
		tx.update("DELETE FROM pending_embeddings WHERE document_id = ?", id);
	}

	private static Object[] values(Document document) {
		DocumentText.Cut text = document.text();
		return new Object[] { document.owner().confidential(), document.redacted(), text.truncated(),
				document.index().reference(), document.title(), document.index().title(), text.bodyStart(),
				text.bodyLength(), document.keywords(), document.index().identifiers(), text.content() };
	}

	private static Object[] with(Object[] values, Object... more) {
		Object[] all = java.util.Arrays.copyOf(values, values.length + more.length);
		System.arraycopy(more, 0, all, values.length, more.length);
		return all;
	}

	/**
	 * What writing did.
	 */
	enum Outcome {

		CREATED, UPDATED, UNCHANGED

	}

	/**
	 * The stored document.
	 *
	 * @param reindexed whether what is searched of it changed, if it was there before
	 */
	record Written(long id, String contentHash, Outcome outcome, boolean reindexed) {

	}

	/**
	 * What decides apart from each other: content about vectors, all three about the
	 * index.
	 */
	private record Hashes(String content, String labels, String paths) {

		static Hashes of(Document document) {
			return new Hashes(ContentHash.of(document.index().title() + "\0" + document.text().body()),
					ContentHash.of(document.index().labels()), ContentHash.of(document.index().paths()));
		}

	}

	private record Stored(long id, Hashes hashes, boolean same) {

	}

}
