package dev.lorebatch.mirror;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A merge request with what is stored in its own transaction. Times are as the database
 * stores them.
 */
public record MergeRequestRow(long gitlabId, long iid, String title, @Nullable String description, String state,
		boolean draft, @Nullable String authorUsername, @Nullable String milestoneTitle, @Nullable String sourceBranch,
		@Nullable String targetBranch, @Nullable Long sourceProjectGitlabId, @Nullable Long targetProjectGitlabId,
		@Nullable String sha, @Nullable String mergeCommitSha, @Nullable String squashCommitSha,
		@Nullable String mergeUserUsername, @Nullable String detailedMergeStatus, @Nullable Boolean discussionLocked,
		@Nullable Long userNotesCount, @Nullable Long upvotes, @Nullable Long downvotes, @Nullable String createdAt,
		@Nullable String updatedAt, @Nullable String mergedAt, @Nullable String closedAt,
		@Nullable String closedByUsername, @Nullable String webUrl, List<LabelRow> labels, List<String> assignees,
		List<String> reviewers, String rawPayload) {

}
