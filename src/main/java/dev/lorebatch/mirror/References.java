package dev.lorebatch.mirror;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import dev.lorebatch.database.WriteTransaction;

/**
 * Writes {@code entity_references}.
 */
public class References {

	/**
	 * Makes the references that were read from one place of the entity equal to a
	 * complete set.
	 * @param provenance where they were read: {@code description}, {@code discussions},
	 * {@code closed_by} or {@code closes_issues}
	 * @return whether anything changed
	 */
	public boolean replace(WriteTransaction tx, Parent parent, String provenance, Collection<ReferenceRow> references) {
		Set<ReferenceRow> gone = new HashSet<>(tx.query("""
				SELECT reference_type, target_type, target_project_path, target_key FROM entity_references
				WHERE source_type = ? AND source_id = ? AND provenance = ?
				""", (row, index) -> new ReferenceRow(row.getString(1), row.getString(2), row.getString(3),
				row.getString(4)), parent.kind().value(), parent.id(), provenance));
		boolean changed = false;
		for (ReferenceRow reference : new HashSet<>(references)) {
			if (!gone.remove(reference)) {
				insert(tx, parent, provenance, reference);
				changed = true;
			}
		}
		for (ReferenceRow reference : gone) {
			delete(tx, parent, provenance, reference);
			changed = true;
		}
		return changed;
	}

	private static void insert(WriteTransaction tx, Parent parent, String provenance, ReferenceRow reference) {
		tx.update("""
				INSERT INTO entity_references (project_id, source_type, source_id, provenance, reference_type,
					target_type, target_project_path, target_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
				""", parent.projectId(), parent.kind().value(), parent.id(), provenance, reference.type(),
				reference.targetType(), reference.targetProjectPath(), reference.targetKey());
	}

	private static void delete(WriteTransaction tx, Parent parent, String provenance, ReferenceRow reference) {
		tx.update("""
				DELETE FROM entity_references WHERE source_type = ? AND source_id = ? AND provenance = ?
					AND reference_type = ? AND target_type = ? AND target_project_path = ? AND target_key = ?
				""", parent.kind().value(), parent.id(), provenance, reference.type(), reference.targetType(),
				reference.targetProjectPath(), reference.targetKey());
	}

}
