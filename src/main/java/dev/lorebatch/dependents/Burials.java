package dev.lorebatch.dependents;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.mirror.Tombstones;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.queue.DependentStates;
import dev.lorebatch.run.RunEntities;

/**
 * Gives entities that are proven gone their tombstone, and takes what a run still owed of
 * them out of the queue, in one transaction.
 */
class Burials {

	private final Tombstones tombstones;

	private final DependentJobs jobs;

	private final DependentStates states;

	private final RunEntities runEntities;

	Burials(Tombstones tombstones, DependentJobs jobs, DependentStates states, RunEntities runEntities) {
		this.tombstones = tombstones;
		this.jobs = jobs;
		this.states = states;
		this.runEntities = runEntities;
	}

	/**
	 * Does nothing if somebody has seen the entity since.
	 * @param entityId local id of the entity
	 * @param fetch the number of the look that proved that it is gone
	 * @return whether it is gone
	 */
	boolean bury(WriteTransaction tx, String runId, EntityRef entity, long entityId, long fetch) {
		Long projectId = tx.queryForLong("SELECT project_id FROM %s WHERE id = ?".formatted(entity.kind().resource()),
				entityId);
		if (projectId == null) {
			return false;
		}
		boolean marked = this.tombstones.mark(tx, entity.kind(), projectId, entityId, runId, fetch);
		if (!marked && !this.tombstones.isMarked(tx, entity.kind(), entityId)) {
			return false;
		}
		this.jobs.removeUnfinished(tx, runId, entity, entityId);
		this.states.remove(tx, runId, projectId, entity.kind(), entityId);
		this.runEntities.markGone(tx, runId, entity);
		return true;
	}

}
