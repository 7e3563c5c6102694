package dev.lorebatch.entity;

import org.jspecify.annotations.Nullable;

/**
 * What tells two states of an issue or merge request apart without reading its threads.
 * GitLab moves {@code updated_at} for notes at most once a minute, but counts every note
 * of a person at once.
 *
 * @param updatedAt as the database stores it
 */
public record EntityVersion(@Nullable String updatedAt, @Nullable Long userNotesCount) {

	/**
	 * @throws TransformException if the fields are not what GitLab sends
	 */
	public static EntityVersion of(Payload entity) {
		return new EntityVersion(entity.optionalTime("updated_at"), entity.number("user_notes_count"));
	}

	/**
	 * Whether this state has a later date. That does not mean that it is the newer one:
	 * dates go back.
	 */
	public boolean isDatedAfter(EntityVersion other) {
		return this.updatedAt != null && other.updatedAt != null && this.updatedAt.compareTo(other.updatedAt) > 0;
	}

}
