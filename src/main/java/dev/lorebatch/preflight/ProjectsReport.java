package dev.lorebatch.preflight;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.ResolvedProject;

/**
 * What preflight of a run of whole projects found.
 *
 * @param projects each once, however often it was named
 * @param failures what was named and could not be resolved
 * @param named how those were named that were not found in a group, by GitLab's ids
 */
public record ProjectsReport(List<ResolvedProject> projects, List<ProjectFailure> failures, Map<Long, String> named) {

	/**
	 * Adds what another look found.
	 */
	ProjectsReport plus(ProjectsReport other) {
		Map<Long, String> both = new HashMap<>(other.named);
		both.putAll(this.named);
		return new ProjectsReport(Stream.concat(this.projects.stream(), other.projects.stream()).toList(),
				Stream.concat(this.failures.stream(), other.failures.stream()).toList(), both);
	}

	/**
	 * @throws LoreException the first failure, if there is nothing to sync because of it
	 */
	public void requireAny() {
		if (this.projects.isEmpty() && !this.failures.isEmpty()) {
			throw this.failures.get(0).cause();
		}
	}

	/**
	 * Something that was named and could not be resolved.
	 *
	 * @param asked as it was named
	 */
	public record ProjectFailure(String asked, LoreException cause) {

	}

}
