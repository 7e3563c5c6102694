package dev.lorebatch.sample;

import java.util.regex.Pattern;

import tools.jackson.databind.node.ObjectNode;

/**
 * The checklist items in a description.
 *
 * @param count how many there are
 * @param completed how many are ticked
 */
record Checklist(long count, long completed) {

	private static final Pattern ITEM = Pattern.compile("(?m)^\\s*[-*] \\[[ xX]] ");

	private static final Pattern TICKED = Pattern.compile("(?m)^\\s*[-*] \\[[xX]] ");

	static Checklist of(String description) {
		return new Checklist(ITEM.matcher(description).results().count(),
				TICKED.matcher(description).results().count());
	}

	ObjectNode completionStatus() {
		return Json.object().put("count", this.count).put("completed_count", this.completed);
	}

	void addTaskStatus(ObjectNode payload) {
		payload.put("has_tasks", this.count > 0);
		if (this.count > 0) {
			payload.put("task_status", this.completed + " of " + this.count + " checklist items completed");
		}
	}

}
