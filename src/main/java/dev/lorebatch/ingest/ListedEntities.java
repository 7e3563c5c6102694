package dev.lorebatch.ingest;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.TransformException;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.intake.EntityIntake;
import dev.lorebatch.intake.PreparedEntity;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.mirror.Change;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.ResolvedProject;
import dev.lorebatch.run.RunFailures;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.RunProjects;

/**
 * Writes listed entities, some in each transaction: fewer commits than entities, and none
 * so long that another run waits for it. One that cannot be transformed is noted and does
 * not stop the others. Thread-safe.
 */
class ListedEntities {

	private static final int BATCH = 50;

	private final MirrorTransactions transactions;

	private final EntityIntake intake;

	private final RunFailures failures;

	private final RunProjects projects;

	ListedEntities(MirrorTransactions transactions, EntityIntake intake, RunFailures failures, RunProjects projects) {
		this.transactions = transactions;
		this.intake = intake;
		this.failures = failures;
		this.projects = projects;
	}

	/**
	 * Writes the entities.
	 * @param gitlabId GitLab's id of their project
	 * @param fetch the number of the fetch they come from
	 * @param last what to write in the transaction of the last ones, {@code null} for
	 * nothing; told the local id of the project
	 * @return what to count
	 */
	Map<String, Integer> write(String runId, RunMode mode, long gitlabId, Map<EntityRef, Payload> entities, long fetch,
			@Nullable ListingEnd last) {
		return write(runId, mode, gitlabId, entities, Map.of(), fetch, last);
	}

	/**
	 * Writes the entities, and notes those that GitLab does not give.
	 * @param unreadable why
	 */
	Map<String, Integer> write(String runId, RunMode mode, long gitlabId, Map<EntityRef, Payload> entities,
			Map<EntityRef, ? extends LoreException> unreadable, long fetch, @Nullable ListingEnd last) {
		ResolvedProject project = this.projects.get(runId, gitlabId);
		Batch batch = new Batch(runId, mode, project, fetch);
		entities.forEach(batch::prepare);
		unreadable.forEach(batch::note);
		List<Consumer<WriteTransaction>> writes = batch.writes;
		for (int start = 0; start < writes.size() || (start == 0 && last != null); start += BATCH) {
			int end = Math.min(start + BATCH, writes.size());
			List<Consumer<WriteTransaction>> part = writes.subList(start, end);
			this.transactions.run(runId, (tx) -> {
				FailPoints.atCommit(FailPoint.BEFORE_PAGE_COMMIT, FailPoint.AFTER_PAGE_COMMIT);
				part.forEach((write) -> write.accept(tx));
				if (last != null && end == writes.size()) {
					last.write(tx, this.intake.writeProject(tx, project.payload(), project.fetch()));
				}
			});
		}
		return batch.counts();
	}

	/**
	 * What is written with the last entities of a listing.
	 */
	@FunctionalInterface
	interface ListingEnd {

		/**
		 * Writes it.
		 * @param projectId local id of the project
		 */
		void write(WriteTransaction tx, long projectId);

	}

	/**
	 * Entities of one fetch.
	 */
	private final class Batch {

		private final String runId;

		private final RunMode mode;

		private final ResolvedProject project;

		private final long fetch;

		private final List<Consumer<WriteTransaction>> writes = new ArrayList<>();

		private final Map<Change, Integer> changes = new EnumMap<>(Change.class);

		private int queued;

		private int again;

		private int back;

		private int failed;

		private int notGiven;

		private Batch(String runId, RunMode mode, ResolvedProject project, long fetch) {
			this.runId = runId;
			this.mode = mode;
			this.project = project;
			this.fetch = fetch;
		}

		private void prepare(EntityRef entity, Payload payload) {
			try {
				PreparedEntity prepared = ListedEntities.this.intake.prepare(entity, payload, this.project.payload());
				this.writes.add((tx) -> write(tx, prepared));
			}
			catch (TransformException ex) {
				this.failed++;
				fail(entity, ex);
			}
		}

		private void note(EntityRef entity, LoreException failure) {
			this.notGiven++;
			fail(entity, failure);
		}

		private void fail(EntityRef entity, LoreException failure) {
			this.writes.add((tx) -> ListedEntities.this.failures.note(tx, this.runId,
					ListedEntities.this.intake.writeProject(tx, this.project.payload(), this.project.fetch()), entity,
					Phase.INGEST, failure));
		}

		private void write(WriteTransaction tx, PreparedEntity prepared) {
			EntityIntake.Written written = (this.mode == RunMode.FULL)
					? ListedEntities.this.intake.write(tx, this.runId, prepared, this.fetch, this.project.fetch())
					: ListedEntities.this.intake.writeIfChanged(tx, this.runId, prepared, this.fetch,
							this.project.fetch());
			ListedEntities.this.failures.resolveIngest(tx, written.projectId(), prepared.entity());
			this.changes.merge(written.change(), 1, Integer::sum);
			this.queued += written.queued() ? 1 : 0;
			this.again += written.again() ? 1 : 0;
			this.back += written.back() ? 1 : 0;
		}

		private Map<String, Integer> counts() {
			Map<String, Integer> counts = new LinkedHashMap<>();
			this.changes.forEach((change, count) -> counts.put(change.value(), count));
			counts.put("queued", this.queued);
			counts.put("other_view", this.again);
			counts.put("back", this.back);
			counts.put("transform_failed", this.failed);
			counts.put("not_given", this.notGiven);
			counts.values().removeIf((count) -> count == 0);
			return counts;
		}

	}

}
