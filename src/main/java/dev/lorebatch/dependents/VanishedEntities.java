package dev.lorebatch.dependents;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.intake.GoneProof;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.mirror.Tombstones;
import dev.lorebatch.mirror.Tombstones.Known;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.view.RunViews;

/**
 * Finds out whether entities are gone whose sets answer 404, or that a closing list
 * leaves out. Never called inside a transaction.
 */
class VanishedEntities {

	private final Tombstones tombstones;

	private final GoneProof proof;

	private final RunViews views;

	private final RunFetches fetches;

	private final MirrorTransactions transactions;

	VanishedEntities(Tombstones tombstones, GoneProof proof, RunViews views, RunFetches fetches,
			MirrorTransactions transactions) {
		this.tombstones = tombstones;
		this.proof = proof;
		this.views = views;
		this.fetches = fetches;
		this.transactions = transactions;
	}

	/**
	 * Looks for the jobs of one execution of the step.
	 * @param contexts the projects, by local id
	 */
	Look begin(String runId, Map<Long, ProjectContext> contexts) {
		return new Look(runId, contexts);
	}

	/**
	 * Asks for each alone.
	 * @param gitlabId GitLab's id of the project
	 * @param fetch the number taken before
	 * @return the local ids of those that are proven gone, by IID
	 * @throws GitLabException if GitLab is out of order, or the project cannot be read
	 */
	Map<Long, Long> findGone(long gitlabId, EntityKind kind, Collection<Long> iids, long fetch) {
		Map<Long, Long> gone = new HashMap<>();
		List<Known> asked = new ArrayList<>();
		for (Known known : this.tombstones.findNamed(gitlabId, kind, fetch, iids)) {
			if (known.gone()) {
				gone.put(known.iid(), known.id());
			}
			else if (known.covered()) {
				asked.add(known);
			}
		}
		this.proof.judge(this.views.findOfFetch(fetch, gitlabId), gitlabId, kind, asked)
			.gone()
			.forEach((known) -> gone.put(known.iid(), known.id()));
		return gone;
	}

	/**
	 * What is known of the entities of one execution of the step. For its thread only.
	 */
	final class Look {

		private final String runId;

		private final Map<Long, ProjectContext> contexts;

		/** The number of the look that proved it, 0 if none did. */
		private final Map<Entity, Long> asked = new HashMap<>();

		private Look(String runId, Map<Long, ProjectContext> contexts) {
			this.runId = runId;
			this.contexts = contexts;
		}

		/**
		 * Returns the jobs, marked as gone where the entity is proven gone. Each entity
		 * is asked for once, and a bounded number of entities in a run.
		 */
		List<FetchedJob> judge(List<FetchedJob> fetched) {
			Map<Parted, List<DependentJob>> suspects = new LinkedHashMap<>();
			for (FetchedJob one : fetched) {
				boolean absent = one.failure() instanceof GitLabException failure && failure.isAbsence();
				if (absent && this.asked.size() < GoneProof.MAX_LOOKUPS
						&& this.asked.putIfAbsent(Entity.of(one.job()), 0L) == null) {
					suspects.computeIfAbsent(Parted.of(one.job()), (key) -> new ArrayList<>()).add(one.job());
				}
			}
			suspects.forEach(this::ask);
			return fetched.stream().map((one) -> {
				long fetch = this.asked.getOrDefault(Entity.of(one.job()), 0L);
				return (fetch > 0) ? one.asGone(fetch) : one;
			}).toList();
		}

		/**
		 * If GitLab cannot be asked, nothing is proven, and the sets fail.
		 */
		private void ask(Parted part, List<DependentJob> suspects) {
			ProjectContext project = this.contexts.get(part.projectId());
			if (project == null) {
				return;
			}
			long fetch = VanishedEntities.this.transactions.call(this.runId,
					(tx) -> VanishedEntities.this.fetches.begin(tx, this.runId));
			try {
				List<Long> iids = suspects.stream().map((job) -> job.entity().iid()).toList();
				Map<Long, Long> gone = findGone(project.gitlabId(), part.kind(), iids, fetch);
				suspects.stream()
					.filter((job) -> gone.containsKey(job.entity().iid()))
					.forEach((job) -> this.asked.put(Entity.of(job), fetch));
			}
			catch (GitLabException ex) {
				// nothing is proven
			}
		}

	}

	private record Entity(EntityKind kind, long id) {

		static Entity of(DependentJob job) {
			return new Entity(job.entity().kind(), job.entityId());
		}

	}

	private record Parted(long projectId, EntityKind kind) {

		static Parted of(DependentJob job) {
			return new Parted(job.projectId(), job.entity().kind());
		}

	}

}
