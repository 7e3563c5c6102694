package dev.lorebatch.embedding;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.lock.LockedException;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.lock.RunLease;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.lock.SyncLock;
import dev.lorebatch.step.PhaseProgress;

/**
 * Writes for {@link BacklogEmbedder}: takes the mutation lock for each write only, so
 * that syncs get their turn while a provider works. One process at a time has it open.
 */
class BacklogTransactions {

	/** In place of a run id; no run id looks like this. */
	static final String NAME = "(embed)";

	private final RunLeases leases;

	private final SyncLock lock;

	private final MirrorTransactions transactions;

	private final PhaseProgress progress;

	private volatile @Nullable RunLease lease;

	private volatile boolean stopping;

	BacklogTransactions(RunLeases leases, SyncLock lock, MirrorTransactions transactions, PhaseProgress progress) {
		this.leases = leases;
		this.lock = lock;
		this.transactions = transactions;
		this.progress = progress;
	}

	/**
	 * Runs work that writes.
	 * @param onStop called from another thread when this process lost its claim
	 * @throws LoreException with {@link ExitCode#LOCKED} if another process has it open
	 */
	void open(Runnable work, Runnable onStop) {
		try (RunLease opened = acquire()) {
			this.lease = opened;
			this.transactions.begin(opened);
			opened.keepAlive(onStop);
			work.run();
		}
		finally {
			this.lease = null;
			this.transactions.end(NAME);
		}
	}

	/**
	 * Writes in one transaction.
	 * @return {@code false} if it was stopped while it waited for the lock
	 */
	boolean write(Consumer<WriteTransaction> work) {
		RunLease held = this.lease;
		if (held == null) {
			throw new IllegalStateException("The transactions are not open");
		}
		if (!this.lock.acquire(held, this.progress::notice, () -> this.stopping)) {
			return false;
		}
		try {
			this.transactions.run(NAME, work);
			return true;
		}
		finally {
			this.lock.release(held);
		}
	}

	/**
	 * Ends the wait for the lock.
	 */
	void stop() {
		this.stopping = true;
	}

	boolean isStopping() {
		return this.stopping;
	}

	private RunLease acquire() {
		try {
			return this.leases.acquire(NAME, this.progress::notice, () -> this.stopping);
		}
		catch (LockedException ex) {
			throw new LoreException(ExitCode.LOCKED,
					"another embed is at work: " + this.leases.describeLiveOwner(NAME).orElse("it has just ended"),
					"run the command again when it has ended");
		}
	}

}
