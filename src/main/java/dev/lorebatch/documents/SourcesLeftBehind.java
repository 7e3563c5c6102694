package dev.lorebatch.documents;

import java.util.List;

import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.queue.DirtySources;
import dev.lorebatch.queue.PendingEmbeddings;
import dev.lorebatch.run.SyncRun;
import dev.lorebatch.run.SyncRuns;

/**
 * What failed, stopped and given-up runs wrote and made no documents of, and documents
 * they made no vectors of. A run of whole projects makes them as its own work, so that
 * nobody has to restart the other one; its rows stay as they are. What a complete run
 * left, it was told to leave.
 */
class SourcesLeftBehind {

	private final DirtySources dirtySources;

	private final PendingEmbeddings pendingEmbeddings;

	private final SyncRuns runs;

	private final RunLeases leases;

	private final WriteTransactions transactions;

	SourcesLeftBehind(DirtySources dirtySources, PendingEmbeddings pendingEmbeddings, SyncRuns runs, RunLeases leases,
			WriteTransactions transactions) {
		this.dirtySources = dirtySources;
		this.pendingEmbeddings = pendingEmbeddings;
		this.runs = runs;
		this.leases = leases;
		this.transactions = transactions;
	}

	/**
	 * Marks them for the run.
	 */
	void markFor(String runId) {
		List<String> leftBehind = this.dirtySources.findOrigins()
			.stream()
			.filter((origin) -> !origin.equals(runId) && isLeftBehind(origin))
			.toList();
		leftBehind.forEach((origin) -> this.transactions.run((tx) -> this.dirtySources.markLike(tx, origin, runId)));
		this.pendingEmbeddings.findOrigins()
			.stream()
			.filter((origin) -> !origin.equals(runId) && isLeftBehind(origin))
			.forEach((origin) -> this.transactions.run((tx) -> this.pendingEmbeddings.markLike(tx, origin, runId)));
	}

	private boolean isLeftBehind(String origin) {
		return this.runs.find(origin).filter((run) -> !run.isComplete()).map(SyncRun::runId).isPresent()
				&& !this.leases.isProvenAlive(origin);
	}

}
