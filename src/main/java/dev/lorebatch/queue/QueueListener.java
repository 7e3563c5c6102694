package dev.lorebatch.queue;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;

/**
 * Told what a run put into the queue of dependent fetches, when it is committed: whoever
 * works the queue off in the next phase can begin with what does not need the database.
 */
public interface QueueListener {

	/**
	 * All dependent sets of one entity are in the queue. Called by the thread of the
	 * step, outside of any transaction.
	 */
	void queued(QueuedEntity queued);

	/**
	 * The next phase will not run in this attempt.
	 */
	void withdrawn();

	/**
	 * An issue or merge request whose dependent sets are to be fetched.
	 *
	 * @param attempt the id of the run's job execution: what was begun for an earlier one
	 * is of no use
	 * @param project as GitLab sent it
	 * @param projectId local id of the project
	 * @param entityId local id of the issue or merge request
	 */
	record QueuedEntity(String runId, long attempt, Payload project, long projectId, EntityRef entity, long entityId) {

	}

}
