package dev.lorebatch.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.batch.core.job.JobInterruptedException;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.gitlab.EntitiesByIid;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.ingest.AbsentEntities.Absent;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.queue.DependentStates;
import dev.lorebatch.queue.DependentStates.Open;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunFailures;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.run.RunMode;

/**
 * Looks at the entities that the listing need not show: whose dependent sets another run
 * queued and has not completed, those that had changed right before they were fetched, so
 * that GitLab may have hidden a later change, and those that could not be written before.
 * They are fetched by IID and all their sets are queued; what GitLab does not give stays
 * owed until it is proven gone. What a run owes that is proven to be alive is left to it.
 * Thread-safe.
 */
class OpenEntities {

	private final DependentStates states;

	private final RunFailures failures;

	private final RunLeases leases;

	private final GitLabClient gitlab;

	private final WriteTransactions transactions;

	private final RunFetches fetches;

	private final ListedEntities entities;

	private final AbsentEntities absentEntities;

	OpenEntities(DependentStates states, RunFailures failures, RunLeases leases, GitLabClient gitlab,
			WriteTransactions transactions, RunFetches fetches, ListedEntities entities,
			AbsentEntities absentEntities) {
		this.states = states;
		this.failures = failures;
		this.leases = leases;
		this.gitlab = gitlab;
		this.transactions = transactions;
		this.fetches = fetches;
		this.entities = entities;
		this.absentEntities = absentEntities;
	}

	/**
	 * Reads those whose dependent sets are open.
	 */
	void readOpen(ProjectSyncRequest request, PartitionState state, Partition partition)
			throws JobInterruptedException {
		Map<String, Boolean> alive = new HashMap<>();
		List<Open> open = findOpen(request, state, 0);
		while (!open.isEmpty()) {
			Set<Long> wanted = new LinkedHashSet<>();
			for (Open entity : open) {
				boolean owedByOther = !entity.fetched()
						&& alive.computeIfAbsent(entity.runId(), this.leases::isProvenAlive);
				if (!owedByOther) {
					wanted.add(entity.entity().iid());
				}
			}
			look(request, state, wanted, partition);
			open = findOpen(request, state, open.get(open.size() - 1).entityId());
		}
	}

	/**
	 * Reads those that could not be written before.
	 * @param exceptRunId a run whose failures are left out, empty for none
	 */
	void readMissing(ProjectSyncRequest request, PartitionState state, String exceptRunId, Partition partition)
			throws JobInterruptedException {
		List<Long> missing = findMissing(state, exceptRunId, 0);
		while (!missing.isEmpty()) {
			lookAtMissing(request, state, missing, partition);
			missing = findMissing(state, exceptRunId, missing.get(missing.size() - 1));
		}
	}

	/**
	 * They could not be read before, so that none can be read now is no surprise: they
	 * stay owed.
	 */
	private void lookAtMissing(ProjectSyncRequest request, PartitionState state, List<Long> missing,
			Partition partition) throws JobInterruptedException {
		try {
			look(request, state, missing, partition);
		}
		catch (GitLabException ex) {
			if (!ex.isOfRows()) {
				throw ex;
			}
		}
	}

	private List<Open> findOpen(ProjectSyncRequest request, PartitionState state, long after) {
		return this.states.findOpen(state.projectId(), state.kind(), request.runId(), after, GitLabClient.PER_PAGE);
	}

	private List<Long> findMissing(PartitionState state, String exceptRunId, long after) {
		return this.failures.findMissing(state.projectId(), state.kind(), exceptRunId, after, GitLabClient.PER_PAGE);
	}

	private void look(ProjectSyncRequest request, PartitionState state, Collection<Long> wanted, Partition partition)
			throws JobInterruptedException {
		partition.requireRunning();
		if (wanted.isEmpty()) {
			return;
		}
		long fetch = this.transactions.call((tx) -> this.fetches.begin(tx, request.runId()));
		EntitiesByIid answer = this.gitlab.eachEntity(state.projectId(), state.kind(), wanted);
		Map<Long, Payload> found = new LinkedHashMap<>(answer.found());
		// What cannot be read stays owed, like what is neither there nor proven gone
		List<Long> left = wanted.stream()
			.filter((iid) -> !found.containsKey(iid) && !answer.failed().containsKey(iid))
			.toList();
		Absent absent = this.absentEntities.look(state, partition, left, fetch);
		found.putAll(absent.found());
		Map<EntityRef, Payload> payloads = new LinkedHashMap<>();
		found.forEach((iid, payload) -> payloads.put(new EntityRef(state.kind(), iid), payload));
		int[] gone = { 0 };
		partition.grew(payloads.size());
		// All sets are fetched, whatever is known of them
		partition.count(this.entities.write(request.runId(), RunMode.FULL, state.projectId(), payloads, fetch,
				(tx, projectId) -> gone[0] = this.absentEntities.settle(tx, request, state, projectId, absent, fetch)));
		partition.count(Map.of("looked_again", wanted.size(), "gone", gone[0]));
		partition.advanced(payloads.size());
		partition.save();
	}

}
