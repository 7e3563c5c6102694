package dev.lorebatch.gitlab;

import java.util.Map;

import dev.lorebatch.entity.Payload;

/**
 * Issues or merge requests that were asked for by IID. Those that are neither found nor
 * failed are absent: GitLab says nothing about them.
 *
 * @param found by IID
 * @param failed those that break every list they are in, and cannot be read alone either,
 * each with its own failure
 */
public record EntitiesByIid(Map<Long, Payload> found, Map<Long, GitLabException> failed) {

}
