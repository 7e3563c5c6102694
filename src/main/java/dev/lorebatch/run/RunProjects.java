package dev.lorebatch.run;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

/**
 * The projects that preflight resolved, handed to the later phases in memory: preflight
 * runs again on restart. Thread-safe.
 */
public class RunProjects {

	private final Map<String, Map<Long, ResolvedProject>> byRun = new ConcurrentHashMap<>();

	private final Map<String, List<DisplacedProject>> displaced = new ConcurrentHashMap<>();

	private final Map<String, Map<Long, String>> named = new ConcurrentHashMap<>();

	/**
	 * @param displacedOnes projects of the mirror that had the path of one of them
	 * @param names how projects were named, by GitLab's ids; without those of groups
	 */
	public void put(String runId, Collection<ResolvedProject> projects, List<DisplacedProject> displacedOnes,
			Map<Long, String> names) {
		this.displaced.put(runId, displacedOnes);
		this.named.put(runId, Map.copyOf(names));
		Map<Long, ResolvedProject> byId = new ConcurrentSkipListMap<>();
		projects.forEach((project) -> byId.put(project.gitlabId(), project));
		this.byRun.put(runId, byId);
	}

	/**
	 * In the order of their ids.
	 */
	public List<ResolvedProject> findAll(String runId) {
		return List.copyOf(require(runId).values());
	}

	public ResolvedProject get(String runId, long gitlabId) {
		ResolvedProject project = require(runId).get(gitlabId);
		if (project == null) {
			throw new IllegalStateException("Run %s has no project %d".formatted(runId, gitlabId));
		}
		return project;
	}

	/**
	 * The projects of the mirror that had the path of a project of the run.
	 */
	public List<DisplacedProject> findDisplaced(String runId) {
		return this.displaced.getOrDefault(runId, List.of());
	}

	/**
	 * How a project was named, {@code null} if it was found in a group.
	 */
	public @Nullable String findName(String runId, long gitlabId) {
		return this.named.getOrDefault(runId, Map.of()).get(gitlabId);
	}

	public void remove(String runId) {
		this.displaced.remove(runId);
		this.named.remove(runId);
		this.byRun.remove(runId);
	}

	private Map<Long, ResolvedProject> require(String runId) {
		Map<Long, ResolvedProject> projects = this.byRun.get(runId);
		if (projects == null) {
			throw new IllegalStateException("Preflight left no projects for run " + runId);
		}
		return projects;
	}

}
