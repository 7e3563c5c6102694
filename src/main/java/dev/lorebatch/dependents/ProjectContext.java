package dev.lorebatch.dependents;

/**
 * The project a run works on.
 *
 * @param gitlabId GitLab's id, for requests
 * @param path its full path, for references
 */
record ProjectContext(long gitlabId, String path) {

}
