package dev.lorebatch.views;

import java.util.List;

import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.RunRequest;
import dev.lorebatch.run.SurgicalRequest;

/**
 * The kinds of runs.
 */
enum Reading {

	INCREMENTAL("An incremental run"),

	FULL("A full run"),

	RECONCILE("A run that reconciles"),

	SURGICAL("A surgical run of two issues and the merge request");

	private final String label;

	Reading(String label) {
		this.label = label;
	}

	String label() {
		return this.label;
	}

	RunRequest request(String runId, String project, List<Long> issues, List<Long> mergeRequests) {
		return switch (this) {
			case INCREMENTAL -> projects(runId, RunMode.INCREMENTAL, project, false);
			case FULL -> projects(runId, RunMode.FULL, project, false);
			case RECONCILE -> projects(runId, RunMode.INCREMENTAL, project, true);
			case SURGICAL -> new SurgicalRequest(runId, project, issues, mergeRequests, false, false);
		};
	}

	static RunRequest projects(String runId, RunMode mode, String project, boolean reconcile) {
		return new ProjectSyncRequest(runId, mode, List.of(project), null, reconcile, false, false);
	}

}
