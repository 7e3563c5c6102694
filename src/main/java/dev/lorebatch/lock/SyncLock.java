package dev.lorebatch.lock;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.Ticker;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * The mutation lock: one run at a time changes the mirror. It is a row that names its
 * owner's {@link RunLease}, so it ends with the lease and never outlives a dead process.
 * Taking it costs one short write transaction; holding it holds no database lock.
 * <p>
 * A run holds it to its end, or, if it is a long one, in turns: then it needs the lock
 * within its write transactions only, and whoever waits takes it between two of them.
 * Since it is taken inside a write transaction, of which SQLite has one at a time, nobody
 * can take it while its holder writes.
 */
public class SyncLock {

	/**
	 * How often a waiting run looks again.
	 */
	private static final Duration POLL = Duration.ofMillis(200);

	private static final String NAME = "sync";

	private static final String FIND_HOLDER = """
			SELECT o.run_id, o.token, o.host, o.pid, o.process_started_at, o.process_start_ticks, o.heartbeat_at,
				o.expires_at, o.beats, l.turns
			FROM sync_locks l JOIN run_leases o ON o.token = l.token WHERE l.name = ?
			""";

	private final WriteTransactions transactions;

	private final LockProperties properties;

	private final LeaseWatch watch;

	private final Pause pause;

	private final LockQueue queue;

	public SyncLock(WriteTransactions transactions, LockProperties properties, LeaseWatch watch, Pause pause) {
		this.transactions = transactions;
		this.properties = properties;
		this.watch = watch;
		this.pause = pause;
		this.queue = new LockQueue(watch);
	}

	/**
	 * Takes the lock for the run of the lease; one that already has it keeps it. The last
	 * look is made when the wait is over, so a wait of {@link RunLease#LENGTH} is long
	 * enough to prove of every holder whether it lives.
	 * @param notice called once if the run has to wait, with a line for people
	 * @param stopped asked while waiting; when it says so, waiting ends at once
	 * @return whether the lock was taken, {@code false} only if stopped while waiting
	 * @throws LockedException if another run still holds it after the configured wait
	 */
	public boolean acquire(RunLease lease, Consumer<String> notice, BooleanSupplier stopped) {
		Ticker ticker = this.watch.ticker();
		Long start = null; // of the wait: not before the first look at the holder
		boolean noticed = false;
		while (!stopped.getAsBoolean()) {
			Duration waited = (start != null) ? ticker.since(start) : Duration.ZERO;
			LeaseOwner owner = this.transactions.call((tx) -> tryTake(tx, lease, false));
			if (owner == null) {
				return true;
			}
			start = (start != null) ? start : ticker.nanos();
			if (waited.compareTo(this.properties.patience()) >= 0) {
				leaveQueue(lease);
				throw new LockedException("run %s (%s) is writing to the mirror; waited %d s".formatted(owner.runId(),
						owner.describe(), this.properties.patience().toSeconds()), owner.runId());
			}
			if (!noticed) {
				notice.accept("waiting up to %d s for run %s (%s)".formatted(this.properties.patience().toSeconds(),
						owner.runId(), owner.describe()));
				noticed = true;
			}
			this.pause.sleep(POLL);
		}
		leaveQueue(lease);
		return false;
	}

	/**
	 * Makes sure, inside the write transaction, that the lock is still ours: a process
	 * that slept past its lease may have lost it to another one.
	 */
	public void verifyHeld(WriteTransaction tx, RunLease lease) {
		Long held = tx.queryForLong("SELECT count(*) FROM sync_locks WHERE name = ? AND token = ?", NAME,
				lease.token());
		if (held == null || held == 0) {
			lease.verifyHeld(tx);
			throw lost(lease);
		}
	}

	/**
	 * Makes sure, inside the write transaction, that a run that holds the lock in turns
	 * has it now.
	 * @return {@code null} if it has, else the process it has to wait for; then it stands
	 * in the queue, and the transaction must write nothing else
	 */
	@Nullable LeaseOwner takeTurn(WriteTransaction tx, RunLease lease) {
		return tryTake(tx, lease, true);
	}

	/**
	 * Waits until it makes sense to try again.
	 */
	void awaitTurn() {
		this.pause.sleep(POLL);
	}

	/**
	 * Waits no longer.
	 */
	void leaveQueue(RunLease lease) {
		this.transactions.run((tx) -> this.queue.leave(tx, lease));
	}

	public void release(RunLease lease) {
		this.transactions
			.run((tx) -> tx.update("DELETE FROM sync_locks WHERE name = ? AND token = ?", NAME, lease.token()));
	}

	private static LoreException lost(RunLease lease) {
		return new LoreException(ExitCode.LOCKED, "run %s lost the lock of the mirror".formatted(lease.runId()),
				"restart the run");
	}

	/**
	 * Who is in the way, or {@code null} if the run has the lock now.
	 */
	private @Nullable LeaseOwner tryTake(WriteTransaction tx, RunLease lease, boolean turns) {
		List<Holder> holders = tx.query(FIND_HOLDER,
				(row, index) -> new Holder(LeaseOwner.map(row, index), row.getBoolean("turns")), NAME);
		LeaseOwner obstacle = null;
		for (Holder holder : holders) {
			if (holder.owner().token().equals(lease.token())) {
				return null;
			}
			obstacle = isFirm(holder) ? holder.owner() : obstacle;
		}
		LeaseOwner earlier = this.queue.findEarlier(tx, lease); // looked at while it
																// waits
		obstacle = (obstacle != null) ? obstacle : earlier;
		if (obstacle != null) {
			this.queue.enter(tx, lease);
			return obstacle;
		}
		take(tx, lease, turns);
		return null;
	}

	/**
	 * Whether the lock cannot be taken from its holder.
	 */
	private boolean isFirm(Holder holder) {
		return !holder.turns() && this.watch.observe(holder.owner()) != Liveness.DEAD;
	}

	private void take(WriteTransaction tx, RunLease lease, boolean turns) {
		tx.update("DELETE FROM sync_locks WHERE name = ?", NAME);
		int taken = tx.update("""
				INSERT INTO sync_locks (name, run_id, token, acquired_at, turns)
				SELECT ?, run_id, token, ?, ? FROM run_leases WHERE token = ?
				""", NAME, Timestamps.format(this.watch.clock().instant()), turns, lease.token());
		if (taken == 0) {
			lease.verifyHeld(tx);
			throw lost(lease);
		}
		this.queue.leave(tx, lease);
	}

	/**
	 * Waits between two looks at the lock.
	 */
	@FunctionalInterface
	public interface Pause {

		void sleep(Duration duration);

	}

	/**
	 * Who has the lock, and how.
	 */
	private record Holder(LeaseOwner owner, boolean turns) {

	}

}
