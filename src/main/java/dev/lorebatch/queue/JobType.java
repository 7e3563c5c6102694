package dev.lorebatch.queue;

import java.util.Arrays;
import java.util.List;

import dev.lorebatch.entity.EntityKind;

/**
 * The sets that belong to an issue or merge request and are fetched on their own.
 */
public enum JobType {

	DISCUSSIONS("discussions", true, true),

	STATE_EVENTS("resource_state_events", true, true),

	LABEL_EVENTS("resource_label_events", true, true),

	MILESTONE_EVENTS("resource_milestone_events", true, true),

	CLOSED_BY("closed_by", true, false),

	DIFFS("diffs", false, true),

	CLOSES_ISSUES("closes_issues", false, true);

	private final String value;

	private final boolean ofIssues;

	private final boolean ofMergeRequests;

	JobType(String value, boolean ofIssues, boolean ofMergeRequests) {
		this.value = value;
		this.ofIssues = ofIssues;
		this.ofMergeRequests = ofMergeRequests;
	}

	/**
	 * As stored in {@code dependent_jobs.job_type}; it is the last segment of GitLab's
	 * path, too.
	 */
	public String value() {
		return this.value;
	}

	public static List<JobType> of(EntityKind kind) {
		return Arrays.stream(values())
			.filter((type) -> (kind == EntityKind.ISSUE) ? type.ofIssues : type.ofMergeRequests)
			.toList();
	}

	public static JobType ofValue(String value) {
		return Arrays.stream(values())
			.filter((type) -> type.value.equals(value))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No job type '" + value + "'"));
	}

}
