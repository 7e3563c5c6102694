package dev.lorebatch.cli;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.NamedEntities;
import dev.lorebatch.entity.ProjectName;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.search.EntityLookup;
import dev.lorebatch.search.EntityLookup.Found;

/**
 * The one issue or merge request that a command is about, as it was named.
 *
 * @param project named with -p, or by the reference or URL; {@code null} if it was not
 */
record EntityArgument(EntityKind kind, long iid, @Nullable String project, List<String> configured) {

	static EntityArgument parse(EntityKind kind, String text, @Nullable String project, LoreEnvironment environment) {
		GitLabPages pages = GitLabPages.of(environment.gitlabUrl());
		NamedEntities named = NamedEntities.parse(kind, List.of(text), pages);
		if (named.iids().size() != 1) {
			throw new LoreException(ExitCode.USAGE, "%d are named".formatted(named.iids().size()),
					"look at them one after the other");
		}
		String referenced = named.projects().isEmpty() ? null : named.projects().iterator().next();
		String chosen = (project != null) ? ProjectName.parse(project, pages) : referenced;
		if (project != null && referenced != null && !referenced.equalsIgnoreCase(chosen)) {
			throw new LoreException(ExitCode.USAGE, "-p names %s, but one of %s is named".formatted(chosen, referenced),
					"correct one of them, or leave -p out");
		}
		return new EntityArgument(kind, named.iids().get(0), chosen, environment.projects());
	}

	Found find(Mirror mirror) {
		List<Found> found = new EntityLookup(mirror.jdbc()).find(this.kind, this.iid, this.project);
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
	 */
	RecoveryAction sync(@Nullable String fallback) {
		String from = (this.project != null) ? this.project
				: (this.configured.size() == 1) ? this.configured.get(0) : fallback;
		return (from != null) ? RecoveryAction.of("fetch it from GitLab", "sync", "-p", from, this.kind.option(),
				String.valueOf(this.iid)) : RecoveryAction.of("see how to sync", "sync", "--help");
	}

	static RecoveryAction refresh(Found entity) {
		return RecoveryAction.of("refresh it", "sync", "-p", entity.project(), entity.kind().option(),
				String.valueOf(entity.iid()));
	}

	private LoreException missing(Mirror mirror) {
		List<String> projects = mirror.jdbc()
			.sql("SELECT path FROM projects WHERE path_lost_at IS NULL ORDER BY path LIMIT 2")
			.query(String.class)
			.list();
		String where = (this.project != null) ? " of " + this.project : "";
		return new LoreException(ExitCode.NOT_FOUND_LOCALLY,
				"%s%d%s is not in the mirror".formatted(this.kind.sigil(), this.iid, where),
				"it has not been synced yet", List.of(sync((projects.size() == 1) ? projects.get(0) : null)), null);
	}

}
