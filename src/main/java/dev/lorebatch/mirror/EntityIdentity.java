package dev.lorebatch.mirror;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;

/**
 * Notices that an IID belongs to another issue or merge request than before. It is
 * GitLab's id that makes an entity; an import can give the IID of a deleted one to
 * another. Nothing of the former one must be taken for the present one's.
 */
final class EntityIdentity {

	private static final KindStatement FIND_OTHER = new KindStatement(
			"SELECT id FROM %1$s WHERE project_id = ? AND iid = ? AND gitlab_id <> ?");

	/** Without a time, because times of two entities say nothing about one another. */
	private static final KindStatement GIVE_AWAY = new KindStatement("""
			UPDATE %1$s SET gitlab_id = ?, updated_at = NULL, gone_at = NULL, gone_run_id = NULL WHERE id = ?
			""");

	private static final KindStatement FORGET_STATE = new KindStatement(
			"DELETE FROM dependent_states WHERE entity_type = '%2$s' AND entity_id = ?");

	private static final KindStatement FORGET_REFERENCES = new KindStatement(
			"DELETE FROM entity_references WHERE source_type = '%2$s' AND source_id = ?");

	private static final KindStatement FORGET_PAYLOADS = new KindStatement(
			"DELETE FROM raw_payloads WHERE parent_type = '%2$s' AND parent_id = ?");

	private static final KindStatement FORGET_DOCUMENTS = new KindStatement(
			"DELETE FROM documents WHERE entity_type = '%2$s' AND entity_id = ?");

	private static final List<String> CHILDREN = List.of("discussions", "resource_state_events",
			"resource_label_events", "resource_milestone_events");

	private EntityIdentity() {
	}

	/**
	 * The local id of the row that has the IID and is another entity's; {@code null} if
	 * there is none.
	 */
	static @Nullable Long findOther(WriteTransaction tx, EntityKind kind, long projectId, long iid, long gitlabId) {
		return tx.queryForLong(FIND_OTHER.of(kind), projectId, iid, gitlabId);
	}

	/**
	 * Makes the row that of another entity, of which nothing is known yet: threads,
	 * events, files, references and documents of the former one go.
	 * @param id local id of the row
	 * @param gitlabId GitLab's id of the entity that has the IID now
	 */
	static void giveAway(WriteTransaction tx, EntityKind kind, long id, long gitlabId) {
		for (String table : CHILDREN) {
			tx.update("DELETE FROM %s WHERE %s_id = ?".formatted(table, kind.value()), id);
		}
		if (kind == EntityKind.MERGE_REQUEST) {
			tx.update("DELETE FROM merge_request_files WHERE merge_request_id = ?", id);
		}
		for (KindStatement forget : List.of(FORGET_STATE, FORGET_REFERENCES, FORGET_PAYLOADS, FORGET_DOCUMENTS)) {
			tx.update(forget.of(kind), id);
		}
		tx.update(GIVE_AWAY.of(kind), gitlabId, id);
	}

}
