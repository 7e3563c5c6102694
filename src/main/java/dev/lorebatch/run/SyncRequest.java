package dev.lorebatch.run;

import java.util.ArrayList;
import java.util.List;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;

/**
 * What a surgical run was asked for. Two requests with the same run id must be equal.
 *
 * @param project path or numeric id, as given
 * @param issues IIDs, distinct and ascending
 * @param mergeRequests IIDs, distinct and ascending
 * @param docs whether documents are regenerated
 * @param embed whether the regenerated documents are embedded
 */
public record SyncRequest(String runId, String project, List<Long> issues, List<Long> mergeRequests, boolean docs,
		boolean embed) {

	public SyncRequest {
		issues = List.copyOf(issues);
		mergeRequests = List.copyOf(mergeRequests);
	}

	public List<Long> iids(EntityKind kind) {
		return (kind == EntityKind.ISSUE) ? this.issues : this.mergeRequests;
	}

	/**
	 * Issues first, then merge requests, by IID.
	 */
	public List<EntityRef> entities() {
		List<EntityRef> entities = new ArrayList<>();
		this.issues.forEach((iid) -> entities.add(EntityRef.issue(iid)));
		this.mergeRequests.forEach((iid) -> entities.add(EntityRef.mergeRequest(iid)));
		return entities;
	}

}
