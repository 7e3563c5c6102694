package dev.lorebatch.sample;

import java.time.Instant;

/**
 * A link between two issues, told from the side of the source.
 *
 * @param id the id
 * @param source the project of the one issue
 * @param sourceIid the IID of the one issue
 * @param type {@code relates_to}, {@code blocks} or {@code is_blocked_by}
 * @param target the path of the project of the other issue
 * @param targetIid the IID of the other issue
 * @param at when it was made
 */
record IssueLink(long id, String source, long sourceIid, String type, String target, long targetIid, Instant at) {

	boolean startsAt(SampleProject project, long iid) {
		return this.source.equals(project.path()) && this.sourceIid == iid;
	}

	boolean endsAt(SampleProject project, long iid) {
		return this.target.equals(project.path()) && this.targetIid == iid;
	}

	/**
	 * Returns the same link as told from the side of the target.
	 */
	IssueLink reversed() {
		String reverseType = switch (this.type) {
			case "blocks" -> "is_blocked_by";
			case "is_blocked_by" -> "blocks";
			default -> this.type;
		};
		return new IssueLink(this.id, this.target, this.targetIid, reverseType, this.source, this.sourceIid, this.at);
	}

}
