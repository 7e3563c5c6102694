package dev.lorebatch.sample;

import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * Answers with issues and merge requests themselves.
 */
final class EntityEndpoints {

	private final Lookup lookup;

	private final IssuePayload issues;

	private final MergeRequestPayload mergeRequests;

	EntityEndpoints(Lookup lookup, IssuePayload issues, MergeRequestPayload mergeRequests) {
		this.lookup = lookup;
		this.issues = issues;
		this.mergeRequests = mergeRequests;
	}

	void addTo(Router router) {
		router.add("projects/:id/issues", (call) -> list(call, Kind.ISSUE));
		router.add("projects/:id/merge_requests", (call) -> list(call, Kind.MERGE_REQUEST));
		router.add("projects/:id/issues/:issue_iid", this::issue);
		router.add("projects/:id/merge_requests/:merge_request_iid", this::mergeRequest);
	}

	private Reply list(Call call, Kind kind) {
		SampleProject project = this.lookup.project(call);
		if (kind == Kind.ISSUE && !project.issuesEnabled()) {
			throw ApiException.message(403, "403 Forbidden");
		}
		EntityStore store = project.store(kind);
		Ordering ordering = Ordering.of(call.query());
		List<Row> rows = EntityFilter.of(call.query(), kind).apply(store, ordering, call.viewer().seesHidden());
		if (kind == Kind.ISSUE && "keyset".equals(call.query().text("pagination"))) {
			return keysetPage(call, project, rows);
		}
		return Lists.page(call, rows, (row) -> listed(call, project, kind, row));
	}

	private Reply keysetPage(Call call, SampleProject project, List<Row> rows) {
		Keyset keyset = Keyset.of(call.query());
		List<Row> page = keyset.slice(rows);
		List<JsonNode> rendered = page.stream().map((row) -> listed(call, project, Kind.ISSUE, row)).toList();
		return Reply.ok(Json.array(rendered), keyset.headers(rows, page, new PageLinks(call)));
	}

	private JsonNode listed(Call call, SampleProject project, Kind kind, Row row) {
		Entity entity = project.store(kind).find(row.iid());
		if (entity == null) {
			return NullNode.getInstance();
		}
		boolean details = call.query().flag("with_labels_details");
		return (kind == Kind.ISSUE) ? this.issues.listed(project, entity, details)
				: this.mergeRequests.listed(project, entity, details);
	}

	private Reply issue(Call call) {
		SampleProject project = this.lookup.project(call);
		Entity issue = this.lookup.entity(call, project, Kind.ISSUE, "issue_iid");
		return Reply.ok(this.issues.single(project, issue, call.query().flag("with_labels_details")));
	}

	private Reply mergeRequest(Call call) {
		SampleProject project = this.lookup.project(call);
		Entity request = this.lookup.entity(call, project, Kind.MERGE_REQUEST, "merge_request_iid");
		return Reply.ok(this.mergeRequests.single(project, request, call.query().flag("with_labels_details")));
	}

}
