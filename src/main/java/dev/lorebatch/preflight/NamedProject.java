package dev.lorebatch.preflight;

import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.ProjectName;
import dev.lorebatch.entity.ProjectPath;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;

/**
 * Asks GitLab for a project by what it is called. Where something before GitLab does not
 * let a path through, because of the {@code %2F} in it, the project is asked for by the
 * id that the mirror knows for the path, and taken if it still has that path.
 * Thread-safe.
 */
class NamedProject {

	private final GitLabClient gitlab;

	NamedProject(GitLabClient gitlab) {
		this.gitlab = gitlab;
	}

	/**
	 * @param name full path or numeric id
	 * @throws GitLabException if GitLab does not give it
	 * @throws LoreException if another one is given
	 */
	Payload ask(String name, KnownProjects known) {
		try {
			return requireNamed(name, this.gitlab.project(name));
		}
		catch (GitLabException ex) {
			Long id = ex.isPathRefused() ? known.idOf(name) : null;
			if (id == null) {
				throw ex;
			}
			return byId(name, id, ex);
		}
	}

	private Payload byId(String name, long id, GitLabException refused) {
		String text = String.valueOf(id);
		Payload project;
		try {
			project = requireNamed(text, this.gitlab.project(text));
		}
		catch (GitLabException ex) {
			throw (ex.kind().isOutage() || ex.kind() == GitLabException.Kind.CANCELLED) ? ex : refused;
		}
		String path = ProjectPath.of(project);
		if (!path.equalsIgnoreCase(name)) {
			throw refused.suggesting(
					"the mirror knows project %d by this path, but it is %s now: name the one that is meant by its numeric id"
						.formatted(id, path));
		}
		return project;
	}

	/**
	 * Makes sure that a project that was named by its id is that one.
	 */
	static Payload requireNamed(String name, Payload project) {
		if (ProjectName.isNumeric(name) && !name.equals(String.valueOf(project.id("id")))) {
			throw new LoreException(ExitCode.NETWORK,
					"GitLab was asked for project %s, and the answer is about project %d".formatted(name,
							project.id("id")),
					"run it again; if it stays so, look for a cache between here and GitLab");
		}
		return project;
	}

}
