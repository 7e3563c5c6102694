package dev.lorebatch.sample;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders issues as the list does; the single issue has one field more.
 */
final class IssuePayload {

	private final Site site;

	private final Relations relations;

	IssuePayload(Site site, Relations relations) {
		this.site = site;
		this.relations = relations;
	}

	ObjectNode single(SampleProject project, Entity issue, boolean labelDetails) {
		return listed(project, issue, labelDetails).put("subscribed", false);
	}

	ObjectNode listed(SampleProject project, Entity issue, boolean labelDetails) {
		ObjectNode payload = Json.object();
		addIdentity(payload, project, issue);
		payload.set("labels", LabelPayload.of(project, issue, labelDetails));
		payload.set("milestone", this.site.milestone(project, issue.facts().text("milestone")));
		addPeople(payload, issue);
		addNumbers(payload, project, issue);
		addKind(payload, project, issue);
		addPlace(payload, project, issue);
		return payload;
	}

	private void addIdentity(ObjectNode payload, SampleProject project, Entity issue) {
		Facts facts = issue.facts();
		payload.put("id", issue.id())
			.put("iid", issue.iid())
			.put("project_id", project.id())
			.put("title", issue.title())
			.put("description", facts.text("description"))
			.put("state", issue.state())
			.put("created_at", SampleTime.print(issue.createdAt()))
			.put("updated_at", SampleTime.print(issue.updatedAt()))
			.put("closed_at", SampleTime.print(facts.time("closed")));
		payload.set("closed_by", this.site.user(facts.text("closedBy")));
	}

	private void addPeople(ObjectNode payload, Entity issue) {
		List<JsonNode> assignees = issue.facts().texts("assignees").stream().map(this.site::user).toList();
		payload.set("assignees", Json.array(assignees));
		payload.set("author", this.site.user(issue.facts().text("author")));
		payload.put("type", type(issue).toUpperCase(Locale.ROOT));
		payload.set("assignee", assignees.isEmpty() ? NullNode.getInstance() : assignees.get(0));
	}

	private void addNumbers(ObjectNode payload, SampleProject project, Entity issue) {
		payload.put("user_notes_count", issue.userNotesCount())
			.put("merge_requests_count", this.relations.closedBy(project, issue).size())
			.put("upvotes", issue.facts().number("upvotes"))
			.put("downvotes", issue.facts().number("downvotes"))
			.put("start_date", issue.facts().text("start"))
			.put("due_date", issue.facts().text("due"));
	}

	private void addKind(ObjectNode payload, SampleProject project, Entity issue) {
		Checklist checklist = Checklist.of(issue.description());
		payload.put("confidential", issue.confidential())
			.put("discussion_locked", locked(issue))
			.put("issue_type", type(issue))
			.put("web_url", this.site.entityUrl(project, issue));
		payload.set("time_stats", timeStats(issue));
		payload.set("task_completion_status", checklist.completionStatus());
		payload.put("blocking_issues_count", this.relations.blockedBy(project, issue));
		checklist.addTaskStatus(payload);
	}

	private void addPlace(ObjectNode payload, SampleProject project, Entity issue) {
		String self = this.site.apiUrl(project) + "/issues/" + issue.iid();
		payload.set("_links",
				Json.object()
					.put("self", self)
					.put("notes", self + "/notes")
					.put("award_emoji", self + "/award_emoji")
					.put("project", this.site.apiUrl(project))
					.put("closed_as_duplicate_of", duplicateOf(project, issue)));
		payload.set("references", this.site.references(project, issue));
		payload.put("severity", issue.facts().text("severity", "UNKNOWN"))
			.put("moved_to_id", issue.facts().numberOrNull("movedTo"))
			.put("imported", issue.facts().flag("imported"))
			.put("imported_from", issue.facts().flag("imported") ? "github" : "none")
			.put("service_desk_reply_to", issue.facts().text("serviceDesk"));
	}

	private @Nullable String duplicateOf(SampleProject project, Entity issue) {
		Long iid = issue.facts().numberOrNull("duplicateOf");
		return (iid != null) ? this.site.apiUrl(project) + "/issues/" + iid : null;
	}

	static @Nullable Boolean locked(Entity entity) {
		return entity.facts().says("discussionLocked") ? (Boolean) entity.facts().flag("discussionLocked") : null;
	}

	static ObjectNode timeStats(Entity entity) {
		long estimate = entity.facts().number("estimateHours");
		long spent = entity.facts().number("spentHours");
		return Json.object()
			.put("time_estimate", estimate * 3600)
			.put("total_time_spent", spent * 3600)
			.put("human_time_estimate", (estimate != 0) ? estimate + "h" : null)
			.put("human_total_time_spent", (spent != 0) ? spent + "h" : null);
	}

	private static String type(Entity issue) {
		return issue.facts().text("type", "issue");
	}

}
