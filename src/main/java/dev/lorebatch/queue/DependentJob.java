package dev.lorebatch.queue;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityRef;

/**
 * A claimed row of {@code dependent_jobs}.
 *
 * @param projectId local id of the project
 * @param entityId local id of the issue or merge request
 * @param fetch the number taken before anything is asked for
 * @param firstRows how many rows a first reading gave that was not believed, {@code null}
 * if this is the first one
 */
public record DependentJob(long id, long projectId, JobType type, EntityRef entity, long entityId, long fetch,
		@Nullable Integer firstRows) {

	/**
	 * A job that was not read yet.
	 */
	public DependentJob(long id, long projectId, JobType type, EntityRef entity, long entityId, long fetch) {
		this(id, projectId, type, entity, entityId, fetch, null);
	}

	/**
	 * The same job, to be fetched under the number.
	 */
	public DependentJob asFetch(long number) {
		return new DependentJob(this.id, this.projectId, this.type, this.entity, this.entityId, number, this.firstRows);
	}

}
