package dev.lorebatch.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.run.RunFailure;
import dev.lorebatch.run.RunProject;
import dev.lorebatch.run.RunProject.Listed;

/**
 * What became of the projects of a run, for machines and for people.
 *
 * @param failures the first entities that failed
 * @param failureCount how many failed
 */
record ProjectsReceipt(List<RunProject> projects, List<RunFailure> failures, long failureCount) {

	/** A screen full. */
	private static final int MAX_SHOWN = 30;

	/**
	 * As fields of the run; none for a surgical run.
	 */
	Map<String, Object> toJson() {
		Map<String, Object> data = new LinkedHashMap<>();
		if (!this.projects.isEmpty()) {
			data.put("projects", this.projects.stream().map(ProjectsReceipt::project).toList());
			data.put("failures", this.failures.stream().map(ProjectsReceipt::failure).toList());
			data.put("failure_count", this.failureCount);
		}
		return data;
	}

	/**
	 * Those that failed, as fields of an error; none if none did.
	 */
	Map<String, Object> failedToJson() {
		Map<String, Object> data = new LinkedHashMap<>();
		List<Map<String, Object>> failed = this.projects.stream()
			.filter(RunProject::isFailed)
			.map(ProjectsReceipt::project)
			.toList();
		if (!failed.isEmpty()) {
			data.put("projects", failed);
		}
		if (!this.failures.isEmpty()) {
			data.put("failures", this.failures.stream().map(ProjectsReceipt::failure).toList());
		}
		return data;
	}

	/**
	 * Those that failed, always; the others as long as they fit on a screen.
	 */
	void describe(TerminalText text) {
		int shown = 0;
		for (RunProject project : this.projects) {
			shown += project.isFailed() ? 0 : 1;
			RunProject.Failure failure = project.failure();
			if (failure != null) {
				text.line("  %s  failed: %s", project.project(), failure.message());
			}
			else if (shown <= MAX_SHOWN) {
				text.line("  %s  %s: issues %s, merge requests %s", project.project(), project.outcome(),
						listed(project.issues()), listed(project.mergeRequests()));
			}
		}
		if (shown > MAX_SHOWN) {
			text.line("  and %d more projects", shown - MAX_SHOWN);
		}
		for (RunFailure failure : this.failures) {
			text.line("  %s  failed in %s: %s", failure.reference(), failure.phase(), failure.message());
		}
		if (this.failureCount > this.failures.size()) {
			text.line("  and %d more failed", this.failureCount - this.failures.size());
		}
	}

	private static String listed(Listed listed) {
		if (Boolean.FALSE.equals(listed.enabled())) {
			return "switched off";
		}
		if (listed.listed() == null) {
			return "not read to the end";
		}
		Integer gone = listed.gone();
		return "%d listed, %d changed".formatted(listed.listed(), listed.changed())
				+ ((gone != null && gone > 0) ? ", %d gone".formatted(gone) : "");
	}

	private static Map<String, Object> project(RunProject project) {
		Map<String, @Nullable Object> entry = new LinkedHashMap<>();
		entry.put("project", project.project());
		entry.put("project_id", project.gitlabId());
		entry.put("outcome", project.outcome());
		entry.put("issues", listedToJson(project.issues()));
		entry.put("merge_requests", listedToJson(project.mergeRequests()));
		RunProject.Failure failure = project.failure();
		if (failure != null) {
			entry.put("error", EntityErrors.toJson(failure.httpStatus(), failure.errorCode(), failure.message(), null,
					failure.retryable()));
		}
		return withoutNulls(entry);
	}

	private static Map<String, Object> listedToJson(Listed listed) {
		Map<String, @Nullable Object> entry = new LinkedHashMap<>();
		entry.put("enabled", listed.enabled());
		entry.put("listed", listed.listed());
		entry.put("changed", listed.changed());
		entry.put("gone", listed.gone());
		return withoutNulls(entry);
	}

	private static Map<String, Object> failure(RunFailure failure) {
		Map<String, Object> entry = new LinkedHashMap<>();
		entry.put("project", failure.project());
		entry.put("kind", failure.entity().kind().value());
		entry.put("iid", failure.entity().iid());
		entry.put("phase", failure.phase());
		entry.put("error", EntityErrors.toJson(failure.httpStatus(), failure.errorCode(), failure.message(), null,
				failure.retryable()));
		return entry;
	}

	private static Map<String, Object> withoutNulls(Map<String, @Nullable Object> entry) {
		entry.values().removeIf(Objects::isNull);
		@SuppressWarnings("NullAway") // the nulls are gone
		Map<String, Object> result = entry;
		return result;
	}

}
