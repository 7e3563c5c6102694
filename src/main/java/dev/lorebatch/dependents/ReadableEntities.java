package dev.lorebatch.dependents;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.queue.DependentJob;

/**
 * Finds out whether GitLab still shows the entities of which it refuses sets. If it does,
 * that is a fact about the set; if not, about the entity, the project or the token. Each
 * entity is asked for once, several of a kind in one list. For one execution of the step,
 * and for its thread only; never called inside a transaction.
 */
class ReadableEntities {

	private final GitLabClient gitlab;

	private final Map<Long, ProjectContext> contexts;

	private final Map<Long, Map<EntityRef, Boolean>> readable = new HashMap<>();

	/**
	 * @param contexts the projects, by local id
	 */
	ReadableEntities(GitLabClient gitlab, Map<Long, ProjectContext> contexts) {
		this.gitlab = gitlab;
		this.contexts = contexts;
	}

	/**
	 * Returns the jobs, marked where the set is refused although the entity is given.
	 */
	List<FetchedJob> judge(List<FetchedJob> fetched) {
		Map<Part, Set<EntityRef>> unknown = new LinkedHashMap<>();
		for (FetchedJob one : fetched) {
			DependentJob job = one.job();
			if (isSuspect(one) && !known(job).containsKey(job.entity())) {
				unknown.computeIfAbsent(new Part(job.projectId(), job.entity().kind()), (key) -> new LinkedHashSet<>())
					.add(job.entity());
			}
		}
		unknown.forEach(this::ask);
		return fetched.stream()
			.map((one) -> (isSuspect(one) && known(one.job()).getOrDefault(one.job().entity(), false)) ? one.asRefused()
					: one)
			.toList();
	}

	private static boolean isSuspect(FetchedJob fetched) {
		return !fetched.isGone() && fetched.failure() instanceof GitLabException failure && failure.isRefusal();
	}

	private Map<EntityRef, Boolean> known(DependentJob job) {
		return this.readable.computeIfAbsent(job.projectId(), (key) -> new HashMap<>());
	}

	/**
	 * If GitLab cannot be asked, nothing is known of the entities, and their sets fail.
	 */
	private void ask(Part part, Set<EntityRef> entities) {
		ProjectContext project = this.contexts.get(part.projectId());
		Map<EntityRef, Boolean> known = this.readable.computeIfAbsent(part.projectId(), (key) -> new HashMap<>());
		entities.forEach((entity) -> known.put(entity, false));
		if (project == null) {
			return;
		}
		try {
			find(project.gitlabId(), part.kind(), new ArrayList<>(entities))
				.forEach((entity) -> known.put(entity, true));
		}
		catch (LoreException ex) {
			// the failures of the sets say enough
		}
	}

	private List<EntityRef> find(long projectId, EntityKind kind, List<EntityRef> entities) {
		if (entities.size() == 1) {
			this.gitlab.entity(projectId, entities.get(0));
			return entities;
		}
		return this.gitlab.eachEntity(projectId, kind, entities.stream().map(EntityRef::iid).toList())
			.found()
			.keySet()
			.stream()
			.map((iid) -> new EntityRef(kind, iid))
			.toList();
	}

	private record Part(long projectId, EntityKind kind) {

	}

}
