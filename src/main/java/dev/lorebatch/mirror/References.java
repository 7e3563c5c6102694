package dev.lorebatch.mirror;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.lorebatch.database.WriteTransaction;

/**
 * Writes {@code entity_references}.
 */
public class References {

	private static final String SET_UNSEEN = "UPDATE entity_references SET unseen = %d";

	/**
	 * Makes the references that were read from one place of the entity equal to a
	 * complete set.
	 * @param provenance where they were read: {@code description}, {@code discussions},
	 * {@code closed_by} or {@code closes_issues}
	 * @return whether anything changed
	 */
	public boolean replace(WriteTransaction tx, Parent parent, String provenance, Collection<ReferenceRow> references) {
		return replace(tx, parent, provenance, references, AbsentRows.REMOVED).isWrite();
	}

	/**
	 * Writes a complete set, and deals with the references that are not in it as told.
	 */
	public SetChange replace(WriteTransaction tx, Parent parent, String provenance, Collection<ReferenceRow> references,
			AbsentRows absent) {
		Map<ReferenceRow, Boolean> left = new LinkedHashMap<>();
		tx.query("""
				SELECT reference_type, target_type, target_project_path, target_key, unseen FROM entity_references
				WHERE source_type = ? AND source_id = ? AND provenance = ?
				""",
				(row, index) -> left.put(
						new ReferenceRow(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
						row.getBoolean(5)),
				parent.kind().value(), parent.id(), provenance);
		SetChange result = SetChange.NONE;
		for (ReferenceRow reference : new HashSet<>(references)) {
			Boolean unseen = left.remove(reference);
			if (unseen == null) {
				insert(tx, parent, provenance, reference);
			}
			else if (unseen) {
				update(tx, SET_UNSEEN.formatted(0), parent, provenance, reference);
			}
			result = result.plus((unseen == null) ? Change.INSERTED : Change.UNCHANGED);
		}
		int deleted = 0;
		for (Map.Entry<ReferenceRow, Boolean> entry : left.entrySet()) {
			if (absent == AbsentRows.REMOVED || (absent == AbsentRows.REMOVED_IF_SEEN && !entry.getValue())) {
				update(tx, "DELETE FROM entity_references", parent, provenance, entry.getKey());
				deleted++;
			}
			else if (!entry.getValue()) {
				update(tx, SET_UNSEEN.formatted(1), parent, provenance, entry.getKey());
			}
		}
		return result.plusDeleted(deleted);
	}

	private static void insert(WriteTransaction tx, Parent parent, String provenance, ReferenceRow reference) {
		tx.update("""
				INSERT INTO entity_references (project_id, source_type, source_id, provenance, reference_type,
					target_type, target_project_path, target_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
				""", parent.projectId(), parent.kind().value(), parent.id(), provenance, reference.type(),
				reference.targetType(), reference.targetProjectPath(), reference.targetKey());
	}

	private static void update(WriteTransaction tx, String statement, Parent parent, String provenance,
			ReferenceRow reference) {
		tx.update(statement + """
				 WHERE source_type = ? AND source_id = ? AND provenance = ?
					AND reference_type = ? AND target_type = ? AND target_project_path = ? COLLATE BINARY
					AND target_key = ?
				""", parent.kind().value(), parent.id(), provenance, reference.type(), reference.targetType(),
				reference.targetProjectPath(), reference.targetKey());
	}

}
