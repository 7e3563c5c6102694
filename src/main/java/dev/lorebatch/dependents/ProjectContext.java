package dev.lorebatch.dependents;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.ProjectPath;

/**
 * The project a run works on.
 *
 * @param gitlabId GitLab's id, for requests
 * @param path its full path, for references
 * @param server where its web pages are, for references; {@code null} if unknown
 */
record ProjectContext(long gitlabId, String path, @Nullable String server) {

	/**
	 * That of a project as GitLab sent it.
	 */
	static ProjectContext of(Payload project) {
		return new ProjectContext(project.id("id"), ProjectPath.of(project), ProjectPath.server(project));
	}

}
