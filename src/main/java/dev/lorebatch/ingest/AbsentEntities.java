package dev.lorebatch.ingest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.intake.GoneProof;
import dev.lorebatch.mirror.Tombstones;
import dev.lorebatch.mirror.Tombstones.Known;
import dev.lorebatch.queue.DependentStates;
import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunFailures;
import dev.lorebatch.view.RunViews;

/**
 * Finds out what became of entities that some run owes and that a list by IID does not
 * give. Only what is proven gone is owed no more; what is neither there nor proven gone
 * stays owed. Thread-safe.
 */
class AbsentEntities {

	private final Tombstones tombstones;

	private final RunFailures failures;

	private final DependentStates states;

	private final RunViews views;

	private final GoneProof proof;

	AbsentEntities(Tombstones tombstones, RunFailures failures, DependentStates states, RunViews views,
			GoneProof proof) {
		this.tombstones = tombstones;
		this.failures = failures;
		this.states = states;
		this.views = views;
		this.proof = proof;
	}

	/**
	 * Asks for each alone that a view saw last which this one covers, boundedly. Must not
	 * be called inside a transaction.
	 * @param fetch the number of the fetch that did not give them
	 */
	Absent look(PartitionState state, Partition partition, Collection<Long> iids, long fetch) {
		if (iids.isEmpty()) {
			return new Absent(List.of(), List.of(), Map.of());
		}
		List<Known> known = this.tombstones.findNamed(state.projectId(), state.kind(), fetch, iids);
		List<Known> asked = new ArrayList<>(known.stream().filter((one) -> !one.gone()).toList());
		asked.addAll(neverWritten(state, known, iids, fetch));
		List<Known> askable = asked.stream()
			.filter(Known::covered)
			.limit(Math.max(0, GoneProof.MAX_LOOKUPS - state.counter("asked_alone")))
			.toList();
		GoneProof.Verdict verdict = this.proof.judge(this.views.findOfFetch(fetch, state.projectId()),
				state.projectId(), state.kind(), askable);
		partition.count(Map.of("asked_alone", askable.size()));
		return new Absent(known.stream().filter(Known::gone).toList(), verdict.gone(), verdict.found());
	}

	/**
	 * What could not be turned into a row has none. Whether it was confidential is not
	 * known, so it counts as if.
	 */
	private List<Known> neverWritten(PartitionState state, List<Known> known, Collection<Long> iids, long fetch) {
		Set<Long> unknown = new LinkedHashSet<>(iids);
		known.forEach((one) -> unknown.remove(one.iid()));
		Set<Long> seen = new HashSet<>(this.failures.findSeenByViewOf(fetch, state.projectId(), state.kind(), unknown));
		return unknown.stream()
			.map((iid) -> new Known(0, iid, state.kind() == EntityKind.ISSUE, false, seen.contains(iid)))
			.toList();
	}

	/**
	 * Marks what is proven gone, and forgets what was owed of it.
	 * @param projectId local id of the project
	 * @return how many are marked and were not before
	 */
	int settle(WriteTransaction tx, ProjectSyncRequest request, PartitionState state, long projectId, Absent absent,
			long fetch) {
		int marked = 0;
		for (Known one : absent.proven()) {
			boolean written = one.id() > 0;
			if (!written || this.tombstones.mark(tx, state.kind(), projectId, one.id(), request.runId(), fetch)) {
				forget(tx, request.runId(), state.kind(), projectId, one);
				marked += written ? 1 : 0;
			}
		}
		absent.goneBefore().forEach((one) -> forget(tx, request.runId(), state.kind(), projectId, one));
		return marked;
	}

	private void forget(WriteTransaction tx, String runId, EntityKind kind, long projectId, Known one) {
		this.states.remove(tx, runId, projectId, kind, one.id());
		this.failures.resolveIngest(tx, projectId, new EntityRef(kind, one.iid()));
	}

	/**
	 * What became of them; the others are unproven.
	 *
	 * @param goneBefore those that have a tombstone already
	 * @param proven those that are proven gone now
	 * @param found those that are there after all, by IID
	 */
	record Absent(List<Known> goneBefore, List<Known> proven, Map<Long, Payload> found) {

	}

}
