package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.GroupName;
import dev.lorebatch.entity.NamedEntities;
import dev.lorebatch.entity.ProjectName;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Which project is meant: the one named with -p, else the one that references and URLs
 * name, else the only one configured. A run of single entities is of one project; a run
 * of whole projects is of all that are named, else of all configured.
 */
final class ProjectChoice {

	private ProjectChoice() {
	}

	/**
	 * For a run of whole projects, groups included.
	 * @param named the values of -p
	 */
	static List<String> chooseAll(List<String> named, LoreEnvironment environment, GitLabPages pages) {
		if (!named.isEmpty()) {
			return named.stream()
				.map((name) -> ProjectArgument.parse(name, environment, (given) -> parse(given, pages)))
				.distinct()
				.toList();
		}
		List<String> configured = environment.projects();
		if (configured.isEmpty()) {
			throw none();
		}
		List<String> chosen = new ArrayList<>();
		for (int index = 0; index < configured.size(); index++) {
			try {
				chosen.add(parse(configured.get(index), pages));
			}
			catch (LoreException ex) {
				throw misconfigured(index, ex);
			}
		}
		return chosen.stream().distinct().toList();
	}

	private static String parse(String name, GitLabPages pages) {
		String stripped = name.strip();
		String parsed = GroupName.isGroup(stripped) ? GroupName.parse(stripped).toString()
				: ProjectName.parse(name, pages);
		if (parsed.contains(",")) { // separates them in the ledger
			throw new LoreException(ExitCode.USAGE, "%s is not a project path".formatted(Excerpt.quote(name)),
					"repeat -p for more than one");
		}
		return parsed;
	}

	/**
	 * For a run of single entities.
	 * @param named the values of -p
	 * @param entities what the other options name
	 */
	static String choose(List<String> named, Collection<NamedEntities> entities, LoreEnvironment environment,
			GitLabPages pages) {
		if (named.size() > 1) {
			throw new LoreException(ExitCode.USAGE, "-p names %d projects".formatted(named.size()),
					"a run of single issues and merge requests is of one project, sync them one after the other");
		}
		return choose(named.isEmpty() ? null : named.get(0), entities, environment, pages);
	}

	/**
	 * @param named the value of -p
	 * @param entities what the other options name
	 */
	static String choose(@Nullable String named, Collection<NamedEntities> entities, LoreEnvironment environment,
			GitLabPages pages) {
		String referenced = referenced(entities);
		if (named != null) {
			String project = ProjectArgument.parse(named, environment, (given) -> ProjectName.parse(given, pages));
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
			throw none();
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
			throw misconfigured(0, ex);
		}
	}

	private static LoreException none() {
		return new LoreException(ExitCode.USAGE, "no project is named",
				"name one with -p group/project, or configure lore.projects");
	}

	private static LoreException misconfigured(int index, LoreException ex) {
		return new LoreException(ExitCode.CONFIG_INVALID,
				"lore.projects[%d].path: %s".formatted(index, ex.getMessage()), ex.suggestion(), List.of(), ex);
	}

}
