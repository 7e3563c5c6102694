package dev.lorebatch.intake;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Payload;
import dev.lorebatch.mirror.MergeRequestRow;

/**
 * Makes a row of a merge request as {@code GET /projects/:id/merge_requests} sends it
 * (https://docs.gitlab.com/api/merge_requests/). Where GitLab renamed a field, both names
 * are read.
 */
final class MergeRequestTransform {

	private MergeRequestTransform() {
	}

	static MergeRequestRow toRow(Payload merge, long iid) {
		return new MergeRequestRow(merge.id("id"), iid, merge.text("title"), merge.optionalText("description"),
				CommonFields.state(merge), merge.flag("draft") || merge.flag("work_in_progress"),
				merge.username("author"), CommonFields.milestone(merge), merge.optionalText("source_branch"),
				merge.optionalText("target_branch"), merge.number("source_project_id"),
				merge.number("target_project_id"), merge.optionalText("sha"), merge.optionalText("merge_commit_sha"),
				merge.optionalText("squash_commit_sha"), mergeUser(merge), mergeStatus(merge),
				merge.optionalFlag("discussion_locked"), merge.number("user_notes_count"), merge.number("upvotes"),
				merge.number("downvotes"), merge.optionalTime("created_at"), merge.optionalTime("updated_at"),
				merge.optionalTime("merged_at"), merge.optionalTime("closed_at"), merge.username("closed_by"),
				merge.optionalText("web_url"), CommonFields.labels(merge),
				CommonFields.people(merge, "assignees", "assignee"), CommonFields.people(merge, "reviewers", null),
				merge.raw());
	}

	private static @Nullable String mergeUser(Payload merge) {
		String user = merge.username("merge_user");
		return (user != null) ? user : merge.username("merged_by");
	}

	private static @Nullable String mergeStatus(Payload merge) {
		String status = merge.optionalText("detailed_merge_status");
		return (status != null) ? status : merge.optionalText("merge_status");
	}

}
