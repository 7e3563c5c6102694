package dev.lorebatch.lock;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import com.github.f4b6a3.ulid.UlidCreator;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.failure.LoreException;

/**
 * Who works on which run. A run has at most one live lease, so two processes can not
 * start, restart or recover the same run at the same time.
 */
public class RunLeases {

	private static final String ALL = "SELECT " + LeaseOwner.COLUMNS + " FROM run_leases";

	static final String FIND = ALL + " WHERE run_id = ?";

	private final WriteTransactions transactions;

	private final JdbcClient jdbc;

	private final LeaseWatch watch;

	private final Clock clock;

	private final Map<String, RunLease> held = new ConcurrentHashMap<>();

	public RunLeases(WriteTransactions transactions, JdbcClient jdbc, LeaseWatch watch) {
		this.transactions = transactions;
		this.jdbc = jdbc;
		this.watch = watch;
		this.clock = watch.clock();
	}

	/**
	 * Takes the run for this process, and says nothing if that takes a while.
	 * @throws LockedException if a live process has it
	 */
	public RunLease acquire(String runId) {
		return acquire(runId, (line) -> {
		}, () -> false);
	}

	/**
	 * Takes the run for this process; a dead owner's lease, and the mutation lock that
	 * went with it, is taken over. An owner in doubt is watched first.
	 * @param notice told one line if it has to be watched
	 * @param stopped asked meanwhile
	 * @throws LockedException if a live process has it
	 * @throws LoreException if stopped
	 */
	public RunLease acquire(String runId, Consumer<String> notice, BooleanSupplier stopped) {
		this.watch.decide(() -> this.jdbc.sql(FIND).param(runId).query(LeaseOwner::map).list(), notice, stopped);
		String token = UlidCreator.getMonotonicUlid().toString();
		Instant previous = this.transactions.call((tx) -> {
			Instant signOfLife = null;
			for (LeaseOwner owner : tx.query(FIND, LeaseOwner::map, runId)) {
				if (isAlive(owner)) {
					throw new LockedException("run %s is already running: %s".formatted(runId, owner.describe()),
							runId);
				}
				signOfLife = owner.heartbeatAt();
				tx.update("DELETE FROM run_leases WHERE run_id = ?", runId);
			}
			insert(tx, runId, token);
			return signOfLife;
		});
		RunLease lease = new RunLease(runId, token, previous, this.transactions, this.jdbc, this.clock);
		this.held.put(runId, lease);
		lease.onClose(() -> this.held.remove(runId, lease));
		return lease;
	}

	/**
	 * Makes sure, inside a write transaction, that this process still has the run, if it
	 * took it.
	 * @throws LeaseLostException if another process took it away
	 */
	public void verifyHeld(WriteTransaction tx, String runId) {
		RunLease lease = this.held.get(runId);
		if (lease != null) {
			lease.verifyHeld(tx);
		}
	}

	/**
	 * Watches every owner in doubt until it is proven whether it lives; takes no time if
	 * none is.
	 * @param notice told one line if it takes a while
	 */
	public void decide(Consumer<String> notice) {
		this.watch.decide(() -> this.jdbc.sql(ALL).query(LeaseOwner::map).list(), notice, () -> false);
	}

	/**
	 * Whether a process works on the run that is not proven to be dead.
	 */
	public boolean isAlive(String runId) {
		return owner(runId).filter(this::isAlive).isPresent();
	}

	/**
	 * Whether a process works on the run that is proven to live: for work that may be
	 * done twice, but not be left undone.
	 */
	public boolean isProvenAlive(String runId) {
		return owner(runId).filter((owner) -> this.watch.observe(owner) == Liveness.ALIVE).isPresent();
	}

	/**
	 * Whether some process died and left its lease.
	 */
	public boolean anyDead() {
		return this.jdbc.sql(ALL).query(LeaseOwner::map).list().stream().anyMatch((owner) -> !isAlive(owner));
	}

	/**
	 * Removes the leases of dead processes. Runs they left open are recovered before,
	 * because a lease tells when its process was last seen alive.
	 */
	public List<Removed> removeDead() {
		return this.transactions.call((tx) -> {
			List<Removed> removed = new ArrayList<>();
			for (LeaseOwner owner : tx.query(ALL, LeaseOwner::map)) {
				if (!isAlive(owner)) {
					removed.addAll(tx.query("DELETE FROM run_leases WHERE token = ? RETURNING rowid",
							(row, index) -> new Removed(owner.runId(), row.getLong(1)), owner.token()));
				}
			}
			return removed;
		});
	}

	/**
	 * The process that has the run, in words, unless it is proven to be dead.
	 */
	public Optional<String> describeLiveOwner(String runId) {
		return owner(runId).filter(this::isAlive).map(LeaseOwner::describe);
	}

	/**
	 * Asks the process that works on the run to stop at its next safe point.
	 * @return whether there is a lease to ask
	 */
	public boolean requestStop(String runId) {
		String now = Timestamps.format(this.clock.instant());
		return this.transactions.call((tx) -> tx.update(
				"UPDATE run_leases SET stop_requested_at = coalesce(stop_requested_at, ?) WHERE run_id = ?", now,
				runId)) > 0;
	}

	private boolean isAlive(LeaseOwner owner) {
		return this.watch.observe(owner) != Liveness.DEAD;
	}

	private Optional<LeaseOwner> owner(String runId) {
		List<LeaseOwner> found = this.jdbc.sql(FIND).param(runId).query(LeaseOwner::map).list();
		return found.stream().findFirst();
	}

	private void insert(WriteTransaction tx, String runId, String token) {
		ProcessIdentity self = ProcessIdentity.current();
		Instant now = this.clock.instant();
		Instant startedAt = self.startedAt();
		tx.update("""
				INSERT INTO run_leases (run_id, token, host, pid, process_started_at, process_start_ticks, acquired_at,
					heartbeat_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
				""", runId, token, self.host(), self.pid(), (startedAt != null) ? Timestamps.format(startedAt) : null,
				self.startTicks(), Timestamps.format(now), Timestamps.format(now),
				Timestamps.format(now.plus(RunLease.LENGTH)));
	}

	/**
	 * A row of {@code run_leases} that is gone.
	 */
	public record Removed(String runId, long rowId) {

	}

}
