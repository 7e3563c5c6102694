package dev.lorebatch.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.webhook.WebhookChanges;

/**
 * What webhook bodies led to, for machines and for people.
 */
record WebhookReport(WebhookChanges changes) {

	Map<String, Object> toJson(RunSeriesResult result, Output output) {
		Map<String, Object> data = bodies();
		data.put("runs", result.toJson());
		data.put("recovery_actions", output.actions(result.actions()));
		return data;
	}

	Map<String, Object> planJson(List<SurgicalRequest> requests, LoreEnvironment environment) {
		Map<String, Object> data = bodies();
		data.put("dry_run", true);
		data.put("plans", requests.stream().map((request) -> plan(request, environment)).toList());
		return data;
	}

	TerminalText describe() {
		String ignored = this.changes.ignored()
			.entrySet()
			.stream()
			.map((entry) -> "%s %d".formatted(entry.getKey(), entry.getValue()))
			.collect(Collectors.joining(", "));
		return new TerminalText().line("%d webhook bodies%s%s", this.changes.bodies(),
				ignored.isEmpty() ? "" : ", not about issues or merge requests: " + ignored,
				this.changes.projects().isEmpty() ? "; nothing to do" : "");
	}

	TerminalText describePlan(List<SurgicalRequest> requests, LoreEnvironment environment) {
		TerminalText text = describe();
		requests.forEach((request) -> text.append(SyncPlan.of(request).describe(request, environment)));
		return text;
	}

	private Map<String, Object> bodies() {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("bodies", this.changes.bodies());
		data.put("ignored", this.changes.ignored());
		return data;
	}

	private static Map<String, Object> plan(SurgicalRequest request, LoreEnvironment environment) {
		return SyncPlan.of(request).toJson(request, environment);
	}

}
