package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.queue.JobType;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.run.SurgicalRequest;

/**
 * What a run would do, and what it would cost at least: lists with more than one page
 * cost one request for each further page.
 *
 * @param phases the phases that would run
 * @param requests by purpose, and in total
 */
record SyncPlan(List<String> phases, Map<String, Integer> requests) {

	static SyncPlan of(SurgicalRequest request) {
		int preflight = GitLabClient.batches(request.issues().size())
				+ GitLabClient.batches(request.mergeRequests().size());
		int dependents = 0;
		for (EntityKind kind : EntityKind.values()) {
			dependents += request.iids(kind).size() * JobType.of(kind).size();
		}
		Map<String, Integer> requests = new LinkedHashMap<>();
		requests.put("project", 1);
		requests.put("preflight", preflight);
		requests.put("dependents", dependents);
		int verification = request.verify() ? preflight : 0; // the same lists once more
		requests.put("verification", verification);
		requests.put("total", 1 + preflight + dependents + verification);
		return new SyncPlan(phases(request), requests);
	}

	/**
	 * The phases a run would go through.
	 */
	static List<String> phases(RunRequest request) {
		List<String> phases = new ArrayList<>(
				List.of(Phase.PREFLIGHT.stepName(), Phase.INGEST.stepName(), Phase.DEPENDENTS.stepName()));
		if (request.docs()) {
			phases.add(Phase.DOCS.stepName());
		}
		if (request.embed()) {
			phases.add(Phase.EMBED.stepName());
		}
		return phases;
	}

	Map<String, Object> toJson(SurgicalRequest request, LoreEnvironment environment) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("dry_run", true);
		data.put("mode", request.mode().value());
		data.put("project", request.project());
		data.putAll(environment.shown());
		data.put("issues", request.issues());
		data.put("merge_requests", request.mergeRequests());
		data.put("phases", this.phases);
		data.put("requests", this.requests);
		return data;
	}

	TerminalText describe(SurgicalRequest request, LoreEnvironment environment) {
		Map<String, String> shown = environment.shown();
		return TerminalText.of("""
				plan   %d issues and %d merge requests of %s
				from   %s
				into   %s
				phases %s
				costs  at least %d requests: 1 for the project, %d in preflight, %d for dependents, %d to verify
				nothing was requested and nothing was written
				""", request.issues().size(), request.mergeRequests().size(), request.project(),
				shown.get("gitlab_url"), shown.get("database"), String.join(", ", this.phases),
				this.requests.get("total"), this.requests.get("preflight"), this.requests.get("dependents"),
				this.requests.get("verification"));
	}

}
