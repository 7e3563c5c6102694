package dev.lorebatch.sample;

import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders merge requests: basic as in lists, or with what only the single one has.
 */
final class MergeRequestPayload {

	private final Site site;

	MergeRequestPayload(Site site) {
		this.site = site;
	}

	ObjectNode listed(SampleProject project, Entity request, boolean labelDetails) {
		ObjectNode payload = Json.object();
		addIdentity(payload, project, request);
		addBranches(payload, request);
		addPeople(payload, request);
		addProjects(payload, project, request);
		payload.set("labels", LabelPayload.of(project, request, labelDetails));
		payload.put("draft", draft(request)).put("imported", false).put("imported_from", "none");
		payload.put("work_in_progress", draft(request));
		payload.set("milestone", this.site.milestone(project, request.facts().text("milestone")));
		addMergeability(payload, project, request);
		addPlace(payload, project, request);
		return payload;
	}

	ObjectNode single(SampleProject project, Entity request, boolean labelDetails) {
		Commits commits = Commits.of(project, request);
		boolean preparing = preparing(request);
		ObjectNode payload = listed(project, request, labelDetails);
		payload.put("subscribed", false)
			.put("changes_count", preparing ? null : String.valueOf(request.facts().elements("diffs").size()))
			.putNull("latest_build_started_at")
			.putNull("latest_build_finished_at")
			.putNull("first_deployed_to_production_at")
			.putNull("pipeline")
			.putNull("head_pipeline");
		payload.set("diff_refs", preparing ? NullNode.getInstance() : commits.diffRefs());
		payload.putNull("merge_error");
		payload.set("user", Json.object().put("can_merge", false));
		return payload.put("first_contribution", request.facts().flag("firstContribution"));
	}

	private void addIdentity(ObjectNode payload, SampleProject project, Entity request) {
		Facts facts = request.facts();
		payload.put("id", request.id())
			.put("iid", request.iid())
			.put("project_id", project.id())
			.put("title", request.title())
			.put("description", facts.text("description"))
			.put("state", request.state())
			.put("created_at", SampleTime.print(request.createdAt()))
			.put("updated_at", SampleTime.print(request.updatedAt()));
		JsonNode mergedBy = this.site.user(facts.text("mergedBy"));
		payload.set("merged_by", mergedBy);
		payload.set("merge_user", mergedBy);
		payload.put("merged_at", SampleTime.print(facts.time("merged")));
		payload.set("closed_by", this.site.user(facts.text("closedBy")));
		payload.put("closed_at", SampleTime.print(facts.time("closed")));
	}

	private void addBranches(ObjectNode payload, Entity request) {
		payload.put("target_branch", request.facts().text("target", "main"))
			.put("source_branch", request.facts().text("source", "topic-" + request.iid()))
			.put("user_notes_count", request.userNotesCount())
			.put("upvotes", request.facts().number("upvotes"))
			.put("downvotes", request.facts().number("downvotes"));
	}

	private void addPeople(ObjectNode payload, Entity request) {
		Facts facts = request.facts();
		List<JsonNode> assignees = facts.texts("assignees").stream().map(this.site::user).toList();
		payload.set("author", this.site.user(facts.text("author")));
		payload.set("assignees", Json.array(assignees));
		payload.set("assignee", assignees.isEmpty() ? NullNode.getInstance() : assignees.get(0));
		payload.set("reviewers", Json.array(facts.texts("reviewers").stream().map(this.site::user).toList()));
	}

	private void addProjects(ObjectNode payload, SampleProject project, Entity request) {
		payload.put("source_project_id", request.facts().flag("forkGone") ? null : (Long) project.id())
			.put("target_project_id", project.id());
	}

	private void addMergeability(ObjectNode payload, SampleProject project, Entity request) {
		Commits commits = Commits.of(project, request);
		boolean merged = request.state().equals("merged");
		boolean preparing = preparing(request);
		payload.put("merge_when_pipeline_succeeds", false)
			.put("merge_status", preparing ? "preparing" : request.facts().text("mergeStatus", "can_be_merged"))
			.put("detailed_merge_status", detailedStatus(request))
			.putNull("merge_after")
			.put("sha", preparing ? null : commits.head())
			.put("merge_commit_sha", merged ? commits.merge() : null)
			.put("squash_commit_sha", (merged && request.facts().flag("squash")) ? commits.squash() : null)
			.put("discussion_locked", IssuePayload.locked(request))
			.putNull("should_remove_source_branch")
			.put("force_remove_source_branch", true)
			.put("prepared_at", preparing ? null : SampleTime.print(request.createdAt().plusSeconds(3)));
	}

	private void addPlace(ObjectNode payload, SampleProject project, Entity request) {
		payload.put("reference", "!" + request.iid());
		payload.set("references", this.site.references(project, request));
		payload.put("web_url", this.site.entityUrl(project, request));
		payload.set("time_stats", IssuePayload.timeStats(request));
		payload.put("squash", request.facts().flag("squash")).put("squash_on_merge", request.facts().flag("squash"));
		payload.set("task_completion_status", Checklist.of(request.description()).completionStatus());
		payload.put("has_conflicts", request.facts().flag("conflicts"))
			.put("blocking_discussions_resolved", resolved(request));
	}

	private static String detailedStatus(Entity request) {
		if (preparing(request)) {
			return "preparing";
		}
		if (!request.state().equals("opened")) {
			return "not_open";
		}
		if (draft(request)) {
			return "draft_status";
		}
		return request.facts().flag("conflicts") ? "conflict" : "mergeable";
	}

	private static boolean resolved(Entity request) {
		return request.discussions()
			.stream()
			.map(Discussion::first)
			.noneMatch((note) -> note.says("position") && note.text("resolvedBy") == null);
	}

	private static boolean preparing(Entity request) {
		return request.facts().flag("preparing");
	}

	private static boolean draft(Entity request) {
		return request.title().startsWith("Draft:");
	}

}
