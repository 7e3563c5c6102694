package dev.lorebatch.webhook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.IidList;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.webhook.WebhookChanges.ChangedProject;

/**
 * Collects what bodies name, by project. Bodies of one project can name different paths
 * if it was renamed meanwhile; then its id is its name.
 */
final class Coalescing {

	private final Map<Long, Project> byId = new TreeMap<>();

	private final Map<String, Project> byPath = new TreeMap<>();

	/**
	 * @param id of the project, {@code null} if only its path is known
	 * @param path of the project, {@code null} if only its id is known
	 */
	void add(@Nullable Long id, @Nullable String path, EntityRef entity) {
		Project project = (id != null) ? this.byId.computeIfAbsent(id, (key) -> new Project())
				: this.byPath.computeIfAbsent(String.valueOf(path), (key) -> new Project());
		if (path != null) {
			project.paths.add(path);
		}
		project.entities.add(entity);
	}

	/**
	 * @throws LoreException with {@link ExitCode#USAGE} if one project has more than a
	 * run may have
	 */
	List<ChangedProject> projects() {
		Map<String, SortedSet<EntityRef>> named = new TreeMap<>();
		this.byId.forEach((id, project) -> {
			project.paths.forEach((path) -> {
				Project same = this.byPath.remove(path);
				project.entities.addAll((same != null) ? same.entities : List.of());
			});
			String name = (project.paths.size() == 1) ? project.paths.first() : String.valueOf(id);
			named.computeIfAbsent(name, (key) -> new TreeSet<>()).addAll(project.entities);
		});
		this.byPath
			.forEach((path, project) -> named.computeIfAbsent(path, (key) -> new TreeSet<>()).addAll(project.entities));
		List<ChangedProject> projects = new ArrayList<>();
		named.forEach((name, entities) -> projects.add(new ChangedProject(name, iids(name, entities, EntityKind.ISSUE),
				iids(name, entities, EntityKind.MERGE_REQUEST))));
		projects.sort(Comparator.comparing(ChangedProject::name));
		return projects;
	}

	private static List<Long> iids(String project, SortedSet<EntityRef> entities, EntityKind kind) {
		List<Long> iids = entities.stream().filter((entity) -> entity.kind() == kind).map(EntityRef::iid).toList();
		if (iids.size() > IidList.MAX_IIDS) {
			throw new LoreException(
					ExitCode.USAGE, "the webhook bodies name %d %s of %s, at most %d are allowed in one run"
						.formatted(iids.size(), kind.resource().replace('_', ' '), project, IidList.MAX_IIDS),
					"split the input");
		}
		return iids;
	}

	private static final class Project {

		private final SortedSet<String> paths = new TreeSet<>();

		private final SortedSet<EntityRef> entities = new TreeSet<>();

	}

}
