package dev.lorebatch.mirror;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityVersion;
import dev.lorebatch.view.RunViews;

/**
 * Writes {@code issues} and {@code merge_requests} with their labels, people and raw
 * payloads. A row that was written from a payload asked for later is never overwritten.
 * Only the numbers of the fetches count: {@code updated_at} goes back when a server is
 * restored, its clock is corrected or an owner sets it.
 */
public class Entities {

	static final TableWriter ISSUES = new TableWriter("issues", List.of("project_id", "iid"),
			List.of("gitlab_id", "title", "description", "state", "issue_type", "author_username", "milestone_title",
					"confidential", "discussion_locked", "user_notes_count", "upvotes", "downvotes", "due_date",
					"weight", "moved_to_gitlab_id", "created_at", "updated_at", "closed_at", "closed_by_username",
					"web_url"));

	static final TableWriter MERGE_REQUESTS = new TableWriter("merge_requests", List.of("project_id", "iid"),
			List.of("gitlab_id", "title", "description", "state", "draft", "author_username", "milestone_title",
					"source_branch", "target_branch", "source_project_gitlab_id", "target_project_gitlab_id", "sha",
					"merge_commit_sha", "squash_commit_sha", "merge_user_username", "detailed_merge_status",
					"discussion_locked", "user_notes_count", "upvotes", "downvotes", "created_at", "updated_at",
					"merged_at", "closed_at", "closed_by_username", "web_url"));

	/**
	 * A row without a known fetch was asked for before every one that has a number. What
	 * is gone stays gone for whoever asked before that was found.
	 */
	private static final KindStatement FIND_STALE = new KindStatement("""
			SELECT e.id FROM %1$s e
			JOIN last_fetches f ON f.resource_type = '%2$s' AND f.resource_id = e.id
			WHERE e.project_id = ?1 AND e.iid = ?2
				AND f.fetch_id > ?3
			""");

	private final Labels labels;

	private final RawPayloads rawPayloads;

	public Entities(Labels labels, RawPayloads rawPayloads) {
		this.labels = labels;
		this.rawPayloads = rawPayloads;
	}

	/**
	 * Writes an issue.
	 * @param fetch the number of the fetch it comes from
	 */
	public Ingested write(WriteTransaction tx, long projectId, IssueRow issue, long fetch) {
		Long other = EntityIdentity.findOther(tx, EntityKind.ISSUE, projectId, issue.iid(), issue.gitlabId());
		if (other != null && FetchOrder.isOutdated(tx, EntityKind.ISSUE.value(), other, fetch)) {
			return new Ingested(other, Change.STALE_SKIPPED, false);
		}
		if (other != null) {
			EntityIdentity.giveAway(tx, EntityKind.ISSUE, other, issue.gitlabId());
		}
		boolean back = Tombstones.remove(tx, EntityKind.ISSUE, projectId, issue.iid(), fetch);
		Long stale = findStale(tx, EntityKind.ISSUE, projectId, issue.iid(), fetch);
		if (stale != null) {
			return new Ingested(stale, Change.STALE_SKIPPED, back);
		}
		TableWriter.Written written = ISSUES.write(tx, List.of(projectId, issue.iid()), values(issue));
		Parent parent = new Parent(EntityKind.ISSUE, projectId, written.id(), issue.iid());
		boolean children = this.labels.replace(tx, parent, issue.labels(), fetch);
		children |= Usernames.replace(tx, "issue_assignees", parent, issue.assignees());
		children |= this.rawPayloads.write(tx, parent, issue.rawPayload());
		FetchOrder.note(tx, parent.kind().value(), parent.id(), fetch, RunViews.ofFetch(tx, fetch, projectId));
		return new Ingested(written.id(), combine(written.change(), children || back), back, other != null);
	}

	/**
	 * Writes a merge request.
	 * @param fetch the number of the fetch it comes from
	 */
	public Ingested write(WriteTransaction tx, long projectId, MergeRequestRow mergeRequest, long fetch) {
		Long other = EntityIdentity.findOther(tx, EntityKind.MERGE_REQUEST, projectId, mergeRequest.iid(),
				mergeRequest.gitlabId());
		if (other != null && FetchOrder.isOutdated(tx, EntityKind.MERGE_REQUEST.value(), other, fetch)) {
			return new Ingested(other, Change.STALE_SKIPPED, false);
		}
		if (other != null) {
			EntityIdentity.giveAway(tx, EntityKind.MERGE_REQUEST, other, mergeRequest.gitlabId());
		}
		boolean back = Tombstones.remove(tx, EntityKind.MERGE_REQUEST, projectId, mergeRequest.iid(), fetch);
		Long stale = findStale(tx, EntityKind.MERGE_REQUEST, projectId, mergeRequest.iid(), fetch);
		if (stale != null) {
			return new Ingested(stale, Change.STALE_SKIPPED, back);
		}
		TableWriter.Written written = MERGE_REQUESTS.write(tx, List.of(projectId, mergeRequest.iid()),
				values(mergeRequest));
		Parent parent = new Parent(EntityKind.MERGE_REQUEST, projectId, written.id(), mergeRequest.iid());
		boolean children = this.labels.replace(tx, parent, mergeRequest.labels(), fetch);
		children |= Usernames.replace(tx, "merge_request_assignees", parent, mergeRequest.assignees());
		children |= Usernames.replace(tx, "merge_request_reviewers", parent, mergeRequest.reviewers());
		children |= this.rawPayloads.write(tx, parent, mergeRequest.rawPayload());
		FetchOrder.note(tx, parent.kind().value(), parent.id(), fetch, RunViews.ofFetch(tx, fetch, projectId));
		return new Ingested(written.id(), combine(written.change(), children || back), back, other != null);
	}

	/**
	 * The state of the row the mirror has now.
	 */
	public EntityVersion findVersion(WriteTransaction tx, Parent entity) {
		return tx
			.query("SELECT updated_at, user_notes_count FROM " + entity.kind().resource() + " WHERE id = ?",
					(row, index) -> new EntityVersion(row.getString("updated_at"),
							(row.getObject("user_notes_count") != null) ? row.getLong("user_notes_count") : null),
					entity.id())
			.get(0);
	}

	private static @Nullable Long findStale(WriteTransaction tx, EntityKind kind, long projectId, long iid,
			long fetch) {
		return tx.queryForLong(FIND_STALE.of(kind), projectId, iid, fetch);
	}

	private static Change combine(Change row, boolean childrenChanged) {
		return (row == Change.UNCHANGED && childrenChanged) ? Change.UPDATED : row;
	}

	static @Nullable Object[] values(IssueRow issue) {
		return new @Nullable Object[] { issue.gitlabId(), issue.title(), issue.description(), issue.state(),
				issue.issueType(), issue.authorUsername(), issue.milestoneTitle(), issue.confidential(),
				issue.discussionLocked(), issue.userNotesCount(), issue.upvotes(), issue.downvotes(), issue.dueDate(),
				issue.weight(), issue.movedToGitlabId(), issue.createdAt(), issue.updatedAt(), issue.closedAt(),
				issue.closedByUsername(), issue.webUrl() };
	}

	static @Nullable Object[] values(MergeRequestRow mergeRequest) {
		return new @Nullable Object[] { mergeRequest.gitlabId(), mergeRequest.title(), mergeRequest.description(),
				mergeRequest.state(), mergeRequest.draft(), mergeRequest.authorUsername(),
				mergeRequest.milestoneTitle(), mergeRequest.sourceBranch(), mergeRequest.targetBranch(),
				mergeRequest.sourceProjectGitlabId(), mergeRequest.targetProjectGitlabId(), mergeRequest.sha(),
				mergeRequest.mergeCommitSha(), mergeRequest.squashCommitSha(), mergeRequest.mergeUserUsername(),
				mergeRequest.detailedMergeStatus(), mergeRequest.discussionLocked(), mergeRequest.userNotesCount(),
				mergeRequest.upvotes(), mergeRequest.downvotes(), mergeRequest.createdAt(), mergeRequest.updatedAt(),
				mergeRequest.mergedAt(), mergeRequest.closedAt(), mergeRequest.closedByUsername(),
				mergeRequest.webUrl() };
	}

	/**
	 * The local id of an entity and what writing it did.
	 *
	 * @param back whether it had been gone
	 * @param replaced whether the row was that of another entity, of which nothing is
	 * left
	 */
	public record Ingested(long id, Change change, boolean back, boolean replaced) {

		Ingested(long id, Change change, boolean back) {
			this(id, change, back, false);
		}

	}

}
