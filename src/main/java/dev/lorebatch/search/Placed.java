package dev.lorebatch.search;

import dev.lorebatch.entity.EntityKind;

/**
 * The place of an issue or merge request in one ranking, with its best document.
 *
 * @param rank from 1
 * @param score what the ranking goes by
 */
public record Placed(EntityKind kind, long entityId, int rank, double score, long documentId) {

	Key key() {
		return new Key(this.kind, this.entityId);
	}

	/**
	 * An issue or merge request in the mirror.
	 */
	record Key(EntityKind kind, long id) {
	}

}
