package dev.lorebatch.mirror;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;

/**
 * Counter of what the mirror has of an entity's dependent sets.
 */
public class StoredSets {

	/**
	 * How many rows the mirror has of a set: notes, events, files or references. Those
	 * that the view that read it last did not get are left out.
	 * @param set the type of the set, for example {@code discussions}
	 */
	public long count(WriteTransaction tx, Parent parent, String set) {
		Long count = switch (set) {
			case "discussions" -> tx.queryForLong(
					"SELECT count(*) FROM discussions d JOIN notes n ON n.discussion_id = d.id WHERE n.unseen = 0 AND d."
							+ parent.column() + " = ?",
					parent.id());
			case "diffs" ->
				tx.queryForLong("SELECT count(*) FROM merge_request_files WHERE merge_request_id = ?", parent.id());
			case "closed_by", "closes_issues" -> tx.queryForLong("""
					SELECT count(*) FROM entity_references
					WHERE source_type = ? AND source_id = ? AND provenance = ? AND unseen = 0
					""", parent.kind().value(), parent.id(), set);
			case "resource_state_events", "resource_label_events", "resource_milestone_events" -> tx.queryForLong(
					"SELECT count(*) FROM " + set + " WHERE unseen = 0 AND " + parent.column() + " = ?", parent.id());
			default -> throw new IllegalArgumentException("No set '%s'".formatted(set));
		};
		return (count != null) ? count : 0;
	}

	/**
	 * How many notes of people GitLab counted when the mirror's row of the entity was
	 * sent, {@code null} if it did not say.
	 */
	public @Nullable Long userNotes(WriteTransaction tx, Parent parent) {
		String table = (parent.kind() == EntityKind.ISSUE) ? "issues" : "merge_requests";
		return tx.queryForLong("SELECT user_notes_count FROM " + table + " WHERE id = ?", parent.id());
	}

}
