package dev.lorebatch.sample;

import tools.jackson.databind.node.ObjectNode;

/**
 * The commits of a merge request.
 *
 * @param key what they are derived from
 */
record Commits(String key) {

	static Commits of(SampleProject project, Entity request) {
		return new Commits(project.id() + "!" + request.iid());
	}

	/**
	 * Returns the commits as they were before the last push, which old notes still point
	 * to.
	 */
	Commits outdated() {
		return new Commits(this.key + " outdated");
	}

	String head() {
		return Digests.sha1("head:" + this.key);
	}

	String base() {
		return Digests.sha1("base:" + this.key);
	}

	String merge() {
		return Digests.sha1("merge:" + this.key);
	}

	String squash() {
		return Digests.sha1("squash:" + this.key);
	}

	ObjectNode diffRefs() {
		return Json.object().put("base_sha", base()).put("head_sha", head()).put("start_sha", base());
	}

}
