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
 * @param verify whether GitLab is asked once more, when all is fetched, if it still
 * stands
 */
public record SurgicalRequest(String runId, String project, List<Long> issues, List<Long> mergeRequests, boolean docs,
		boolean embed, boolean verify) implements RunRequest {

	public SurgicalRequest {
		issues = List.copyOf(issues);
		mergeRequests = List.copyOf(mergeRequests);
	}

	/**
	 * A request that is verified, as it is if nothing else is said.
	 */
	public SurgicalRequest(String runId, String project, List<Long> issues, List<Long> mergeRequests, boolean docs,
			boolean embed) {
		this(runId, project, issues, mergeRequests, docs, embed, true);
	}

	@Override
	public RunMode mode() {
		return RunMode.SURGICAL;
	}

	@Override
	public String describe() {
		return "project %s, %d issues, %d merge requests".formatted(this.project, this.issues.size(),
				this.mergeRequests.size());
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
