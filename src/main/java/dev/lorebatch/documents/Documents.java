package dev.lorebatch.documents;

import java.util.List;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.mirror.ContentHash;
import dev.lorebatch.queue.SourceType;

/**
 * Writes {@code documents}; the full-text index follows by trigger.
 */
class Documents {

	/**
	 * Stores the document if its content differs from the stored one.
	 */
	Written write(WriteTransaction tx, SourceType type, long sourceId, Document document) {
		String hash = ContentHash.of(document.title() + "\0" + document.content());
		List<Stored> stored = tx.query("SELECT id, content_hash FROM documents WHERE source_type = ? AND source_id = ?",
				(row, index) -> new Stored(row.getLong(1), row.getString(2)), type.value(), sourceId);
		if (stored.isEmpty()) {
			Long id = tx.queryForLong("""
					INSERT INTO documents (source_type, source_id, project_id, title, content, content_hash, truncated)
					VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id
					""", type.value(), sourceId, document.projectId(), document.title(), document.content(), hash,
					document.truncated());
			return new Written((id != null) ? id : 0, hash, Outcome.CREATED);
		}
		Stored before = stored.get(0);
		if (before.contentHash().equals(hash)) {
			return new Written(before.id(), hash, Outcome.UNCHANGED);
		}
		tx.update("UPDATE documents SET title = ?, content = ?, content_hash = ?, truncated = ? WHERE id = ?",
				document.title(), document.content(), hash, document.truncated(), before.id());
		return new Written(before.id(), hash, Outcome.UPDATED);
	}

	/**
	 * Drops the document of a source that is gone.
	 */
	boolean delete(WriteTransaction tx, SourceType type, long sourceId) {
		return tx.update("DELETE FROM documents WHERE source_type = ? AND source_id = ?", type.value(), sourceId) > 0;
	}

	/**
	 * What writing did.
	 */
	enum Outcome {

		CREATED, UPDATED, UNCHANGED

	}

	/**
	 * The stored document.
	 */
	record Written(long id, String contentHash, Outcome outcome) {

	}

	private record Stored(long id, String contentHash) {

	}

}
