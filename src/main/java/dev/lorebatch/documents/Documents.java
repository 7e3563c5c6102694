package dev.lorebatch.documents;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.documents.DocumentChange.Hashes;
import dev.lorebatch.documents.DocumentChange.Stored;
import dev.lorebatch.queue.SourceType;

/**
 * Writes {@code documents}; the full-text index follows by trigger.
 */
class Documents {

	private static final String FIND = "SELECT id, content_hash, labels_hash, paths_hash, %s AS same FROM documents "
		.formatted(join(DocumentChange.VALUES, (column) -> column + " = ?", " AND "))
			+ "WHERE source_type = ? AND source_id = ?";

	static final String STORED = """
			SELECT source_id FROM documents WHERE source_type = ? AND source_id IN (SELECT value FROM json_each(?))
			""";

	private static final List<String> COLUMNS = Stream
		.of(DocumentChange.VALUES, DocumentChange.HASHES, DocumentChange.KEYS)
		.flatMap(List::stream)
		.toList();

	private static final String INSERT = "INSERT INTO documents (%s) VALUES ".formatted(String.join(", ", COLUMNS));

	private static final String ROW = "(%s)".formatted(join(COLUMNS, (column) -> "?", ", "));

	private static final String OR_UPDATE = " ON CONFLICT (source_type, source_id) DO UPDATE SET %s, %s ".formatted(
			join(DocumentChange.VALUES, Documents::excluded, ", "),
			join(DocumentChange.HASHES, Documents::excluded, ", ")) + "RETURNING id, source_type, source_id";

	/**
	 * Those of the sources that have a document.
	 */
	Set<SourceKey> findStored(WriteTransaction tx, Collection<SourceKey> sources) {
		Set<SourceKey> stored = new HashSet<>();
		for (SourceType type : SourceType.values()) {
			stored.addAll(tx.query(STORED, (row, index) -> new SourceKey(type, row.getLong(1)), type.value(),
					SourceKey.ids(sources, type)));
		}
		return stored;
	}

	/**
	 * Compares a document with the stored one of its source.
	 */
	DocumentChange compare(WriteTransaction tx, SourceKey source, Document document) {
		List<Object> arguments = new ArrayList<>(DocumentChange.values(document));
		arguments.add(source.type().value());
		arguments.add(source.id());
		Stored stored = tx
			.query(FIND,
					(row, index) -> new Stored(row.getLong(1),
							new Hashes(row.getString(2), row.getString(3), row.getString(4)), row.getBoolean(5)),
					arguments.toArray())
			.stream()
			.findFirst()
			.orElse(null);
		return new DocumentChange(source, document, Hashes.of(document), stored);
	}

	/**
	 * Stores what is to be written, all of it with one statement: at the start of every
	 * other one that fires a trigger, SQLite's full-text index writes out what it has
	 * gathered, and a piece for each document costs far more than one for all.
	 * @return the local ids of the documents, the unchanged ones included
	 */
	Map<SourceKey, Long> write(WriteTransaction tx, List<DocumentChange> changes) {
		Map<SourceKey, Long> ids = new HashMap<>();
		List<DocumentChange> writes = changes.stream().filter(DocumentChange::isWrite).toList();
		if (!writes.isEmpty()) {
			String sql = INSERT + String.join(", ", Collections.nCopies(writes.size(), ROW)) + OR_UPDATE;
			tx.query(sql, (row, index) -> ids.put(new SourceKey(SourceType.ofValue(row.getString(2)), row.getLong(3)),
					row.getLong(1)), writes.stream().flatMap((change) -> change.row().stream()).toArray());
		}
		changes.stream()
			.filter((change) -> !change.isWrite())
			.forEach((change) -> ids.put(change.source(), Objects.requireNonNull(change.stored()).id()));
		return ids;
	}

	/**
	 * Drops the document of a source; index entry, vectors and pending work go with it.
	 */
	boolean delete(WriteTransaction tx, SourceKey source) {
		return tx.update("DELETE FROM documents WHERE source_type = ? AND source_id = ?", source.type().value(),
				source.id()) > 0;
	}

	/**
	 * Takes the vectors of a document away, and what any run still owes to make them.
	 */
	void deleteVectors(WriteTransaction tx, long id) {
		tx.update("DELETE FROM embeddings WHERE document_id = ?", id);
		tx.update("DELETE FROM pending_embeddings WHERE document_id = ?", id);
	}

	private static String join(List<String> columns, UnaryOperator<String> each, String separator) {
		return columns.stream().map(each).collect(Collectors.joining(separator));
	}

	private static String excluded(String column) {
		return column + " = excluded." + column;
	}

}
