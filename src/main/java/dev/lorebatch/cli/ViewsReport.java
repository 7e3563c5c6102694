package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.view.RunView;
import dev.lorebatch.view.View;

/**
 * The views that a run has of its projects, for machines and for people.
 */
record ViewsReport(List<RunView> views) {

	/** A screen full. */
	private static final int MAX_SHOWN = 30;

	List<Map<String, Object>> toJson() {
		return this.views.stream().map(ViewsReport::toJson).toList();
	}

	/**
	 * Writes the views that are not known to see everything, or are not those of the run
	 * before.
	 */
	void describe(TerminalText text) {
		List<RunView> shown = this.views.stream()
			.filter((view) -> view.isChanged() || !view.view().seesEverything())
			.toList();
		shown.stream().limit(MAX_SHOWN).forEach((view) -> {
			View previous = view.previous();
			text.line("  %s  seen as %s%s", name(view), view.view().describe(),
					(previous != null && view.isChanged()) ? ", before as " + previous.describe() : "");
		});
		if (shown.size() > MAX_SHOWN) {
			text.line("  and %d more projects seen so", shown.size() - MAX_SHOWN);
		}
	}

	private static Map<String, Object> toJson(RunView view) {
		Map<String, Object> entry = new LinkedHashMap<>();
		entry.put("project_id", view.projectGitlabId());
		put(entry, "project", view.project());
		entry.putAll(toJson(view.view()));
		entry.put("changed", view.isChanged());
		View previous = view.previous();
		if (previous != null && view.isChanged()) {
			entry.put("previous", previous.isKnown() ? toJson(previous) : Map.of());
		}
		List<String> anew = new ArrayList<>();
		if (view.issuesAnew()) {
			anew.add("issues");
		}
		if (view.mergeRequestsAnew()) {
			anew.add("merge_requests");
		}
		entry.put("listed_anew", anew);
		return entry;
	}

	private static Map<String, Object> toJson(View view) {
		Map<String, Object> entry = new LinkedHashMap<>();
		entry.put("view_id", view.id());
		put(entry, "user", view.username());
		put(entry, "access_level", view.accessLevel());
		entry.put("sees_everything", view.seesEverything());
		return entry;
	}

	private static void put(Map<String, Object> entry, String key, @Nullable Object value) {
		if (value != null) {
			entry.put(key, value);
		}
	}

	private static String name(RunView view) {
		return (view.project() != null) ? view.project() : "project " + view.projectGitlabId();
	}

}
