package dev.lorebatch.queue;

import dev.lorebatch.entity.EntityRef;

/**
 * A claimed row of {@code dependent_jobs}.
 *
 * @param projectId local id of the project
 * @param entityId local id of the issue or merge request
 */
public record DependentJob(long id, long projectId, JobType type, EntityRef entity, long entityId) {

}
