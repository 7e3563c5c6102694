package dev.lorebatch.run;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a run of whole projects was asked for.
 *
 * @param mode incremental or full
 * @param projects paths, numeric ids and groups ({@code group/*}), as given
 * @param since list what changed since then, as given; {@code null} for what changed
 * since the last listing
 * @param reconcile whether all that is known is compared with GitLab, to find what is
 * gone; else it is when it is due
 */
public record ProjectSyncRequest(String runId, RunMode mode, List<String> projects, @Nullable String since,
		boolean reconcile, boolean docs, boolean embed) implements RunRequest {

	public ProjectSyncRequest {
		projects = List.copyOf(projects);
		if (mode == RunMode.SURGICAL) {
			throw new IllegalArgumentException("A surgical run is of single entities");
		}
	}

	/**
	 * A request that reconciles when it is due, as it does if nothing else is said.
	 */
	public ProjectSyncRequest(String runId, RunMode mode, List<String> projects, @Nullable String since, boolean docs,
			boolean embed) {
		this(runId, mode, projects, since, false, docs, embed);
	}

	@Override
	public String describe() {
		return "%s sync of %s".formatted(this.mode.value(), String.join(", ", this.projects));
	}

}
