package dev.lorebatch.sample;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers with what belongs to an issue or a merge request: each other, links, files.
 */
final class RelationEndpoints {

	private final World world;

	private final Lookup lookup;

	private final Relations relations;

	private final IssuePayload issues;

	private final MergeRequestPayload mergeRequests;

	RelationEndpoints(World world, Relations relations, IssuePayload issues, MergeRequestPayload mergeRequests) {
		this.world = world;
		this.lookup = new Lookup(world);
		this.relations = relations;
		this.issues = issues;
		this.mergeRequests = mergeRequests;
	}

	void addTo(Router router) {
		router.add("projects/:id/issues/:issue_iid/closed_by", this::closedBy);
		router.add("projects/:id/issues/:issue_iid/related_merge_requests", this::related);
		router.add("projects/:id/issues/:issue_iid/links", this::links);
		router.add("projects/:id/merge_requests/:merge_request_iid/closes_issues", this::closes);
		router.add("projects/:id/merge_requests/:merge_request_iid/diffs", this::diffs);
	}

	private Reply closedBy(Call call) {
		SampleProject project = this.lookup.project(call);
		Entity issue = this.lookup.entity(call, project, Kind.ISSUE, "issue_iid");
		return Lists.page(call, this.relations.closedBy(project, issue),
				(request) -> this.mergeRequests.listed(project, request, false));
	}

	private Reply related(Call call) {
		SampleProject project = this.lookup.project(call);
		Entity issue = this.lookup.entity(call, project, Kind.ISSUE, "issue_iid");
		List<JsonNode> rows = new ArrayList<>();
		for (SampleProject from : this.world.projects()) {
			if (from.visibleTo(call.viewer())) {
				for (Entity request : this.relations.mentioning(from, project, issue)) {
					rows.add(this.mergeRequests.listed(from, request, false));
				}
			}
		}
		return Lists.page(call, rows);
	}

	private Reply links(Call call) {
		SampleProject project = this.lookup.project(call);
		Entity issue = this.lookup.entity(call, project, Kind.ISSUE, "issue_iid");
		List<JsonNode> rows = new ArrayList<>();
		for (IssueLink link : this.relations.links(project, issue)) {
			addLinked(rows, call, link);
		}
		return Reply.ok(Json.array(rows));
	}

	private void addLinked(List<JsonNode> rows, Call call, IssueLink link) {
		SampleProject project = this.world.byPath(link.target());
		if (project == null || !project.visibleTo(call.viewer())) {
			return;
		}
		Entity issue = Lookup.visible(call.viewer(), project, Kind.ISSUE, link.targetIid());
		if (issue != null) {
			ObjectNode row = this.issues.listed(project, issue, false);
			String at = SampleTime.print(link.at());
			rows.add(row.put("issue_link_id", link.id())
				.put("link_type", link.type())
				.put("link_created_at", at)
				.put("link_updated_at", at));
		}
	}

	private Reply closes(Call call) {
		SampleProject project = this.lookup.project(call);
		Entity request = this.lookup.entity(call, project, Kind.MERGE_REQUEST, "merge_request_iid");
		List<Entity> visible = this.relations.closes(project, request)
			.stream()
			.filter((issue) -> Lookup.visible(call.viewer(), project, Kind.ISSUE, issue.iid()) != null)
			.toList();
		return Lists.page(call, visible, (issue) -> this.issues.listed(project, issue, false));
	}

	private Reply diffs(Call call) {
		SampleProject project = this.lookup.project(call);
		Entity request = this.lookup.entity(call, project, Kind.MERGE_REQUEST, "merge_request_iid");
		return Lists.page(call, request.facts().list("diffs"), DiffPayload::of);
	}

}
