package dev.lorebatch.intake;

import dev.lorebatch.entity.Payload;
import dev.lorebatch.mirror.IssueRow;

/**
 * Makes a row of an issue as {@code GET /projects/:id/issues} sends it
 * (https://docs.gitlab.com/api/issues/). Only the fields that every GitLab version sends
 * are required.
 */
final class IssueTransform {

	private IssueTransform() {
	}

	static IssueRow toRow(Payload issue, long iid) {
		return new IssueRow(issue.id("id"), iid, issue.text("title"), issue.optionalText("description"),
				CommonFields.state(issue), issue.optionalText("issue_type"), issue.username("author"),
				CommonFields.milestone(issue), issue.flag("confidential"), issue.optionalFlag("discussion_locked"),
				issue.number("user_notes_count"), issue.number("upvotes"), issue.number("downvotes"),
				issue.optionalText("due_date"), issue.number("weight"), issue.number("moved_to_id"),
				issue.optionalTime("created_at"), issue.optionalTime("updated_at"), issue.optionalTime("closed_at"),
				issue.username("closed_by"), issue.optionalText("web_url"), CommonFields.labels(issue),
				CommonFields.people(issue, "assignees", "assignee"), issue.raw());
	}

}
