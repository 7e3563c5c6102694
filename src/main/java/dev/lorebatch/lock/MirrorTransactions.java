package dev.lorebatch.lock;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;
import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Write transactions for content: each one makes sure that the run holds the mutation
 * lock, in the same transaction that writes. A run that holds it in turns takes it there,
 * and waits as long as another run is in the way. Thread-safe.
 */
public class MirrorTransactions {

	private final WriteTransactions transactions;

	private final SyncLock lock;

	private final Map<String, Grip> grips = new ConcurrentHashMap<>();

	public MirrorTransactions(WriteTransactions transactions, SyncLock lock) {
		this.transactions = transactions;
		this.lock = lock;
	}

	/**
	 * Says which lease the run writes under; it takes the lock itself.
	 */
	public void begin(RunLease lease) {
		this.grips.put(lease.runId(), new Grip(lease, false, (line) -> {
		}, () -> false));
	}

	/**
	 * Says which lease the run writes under, and that it holds the lock in turns.
	 * @param notice told a line for people whenever the run has to wait
	 * @param stopped asked while waiting; when it says so, waiting ends at once
	 */
	public void beginInTurns(RunLease lease, Consumer<String> notice, BooleanSupplier stopped) {
		this.grips.put(lease.runId(), new Grip(lease, true, notice, stopped));
	}

	public void end(String runId) {
		this.grips.remove(runId);
	}

	/**
	 * Runs work in a write transaction; joins the chunk's transaction inside a step that
	 * has one, which a run that holds the lock in turns must not have.
	 * @throws LoreException if the run does not hold the lock, or was stopped while it
	 * waited for its turn
	 */
	public <T extends @Nullable Object> T call(String runId, Function<WriteTransaction, T> work) {
		Grip grip = this.grips.get(runId);
		if (grip == null) {
			throw new IllegalStateException("Run %s has no lease".formatted(runId));
		}
		if (grip.inTurns()) {
			return callInTurn(grip, work);
		}
		return this.transactions.call((tx) -> {
			this.lock.verifyHeld(tx, grip.lease());
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

	private <T extends @Nullable Object> T callInTurn(Grip grip, Function<WriteTransaction, T> work) {
		boolean noticed = false;
		while (true) {
			Turn<T> turn = this.transactions.call((tx) -> {
				LeaseOwner obstacle = this.lock.takeTurn(tx, grip.lease());
				if (obstacle != null) {
					return new Turn<T>(obstacle, null);
				}
				FailPoints.reach(FailPoint.TURN_TAKEN);
				return new Turn<>(null, work.apply(tx));
			});
			LeaseOwner obstacle = turn.obstacle();
			if (obstacle == null) {
				return turn.required();
			}
			if (grip.stopped().getAsBoolean()) {
				this.lock.leaveQueue(grip.lease());
				throw new LoreException(ExitCode.INTERRUPTED,
						"run %s was stopped before its turn to write".formatted(grip.lease().runId()));
			}
			if (!noticed) {
				grip.notice().accept("letting run %s (%s) go first".formatted(obstacle.runId(), obstacle.describe()));
				noticed = true;
			}
			this.lock.awaitTurn();
		}
	}

	/**
	 * How a run holds the lock.
	 */
	private record Grip(RunLease lease, boolean inTurns, Consumer<String> notice, BooleanSupplier stopped) {

	}

	/**
	 * What came of one attempt to write.
	 *
	 * @param obstacle who has to be waited for, {@code null} if the work was done
	 */
	private record Turn<T extends @Nullable Object>(@Nullable LeaseOwner obstacle, @Nullable T result) {

		@SuppressWarnings("NullAway") // null only if the work's result was null
		private T required() {
			return this.result;
		}

	}

}
