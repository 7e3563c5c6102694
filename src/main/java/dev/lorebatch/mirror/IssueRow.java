package dev.lorebatch.mirror;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An issue with what is stored in its own transaction. Times are as the database stores
 * them.
 */
public record IssueRow(long gitlabId, long iid, String title, @Nullable String description, String state,
		@Nullable String issueType, @Nullable String authorUsername, @Nullable String milestoneTitle,
		boolean confidential, @Nullable Boolean discussionLocked, @Nullable Long userNotesCount, @Nullable Long upvotes,
		@Nullable Long downvotes, @Nullable String dueDate, @Nullable Long weight, @Nullable Long movedToGitlabId,
		@Nullable String createdAt, @Nullable String updatedAt, @Nullable String closedAt,
		@Nullable String closedByUsername, @Nullable String webUrl, List<LabelRow> labels, List<String> assignees,
		String rawPayload) {

}
