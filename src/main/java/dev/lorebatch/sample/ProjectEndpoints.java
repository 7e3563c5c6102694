package dev.lorebatch.sample;

import java.util.Comparator;
import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * Answers what is about a project as a whole.
 */
final class ProjectEndpoints {

	private final Lookup lookup;

	private final Site site;

	private final ProjectPayload payload;

	ProjectEndpoints(Lookup lookup, Site site) {
		this.lookup = lookup;
		this.site = site;
		this.payload = new ProjectPayload(site);
	}

	void addTo(Router router) {
		router.add("groups/:id/projects", this::ofGroup);
		router.add("projects/:id", (call) -> Reply.ok(this.payload.project(this.lookup.project(call), call.viewer())));
		router.add("projects/:id/labels", this::labels);
		router.add("projects/:id/milestones", this::milestones);
	}

	/**
	 * Those right in the group, and those of its subgroups if asked for.
	 */
	private Reply ofGroup(Call call) {
		boolean subgroups = call.query().flag("include_subgroups");
		List<JsonNode> projects = this.lookup.projectsOf(call, subgroups)
			.stream()
			.sorted(Comparator.comparingLong(SampleProject::id))
			.map((project) -> (JsonNode) this.payload.project(project, call.viewer()))
			.toList();
		return Lists.page(call, projects);
	}

	private Reply labels(Call call) {
		List<JsonNode> labels = this.lookup.project(call)
			.facts()
			.list("labels")
			.stream()
			.sorted(Comparator.comparing((label) -> label.required("name")))
			.map((label) -> (JsonNode) LabelPayload.listed(label))
			.toList();
		return Lists.page(call, labels);
	}

	/**
	 * Those of the groups above come only if asked for.
	 */
	private Reply milestones(Call call) {
		SampleProject project = this.lookup.project(call);
		boolean all = call.query().flag("include_ancestors") || call.query().flag("include_parent_milestones");
		List<JsonNode> milestones = project.facts()
			.list("milestones")
			.stream()
			.filter((milestone) -> all || !milestone.says("groupId"))
			.map((milestone) -> (JsonNode) this.site.milestone(project, milestone))
			.toList();
		return Lists.page(call, milestones);
	}

}
