package dev.lorebatch.sample;

import tools.jackson.databind.node.ObjectNode;

/**
 * Answers what is about the instance, the user and the token.
 */
final class InstanceEndpoints {

	private final World world;

	private final Site site;

	InstanceEndpoints(World world, Site site) {
		this.world = world;
		this.site = site;
	}

	void addTo(Router router) {
		router.add("version", (call) -> version());
		router.add("user", this::user);
		router.addForAnyScope("personal_access_tokens/self", this::token);
	}

	private Reply version() {
		return Reply.ok(Json.object("version", "18.10.2").put("revision", "5a3bd1c70e9").put("enterprise", false));
	}

	private Reply user(Call call) {
		if (!this.world.access().isUserTold()) {
			throw ApiException.message(403, "403 Forbidden");
		}
		ObjectNode user = (ObjectNode) this.site.user(call.viewer().username());
		user.put("bio", "")
			.put("email", call.viewer().username() + "@example.com")
			.put("bot", false)
			.put("external", false)
			.put("can_create_project", false);
		return Reply.ok(user);
	}

	private Reply token(Call call) {
		Viewer viewer = call.viewer();
		ObjectNode token = Json.object()
			.put("id", viewer.tokenId())
			.put("name", viewer.tokenName())
			.put("revoked", false)
			.put("created_at", "2026-11-01T09:00:00.000Z")
			.putNull("description");
		token.set("scopes", Json.strings(viewer.scopes()));
		return Reply.ok(token.put("user_id", this.world.user(viewer.username()).number("id"))
			.putNull("last_used_at")
			.put("active", true)
			.put("expires_at", Viewer.TOKENS_EXPIRE.toString()));
	}

}
