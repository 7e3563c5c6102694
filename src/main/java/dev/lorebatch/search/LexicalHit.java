package dev.lorebatch.search;

import dev.lorebatch.entity.EntityKind;

/**
 * A document found by its words.
 *
 * @param rank its place, from 1
 * @param score higher is better; comparable within one result only
 * @param sourceType {@code issue}, {@code merge_request} or {@code discussion}
 * @param entityKind what the document belongs to
 * @param entityId local id of the issue or merge request
 * @param title that of the issue or merge request
 * @param snippet the best passage, words found between the markers that were asked for
 */
public record LexicalHit(int rank, double score, long documentId, String sourceType, EntityKind entityKind,
		long entityId, String title, String snippet) {

	LexicalHit withSnippet(String passage) {
		return new LexicalHit(this.rank, this.score, this.documentId, this.sourceType, this.entityKind, this.entityId,
				this.title, passage);
	}

}
