package dev.lorebatch.cli;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.NamedEntities;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.search.EntityLookup;
import dev.lorebatch.search.EntityLookup.Found;
import dev.lorebatch.search.ProjectLookup;

/**
 * The one issue or merge request that a command is about, as it was named.
 *
 * @param project named with -p, or by the reference or URL; {@code null} if it was not
 */
record EntityArgument(EntityKind kind, long iid, @Nullable ProjectArgument project, List<String> configured) {

	/**
	 * Parses what was typed.
	 * @param other what messages say is to be done with one of the other kind
	 * @param project the value of {@code -p}
	 * @throws LoreException with {@link ExitCode#USAGE} if it names none of the kind
	 */
	static EntityArgument parse(EntityKind kind, String text, String other, @Nullable String project,
			LoreEnvironment environment) {
		NamedEntities named = NamedEntities.parseLocal(kind, text, other, GitLabPages.of(environment.gitlabUrl()));
		if (named.iids().size() != 1) {
			throw new LoreException(ExitCode.USAGE, "%d are named".formatted(named.iids().size()),
					"look at them one after the other");
		}
		String referenced = named.projects().isEmpty() ? null : named.projects().iterator().next();
		ProjectArgument chosen = ProjectArgument.parse(project, environment);
		if (chosen != null && referenced != null && !referenced.equalsIgnoreCase(chosen.name())) {
			throw new LoreException(ExitCode.USAGE,
					"-p names %s, but one of %s is named".formatted(chosen.name(), referenced),
					"correct one of them, or leave -p out");
		}
		if (chosen == null && referenced != null) {
			chosen = new ProjectArgument(referenced, referenced);
		}
		return new EntityArgument(kind, named.iids().get(0), chosen, environment.projects());
	}

	Found find(Mirror mirror) {
		String chosen = (this.project != null) ? this.project.findIn(mirror.jdbc()) : null;
		if (this.project != null && chosen == null) {
			throw missing(mirror);
		}
		List<Found> found = new EntityLookup(mirror.jdbc()).find(this.kind, this.iid, chosen);
		if (found.size() > 1 && this.configured.size() == 1) {
			String only = this.configured.get(0);
			found = found.stream().filter((entity) -> entity.project().equalsIgnoreCase(only)).toList();
		}
		if (found.size() > 1) {
			throw new LoreException(ExitCode.AMBIGUOUS,
					"%s%d may be %s".formatted(this.kind.sigil(), this.iid,
							String.join(", ", found.stream().limit(5).map(Found::reference).toList())),
					"choose one with -p");
		}
		if (found.isEmpty()) {
			throw missing(mirror);
		}
		return found.get(0);
	}

	/**
	 * The command that brings it into the mirror, or refreshes it.
	 * @param fallback the project if it was not named, {@code null} if that is not known
	 */
	RecoveryAction sync(@Nullable String fallback) {
		String named = (this.project != null && this.project.isComplete()) ? this.project.name() : null;
		String only = (this.project == null && this.configured.size() == 1) ? this.configured.get(0) : fallback;
		String from = (named != null) ? named : only;
		return (from != null) ? RecoveryAction.of("fetch it from GitLab", "sync", "-p", from, this.kind.option(),
				String.valueOf(this.iid)) : RecoveryAction.of("see how to sync", "sync", "--help");
	}

	static RecoveryAction refresh(Found entity) {
		return RecoveryAction.of("refresh it", "sync", "-p", entity.project(), entity.kind().option(),
				String.valueOf(entity.iid()));
	}

	private LoreException missing(Mirror mirror) {
		String known = (this.project != null) ? this.project.findIn(mirror.jdbc()) : onlyProject(mirror);
		String where = (this.project != null) ? " of " + this.project.name() : "";
		String message = "%s%d%s is not in the mirror".formatted(this.kind.sigil(), this.iid, where);
		String suggestion = "it has not been synced yet";
		List<RecoveryAction> actions = List.of(sync(known));
		List<String> near = (this.project != null && known == null) ? this.project.near(mirror.jdbc()) : List.of();
		return (this.project != null && known == null)
				? MistypedException.of(ExitCode.NOT_FOUND_LOCALLY, message, this.project.given(), near,
						near.isEmpty() ? suggestion : "", actions)
				: new LoreException(ExitCode.NOT_FOUND_LOCALLY, message, suggestion, actions, null);
	}

	private static @Nullable String onlyProject(Mirror mirror) {
		List<String> projects = new ProjectLookup(mirror.jdbc()).paths();
		return (projects.size() == 1) ? projects.get(0) : null;
	}

}
