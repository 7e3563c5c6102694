package dev.lorebatch.mirror;

import dev.lorebatch.entity.EntityKind;

/**
 * The issue or merge request that child rows belong to.
 *
 * @param projectId local id of the project
 * @param id local id of the entity
 * @param iid its IID
 */
public record Parent(EntityKind kind, long projectId, long id, long iid) {

	/**
	 * The column of child tables that holds {@link #id}.
	 */
	String column() {
		return (this.kind == EntityKind.ISSUE) ? "issue_id" : "merge_request_id";
	}

}
