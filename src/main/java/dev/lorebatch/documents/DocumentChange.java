package dev.lorebatch.documents;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.mirror.ContentHash;

/**
 * A document as it is to be stored, and what is stored of its source.
 *
 * @param stored {@code null} if there is none
 */
record DocumentChange(SourceKey source, Document document, Hashes hashes, @Nullable Stored stored) {

	/** The columns that follow from the document, in the order of {@link #values}. */
	static final List<String> VALUES = List.of("confidential", "redacted", "truncated", "reference", "title",
			"indexed_title", "body_start", "body_length", "keywords", "identifiers", "content");

	/** The columns that tell what of it changed. */
	static final List<String> HASHES = List.of("content_hash", "labels_hash", "paths_hash");

	/** The columns that never change, in the order of {@link #row}. */
	static final List<String> KEYS = List.of("project_id", "entity_type", "entity_id", "source_type", "source_id");

	/**
	 * The first document of its source.
	 */
	static DocumentChange created(SourceKey source, Document document) {
		return new DocumentChange(source, document, Hashes.of(document), null);
	}

	static List<Object> values(Document document) {
		DocumentText.Cut text = document.text();
		return List.of(document.owner().confidential(), document.redacted(), text.truncated(),
				document.index().reference(), document.title(), document.index().title(), text.bodyStart(),
				text.bodyLength(), document.keywords(), document.index().identifiers(), text.content());
	}

	/**
	 * The values of all columns.
	 */
	List<Object> row() {
		List<Object> row = new ArrayList<>(values(this.document));
		row.addAll(List.of(this.hashes.content(), this.hashes.labels(), this.hashes.paths()));
		Document.Owner owner = this.document.owner();
		row.addAll(List.of(owner.projectId(), owner.entityKind().value(), owner.entityId(), this.source.type().value(),
				this.source.id()));
		return row;
	}

	/**
	 * Whether it differs from the stored one in any way.
	 */
	boolean isWrite() {
		return this.stored == null || !this.stored.same() || isReindexed();
	}

	/**
	 * Whether what is searched of it changed, if it was there before. The three hashes
	 * tell, because what is searched is made of what they cover.
	 */
	boolean isReindexed() {
		return this.stored != null && !this.stored.hashes().equals(this.hashes);
	}

	Outcome outcome() {
		if (this.stored == null) {
			return Outcome.CREATED;
		}
		return isWrite() ? Outcome.UPDATED : Outcome.UNCHANGED;
	}

	/**
	 * What writing does.
	 */
	enum Outcome {

		CREATED, UPDATED, UNCHANGED

	}

	/**
	 * What decides apart from each other: content about vectors, all three about the
	 * index.
	 */
	record Hashes(String content, String labels, String paths) {

		static Hashes of(Document document) {
			return new Hashes(ContentHash.of(document.index().title() + "\0" + document.text().body()),
					ContentHash.of(document.index().labels()), ContentHash.of(document.index().paths()));
		}

	}

	/**
	 * What is stored.
	 *
	 * @param same whether all of {@link #values} are
	 */
	record Stored(long id, Hashes hashes, boolean same) {

	}

}
