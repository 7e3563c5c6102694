package dev.lorebatch.cli;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.NamedEntities;
import dev.lorebatch.entity.ProjectName;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Which project is meant: the one named with -p, else the one that references and URLs
 * name, else the only one configured. A run is of one project.
 */
final class ProjectChoice {

	private ProjectChoice() {
	}

	/**
	 * @param named the value of -p
	 * @param entities what the other options name
	 */
	static String choose(@Nullable String named, Collection<NamedEntities> entities, LoreEnvironment environment,
			GitLabPages pages) {
		String referenced = referenced(entities);
		if (named != null) {
			String project = ProjectName.parse(named, pages);
			requireSame(project, referenced);
			return project;
		}
		List<String> configured = environment.projects();
		if (referenced != null) {
			boolean plain = entities.stream().anyMatch(NamedEntities::plain);
			if (plain && !configured.stream().allMatch(referenced::equalsIgnoreCase)) {
				throw new LoreException(ExitCode.AMBIGUOUS, "IIDs without a project may mean %s or the configured %s"
					.formatted(referenced, String.join(", ", configured)), "choose one with -p");
			}
			return referenced;
		}
		return onlyOne(configured, pages);
	}

	private static @Nullable String referenced(Collection<NamedEntities> entities) {
		Set<String> projects = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		entities.forEach((named) -> projects.addAll(named.projects()));
		if (projects.size() > 1) {
			throw new LoreException(ExitCode.USAGE,
					"%d projects are named: %s".formatted(projects.size(),
							String.join(", ", projects.stream().limit(5).toList())),
					"a run is of one project, sync them one after the other");
		}
		return projects.isEmpty() ? null : projects.iterator().next();
	}

	private static void requireSame(String project, @Nullable String referenced) {
		if (referenced == null || referenced.equalsIgnoreCase(project)) {
			return;
		}
		String hint = ProjectName.isNumeric(project) ? "whether they are the same is not known; give -p as a path"
				: "correct one of them, or leave -p out";
		throw new LoreException(ExitCode.USAGE,
				"-p names %s, but an issue or merge request of %s is named".formatted(project, referenced), hint);
	}

	private static String onlyOne(List<String> configured, GitLabPages pages) {
		if (configured.isEmpty()) {
			throw new LoreException(ExitCode.USAGE, "no project is named",
					"name one with -p group/project, or configure lore.projects");
		}
		if (configured.size() > 1) {
			throw new LoreException(ExitCode.AMBIGUOUS,
					"%d projects are configured: %s".formatted(configured.size(), String.join(", ", configured)),
					"choose one with -p");
		}
		try {
			return ProjectName.parse(configured.get(0), pages);
		}
		catch (LoreException ex) {
			throw new LoreException(ExitCode.CONFIG_INVALID, "lore.projects[0].path: " + ex.getMessage(),
					ex.suggestion(), List.of(), ex);
		}
	}

}
