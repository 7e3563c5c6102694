package dev.lorebatch.queue;

import dev.lorebatch.entity.EntityRef;

/**
 * A claimed row of {@code dependent_jobs}.
 *
 * @param projectId local id of the project
 * @param entityId local id of the issue or merge request
 * @param fetch the number taken before anything is asked for
 */
public record DependentJob(long id, long projectId, JobType type, EntityRef entity, long entityId, long fetch) {

	/**
	 * The same job, to be fetched under the number.
	 */
	public DependentJob asFetch(long number) {
		return new DependentJob(this.id, this.projectId, this.type, this.entity, this.entityId, number);
	}

}
