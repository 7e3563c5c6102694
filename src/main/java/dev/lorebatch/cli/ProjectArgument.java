package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.ProjectName;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.search.ProjectLookup;
import dev.lorebatch.text.NearestWords;

/**
 * The project that {@code -p} names. Commands that only read take the end of a path, too,
 * if one project of the mirror has it; those that ask GitLab or write never do, and say
 * which project of the mirror was probably meant.
 *
 * @param given as it was typed
 * @param name full path, numeric id, or the end of a path
 */
record ProjectArgument(String given, String name) {

	/**
	 * Parses the name for a command that only reads.
	 * @return {@code null} if there is none
	 * @throws LoreException with {@link ExitCode#USAGE} if no project can be called so
	 */
	static @Nullable ProjectArgument parse(@Nullable String given, LoreEnvironment environment) {
		return (given != null)
				? new ProjectArgument(given, ProjectName.parseEnding(given, GitLabPages.of(environment.gitlabUrl())))
				: null;
	}

	/**
	 * Parses the name for a command that asks GitLab or writes.
	 * @param parser throws {@link LoreException} if it is no full path and no id
	 */
	static String parse(String given, LoreEnvironment environment, Function<String, String> parser) {
		try {
			return parser.apply(given);
		}
		catch (LoreException ex) {
			List<String> near = ProjectName.isEnding(given.strip()) ? near(given.strip(), environment) : List.of();
			if (near.isEmpty()) {
				throw ex;
			}
			throw MistypedException.of(ex.exitCode(), String.valueOf(ex.getMessage()), given, near,
					String.valueOf(ex.suggestion()), ex.actions());
		}
	}

	/**
	 * Returns the project of the mirror that is meant.
	 * @return a full path or an id; {@code null} if the mirror has none that is called so
	 * @throws LoreException with {@link ExitCode#AMBIGUOUS} if it is the end of several
	 */
	@Nullable String findIn(JdbcClient jdbc) {
		List<String> found = new ProjectLookup(jdbc).find(this.name);
		if (found.size() > 1) {
			throw new LoreException(ExitCode.AMBIGUOUS, "%s may be %s".formatted(Excerpt.quote(this.given),
					String.join(", ", found.stream().limit(5).toList())), "give the full path");
		}
		return found.isEmpty() ? null : found.get(0);
	}

	/**
	 * Returns the project of the mirror that is meant.
	 * @throws LoreException with {@link ExitCode#NOT_FOUND_LOCALLY} if the mirror has
	 * none that is called so, with {@link ExitCode#AMBIGUOUS} if it is the end of several
	 */
	String requireIn(JdbcClient jdbc) {
		String found = findIn(jdbc);
		if (found == null) {
			throw unknown(near(jdbc));
		}
		return found;
	}

	/**
	 * Returns the local ids of the project that is called exactly so.
	 * @throws LoreException with {@link ExitCode#NOT_FOUND_LOCALLY} if the mirror has
	 * none
	 */
	List<Long> requireIdsIn(JdbcClient jdbc) {
		ProjectLookup projects = new ProjectLookup(jdbc);
		List<Long> ids = projects.ids(this.name);
		if (ids.isEmpty()) {
			List<String> ending = projects.find(this.name);
			throw unknown(ending.isEmpty() ? near(jdbc) : ending);
		}
		return ids;
	}

	private LoreException unknown(List<String> near) {
		return MistypedException.of(ExitCode.NOT_FOUND_LOCALLY,
				"the mirror has no project %s".formatted(Excerpt.quote(this.given)), this.given, near,
				near.isEmpty() ? "it has not been synced yet" : "", sync());
	}

	/**
	 * The command that brings the project into the mirror, none if its full name is not
	 * known.
	 */
	private List<RecoveryAction> sync() {
		return isComplete() ? List.of(RecoveryAction.of("fetch it from GitLab", "sync", "-p", this.name)) : List.of();
	}

	boolean isComplete() {
		return !ProjectName.isEnding(this.name);
	}

	/**
	 * Names of projects of the mirror that are near.
	 */
	List<String> near(JdbcClient jdbc) {
		return near(this.name, jdbc);
	}

	/**
	 * Only for a better message, so whatever the matter is with the mirror is told by
	 * those who need it.
	 */
	private static List<String> near(String name, LoreEnvironment environment) {
		try (Mirror mirror = Mirror.open(environment)) {
			List<String> ending = new ProjectLookup(mirror.jdbc()).find(name);
			return ending.isEmpty() ? near(name, mirror.jdbc()) : ending.stream().limit(3).toList();
		}
		catch (RuntimeException ex) {
			return List.of();
		}
	}

	/**
	 * Whole paths are compared, else only what stands behind the groups.
	 */
	private static List<String> near(String name, JdbcClient jdbc) {
		List<String> paths = new ProjectLookup(jdbc).paths();
		List<String> found = NearestWords.find(name, paths);
		if (!found.isEmpty()) {
			return found;
		}
		List<String> ends = paths.stream().map(ProjectArgument::end).distinct().toList();
		List<String> nearEnds = NearestWords.find(end(name), ends);
		List<String> projects = new ArrayList<>(paths);
		projects.removeIf((path) -> !nearEnds.contains(end(path)));
		return (projects.size() <= 3) ? projects : List.of();
	}

	private static String end(String path) {
		return path.substring(path.lastIndexOf('/') + 1);
	}

}
