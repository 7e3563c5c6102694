package dev.lorebatch.dependents;

import java.util.List;

import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.DependentJobs;
import dev.lorebatch.queue.DependentStates;
import dev.lorebatch.run.RunReceipts;
import dev.lorebatch.step.PhaseCounters;

/**
 * The sets of a run that were taken as empty because the server said that it does not
 * know the list. That is believed of old servers; not of one that gives this very list of
 * another entity, or that does not know lists which every GitLab has. What was taken is
 * in the queue, so the restart of a run that died finds it, too.
 */
class AbsentSets {

	private static final int BATCH = 500;

	private final DependentJobs jobs;

	private final DependentStates states;

	private final RunReceipts receipts;

	private final MissingRoutes missing;

	private final MirrorTransactions transactions;

	private final PhaseCounters counters;

	AbsentSets(DependentJobs jobs, DependentStates states, RunReceipts receipts, MissingRoutes missing,
			MirrorTransactions transactions, PhaseCounters counters) {
		this.jobs = jobs;
		this.states = states;
		this.receipts = receipts;
		this.missing = missing;
		this.transactions = transactions;
		this.counters = counters;
	}

	/**
	 * Has those that are contradicted read a second time, which is the last one. For when
	 * the queue is drained.
	 * @return how many
	 */
	int reopen(String runId) {
		int reopened = 0;
		List<DependentJob> absent = find(runId);
		while (!absent.isEmpty()) {
			List<DependentJob> batch = absent;
			this.transactions.run(runId, (tx) -> batch.forEach((job) -> {
				this.jobs.reopenAbsent(tx, job);
				this.states.markIncomplete(tx, runId, job.entity().kind(), job.entityId());
				this.receipts.reopen(tx, runId, job.entity());
			}));
			reopened += batch.size();
			absent = (batch.size() < BATCH) ? List.of() : find(runId);
		}
		if (reopened > 0) {
			this.counters.add("read_again", reopened);
		}
		return reopened;
	}

	private List<DependentJob> find(String runId) {
		return this.jobs.findAbsent(runId, this.missing.isDoubted(), BATCH);
	}

}
