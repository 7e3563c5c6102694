package dev.lorebatch.webhook;

import java.util.List;
import java.util.Map;

/**
 * What a series of bodies is about, the same whatever their order, and however often one
 * is there.
 *
 * @param bodies how many there were
 * @param projects those to sync, by name
 * @param ignored how many of each kind are not about an issue or a merge request
 */
public record WebhookChanges(int bodies, List<ChangedProject> projects, Map<String, Integer> ignored) {

	/**
	 * What changed in one project.
	 *
	 * @param name its path, or its id if that is all that is certain
	 * @param issues IIDs, distinct and ascending
	 * @param mergeRequests IIDs, distinct and ascending
	 */
	public record ChangedProject(String name, List<Long> issues, List<Long> mergeRequests) {

	}

}
