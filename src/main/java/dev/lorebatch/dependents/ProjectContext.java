package dev.lorebatch.dependents;

import org.jspecify.annotations.Nullable;

/**
 * The project a run works on.
 *
 * @param gitlabId GitLab's id, for requests
 * @param path its full path, for references
 * @param server where its web pages are, for references; {@code null} if unknown
 */
record ProjectContext(long gitlabId, String path, @Nullable String server) {

}
