package dev.lorebatch.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.batch.core.job.JobInterruptedException;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.gitlab.EntitiesByIid;
import dev.lorebatch.gitlab.GitLabClient;
import dev.lorebatch.intake.GoneProof;
import dev.lorebatch.intake.GoneProof.Verdict;
import dev.lorebatch.mirror.Reconciliations;
import dev.lorebatch.mirror.Tombstones;
import dev.lorebatch.mirror.Tombstones.Known;
import dev.lorebatch.queue.DependentStates;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunFailures;
import dev.lorebatch.run.RunFetches;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.view.RunViews;

/**
 * Compares all that is known of a project, and that the run has not seen yet, with
 * GitLab. It is asked for by IID, a hundred in a request: such a list fits one page, so
 * nothing moves while it is read, and it is complete by itself. What it does not give is
 * asked for alone, and gets a tombstone if it is proven gone. What it gives is written:
 * so what changed without a trace, such as the name of a label, is right again, and what
 * was gone and is back loses its tombstone. Thread-safe.
 */
class Reconciliation {

	private final Tombstones tombstones;

	private final Reconciliations reconciliations;

	private final GoneProof proof;

	private final GitLabClient gitlab;

	private final WriteTransactions transactions;

	private final RunFetches fetches;

	private final ListedEntities entities;

	private final DependentStates states;

	private final RunFailures failures;

	private final RunViews views;

	private final int every;

	/**
	 * @param every every so many runs it is due, 0 for never
	 */
	Reconciliation(Tombstones tombstones, Reconciliations reconciliations, GoneProof proof, GitLabClient gitlab,
			WriteTransactions transactions, RunFetches fetches, ListedEntities entities, DependentStates states,
			RunFailures failures, RunViews views, int every) {
		this.tombstones = tombstones;
		this.reconciliations = reconciliations;
		this.proof = proof;
		this.gitlab = gitlab;
		this.transactions = transactions;
		this.fetches = fetches;
		this.entities = entities;
		this.states = states;
		this.failures = failures;
		this.views = views;
		this.every = every;
	}

	/**
	 * Decides whether the run reconciles; once, before it lists: what it sees then need
	 * not be asked for again. A full run always does, because it sees almost everything.
	 */
	void decide(ProjectSyncRequest request, PartitionState state) {
		if (state.isReconcileDecided()) {
			return;
		}
		boolean due = request.reconcile() || request.mode() == RunMode.FULL || isDue(request, state);
		state.decideReconcile(due ? begin(request) : 0);
	}

	private boolean isDue(ProjectSyncRequest request, PartitionState state) {
		return this.every > 0 && this.reconciliations.countRunsSince(state.projectId(), state.kind(), request.runId())
				+ 1 >= this.every;
	}

	/**
	 * Reconciles to the end, from where an earlier attempt left off, if it was so
	 * decided.
	 */
	void read(ProjectSyncRequest request, PartitionState state, Partition partition) throws JobInterruptedException {
		if (state.seenSince() == 0) {
			return;
		}
		while (true) {
			partition.requireRunning();
			long fetch = begin(request);
			List<Known> known = this.tombstones.findNext(state.projectId(), state.kind(), fetch, state.seenSince(),
					state.reconciledTo(), GitLabClient.PER_PAGE);
			if (known.isEmpty()) {
				state.counter("gone", this.tombstones.count(state.projectId(), state.kind(), request.runId()));
				return;
			}
			compare(request, state, known, fetch, partition);
			state.reconciledTo(known.get(known.size() - 1).iid());
			partition.save();
		}
	}

	/**
	 * Notes that the partition is through, in the transaction that says so.
	 */
	void markEnded(WriteTransaction tx, ProjectSyncRequest request, PartitionState state) {
		if (state.seenSince() == 0) {
			this.reconciliations.markListed(tx, state.projectId(), state.kind(), request.runId());
		}
		else {
			this.reconciliations.markComplete(tx, state.projectId(), state.kind(), request.runId(),
					state.counter("gone"), state.counter("unproven"));
		}
	}

	private void compare(ProjectSyncRequest request, PartitionState state, List<Known> known, long fetch,
			Partition partition) {
		EntityKind kind = state.kind();
		Map<EntityRef, Payload> payloads = new LinkedHashMap<>();
		EntitiesByIid answer = this.gitlab.eachEntity(state.projectId(), kind, known.stream().map(Known::iid).toList());
		answer.found().forEach((iid, payload) -> payloads.put(new EntityRef(kind, iid), payload));
		List<Known> missing = known.stream()
			.filter((one) -> !one.gone() && !payloads.containsKey(new EntityRef(kind, one.iid())))
			.toList();
		List<Known> askable = missing.stream()
			.filter((one) -> one.covered() && !answer.failed().containsKey(one.iid()))
			.limit(Math.max(0, GoneProof.MAX_LOOKUPS - state.counter("asked_alone")))
			.toList();
		Verdict verdict = this.proof.judge(this.views.find(request.runId(), state.projectId()), state.projectId(), kind,
				askable);
		partition.grew(payloads.size());
		int marked = write(request, state, payloads, verdict.gone(), fetch, partition);
		int settled = verdict.found().size() + marked;
		partition.count(Map.of("reconciled", known.size(), "asked_alone", askable.size(), "gone", marked, "unproven",
				missing.size() - settled));
		partition.advanced(payloads.size());
	}

	/**
	 * The tombstones are written in the transaction of the last entities.
	 * @return how many are marked
	 */
	private int write(ProjectSyncRequest request, PartitionState state, Map<EntityRef, Payload> payloads,
			List<Known> gone, long fetch, Partition partition) {
		List<Long> marked = new ArrayList<>();
		partition.count(this.entities.write(request.runId(), RunMode.INCREMENTAL, state.projectId(), payloads, fetch,
				(tx, projectId) -> {
					marked.clear();
					for (Known one : gone) {
						if (this.tombstones.mark(tx, state.kind(), projectId, one.id(), request.runId(), fetch)) {
							this.states.remove(tx, request.runId(), projectId, state.kind(), one.id());
							this.failures.resolveIngest(tx, projectId, new EntityRef(state.kind(), one.iid()));
							marked.add(one.id());
						}
					}
				}));
		return marked.size();
	}

	private long begin(ProjectSyncRequest request) {
		return this.transactions.call((tx) -> this.fetches.begin(tx, request.runId()));
	}

}
