package dev.lorebatch.sample;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders what many payloads have in common: addresses, users, milestones, references.
 */
final class Site {

	/**
	 * The address in {@code web_url} and the like. It is the same wherever the server
	 * listens, so that its answers are.
	 */
	static final String ADDRESS = "https://gitlab.example.com";

	private final World world;

	Site(World world) {
		this.world = world;
	}

	String projectUrl(SampleProject project) {
		return ADDRESS + "/" + project.path();
	}

	String entityUrl(SampleProject project, Entity entity) {
		return projectUrl(project) + "/-/" + entity.kind().segment() + "/" + entity.iid();
	}

	String apiUrl(SampleProject project) {
		return ADDRESS + "/api/v4/projects/" + project.id();
	}

	JsonNode user(@Nullable String username) {
		if (username == null) {
			return NullNode.getInstance();
		}
		Facts user = this.world.user(username);
		return Json.object()
			.put("id", user.number("id"))
			.put("username", username)
			.put("public_email", user.text("publicEmail"))
			.put("name", user.required("name"))
			.put("state", user.text("state", "active"))
			.put("locked", false)
			.put("avatar_url", avatar(username))
			.put("web_url", ADDRESS + "/" + username);
	}

	ObjectNode references(SampleProject project, Entity entity) {
		String reference = entity.kind().sigil() + entity.iid();
		return Json.object().put("short", reference).put("relative", reference).put("full", project.path() + reference);
	}

	JsonNode milestone(SampleProject project, @Nullable String title) {
		Facts milestone = project.milestone(title);
		return (milestone != null) ? milestone(project, milestone) : NullNode.getInstance();
	}

	ObjectNode milestone(SampleProject project, Facts milestone) {
		Long groupId = milestone.numberOrNull("groupId");
		long iid = milestone.number("iid");
		ObjectNode node = Json.object().put("id", milestone.number("id")).put("iid", iid);
		node.put((groupId != null) ? "group_id" : "project_id", (groupId != null) ? groupId : project.id());
		String owner = (groupId != null) ? ADDRESS + "/groups/" + milestone.required("group") : projectUrl(project);
		return node.put("title", milestone.required("title"))
			.put("description", milestone.text("description", ""))
			.put("state", milestone.text("state", "active"))
			.put("created_at", SampleTime.print(milestone.requiredTime("created")))
			.put("updated_at", SampleTime.print(milestone.requiredTime("created")))
			.put("due_date", milestone.text("due"))
			.put("start_date", milestone.text("start"))
			.put("expired", milestone.flag("expired"))
			.put("web_url", owner + "/-/milestones/" + iid);
	}

	private static @Nullable String avatar(String username) {
		return username.equals("ghost") ? null : ADDRESS + "/uploads/-/system/user/avatar/" + username + ".png";
	}

}
