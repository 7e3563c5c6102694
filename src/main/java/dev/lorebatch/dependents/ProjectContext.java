package dev.lorebatch.dependents;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.ProjectPath;
import dev.lorebatch.run.ResolvedProject;

/**
 * The project a run works on.
 *
 * @param gitlabId GitLab's id, for requests
 * @param path its full path, for references
 * @param server where its web pages are, for references; {@code null} if unknown
 * @param seesEverything whether the token's owner is known to see all notes there
 */
record ProjectContext(long gitlabId, String path, @Nullable String server, boolean seesEverything) {

	ProjectContext(long gitlabId, String path, @Nullable String server) {
		this(gitlabId, path, server, false);
	}

	/**
	 * That of a project as GitLab sent it.
	 */
	static ProjectContext of(Payload project) {
		return new ProjectContext(project.id("id"), ProjectPath.of(project), ProjectPath.server(project),
				new ResolvedProject(project, 0).seesEverything());
	}

}
