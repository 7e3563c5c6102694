package dev.lorebatch.cli;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;

/**
 * What a run of whole projects would do. What it would cost only GitLab knows.
 */
record ProjectsPlan(ProjectSyncRequest request) {

	Map<String, Object> toJson(LoreEnvironment environment) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("dry_run", true);
		data.put("mode", this.request.mode().value());
		data.put("projects", this.request.projects());
		String since = this.request.since();
		if (since != null) {
			data.put("since", since);
		}
		data.put("reconcile", reconciles());
		data.putAll(environment.shown());
		data.put("phases", SyncPlan.phases(this.request));
		return data;
	}

	TerminalText describe(LoreEnvironment environment) {
		Map<String, String> shown = environment.shown();
		return TerminalText.of(
				"""
						plan   %s of %s
						from   %s
						into   %s
						phases %s
						costs  3 requests for each project, 1 more for each hundred entities that changed, 5 or 6 for each of them%s
						nothing was requested and nothing was written
						""",
				what(), String.join(", ", this.request.projects()), shown.get("gitlab_url"), shown.get("database"),
				String.join(", ", SyncPlan.phases(this.request)),
				reconciles() ? TerminalText
					.of(",\n       1 more for each hundred known ones that the list does not show, 1 for each missing one")
						: "");
	}

	/**
	 * Whether it certainly does; else it depends on the runs before.
	 */
	private boolean reconciles() {
		return this.request.reconcile() || this.request.mode() == RunMode.FULL;
	}

	private String what() {
		if (this.request.mode() == RunMode.FULL) {
			return "everything";
		}
		String since = this.request.since();
		return "what changed since " + ((since != null) ? since : "the last sync");
	}

}
