package dev.lorebatch.sample;

import tools.jackson.databind.node.ObjectNode;

/**
 * Renders projects.
 */
final class ProjectPayload {

	private final Site site;

	ProjectPayload(Site site) {
		this.site = site;
	}

	ObjectNode project(SampleProject project, Viewer viewer) {
		Facts facts = project.facts();
		String path = project.path();
		String url = this.site.projectUrl(project);
		String slug = path.substring(path.lastIndexOf('/') + 1);
		String name = facts.text("name", slug);
		ObjectNode payload = Json.object()
			.put("id", project.id())
			.put("description", facts.text("description"))
			.put("name", name)
			.put("name_with_namespace", namespace(path).replace("/", " / ") + " / " + name)
			.put("path", slug)
			.put("path_with_namespace", path)
			.put("created_at", SampleTime.print(facts.requiredTime("created")))
			.put("default_branch", "main")
			.put("ssh_url_to_repo", "git@gitlab.example.com:" + path + ".git")
			.put("http_url_to_repo", url + ".git")
			.put("web_url", url)
			.put("readme_url", url + "/-/blob/main/README.md");
		payload.set("topics", Json.strings(facts.texts("topics")));
		payload.set("namespace", namespace(project));
		payload.set("permissions", permissions(viewer));
		return addSettings(payload, project);
	}

	private ObjectNode addSettings(ObjectNode payload, SampleProject project) {
		boolean issues = project.issuesEnabled();
		payload.put("forks_count", 0)
			.putNull("avatar_url")
			.put("star_count", project.facts().number("stars"))
			.put("last_activity_at", SampleTime.print(project.facts().requiredTime("active")))
			.put("visibility", project.facts().text("visibility", "public"))
			.put("archived", false)
			.put("empty_repo", false)
			.put("issues_enabled", issues)
			.put("merge_requests_enabled", true)
			.put("issues_access_level", issues ? "enabled" : "disabled")
			.put("merge_requests_access_level", "enabled");
		payload.set("_links",
				Json.object()
					.put("self", this.site.apiUrl(project))
					.put("issues", this.site.apiUrl(project) + "/issues")
					.put("merge_requests", this.site.apiUrl(project) + "/merge_requests")
					.put("labels", this.site.apiUrl(project) + "/labels"));
		return payload;
	}

	/**
	 * The level of a member, if it is told; nothing for others.
	 */
	private static ObjectNode permissions(Viewer viewer) {
		ObjectNode permissions = Json.object().putNull("project_access").putNull("group_access");
		Integer level = viewer.level();
		if (level != null && viewer.levelTold()) {
			permissions.set("project_access", Json.object().put("access_level", level).put("notification_level", 3));
		}
		return permissions;
	}

	private static ObjectNode namespace(SampleProject project) {
		String full = namespace(project.path());
		String last = full.substring(full.lastIndexOf('/') + 1);
		return Json.object()
			.put("id", project.facts().number("groupId"))
			.put("name", last)
			.put("path", last)
			.put("kind", "group")
			.put("full_path", full)
			.put("web_url", Site.ADDRESS + "/groups/" + full);
	}

	private static String namespace(String path) {
		return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : path;
	}

}
