package dev.lorebatch.lock;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.database.WriteTransactions;

/**
 * Write transactions for content: each one makes sure that the run still holds the
 * mutation lock, in the same transaction that writes. Thread-safe.
 */
public class MirrorTransactions {

	private final WriteTransactions transactions;

	private final SyncLock lock;

	private final Map<String, RunLease> leases = new ConcurrentHashMap<>();

	public MirrorTransactions(WriteTransactions transactions, SyncLock lock) {
		this.transactions = transactions;
		this.lock = lock;
	}

	/**
	 * Says which lease the run writes under.
	 */
	public void begin(RunLease lease) {
		this.leases.put(lease.runId(), lease);
	}

	public void end(String runId) {
		this.leases.remove(runId);
	}

	/**
	 * Runs work in a write transaction; joins the chunk's transaction inside a step that
	 * has one.
	 * @throws dev.lorebatch.failure.LoreException if the run does not hold the lock
	 */
	public <T extends @Nullable Object> T call(String runId, Function<WriteTransaction, T> work) {
		RunLease lease = this.leases.get(runId);
		if (lease == null) {
			throw new IllegalStateException("Run %s has no lease".formatted(runId));
		}
		return this.transactions.call((tx) -> {
			this.lock.verifyHeld(tx, lease);
			return work.apply(tx);
		});
	}

	/**
	 * The same for work without a result.
	 */
	public void run(String runId, Consumer<WriteTransaction> work) {
		call(runId, (tx) -> {
			work.accept(tx);
			return Boolean.TRUE;
		});
	}

}
