package dev.lorebatch.lock;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.github.f4b6a3.ulid.UlidCreator;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.Timestamps;

/**
 * Who works on which run. A run has at most one live lease, so two processes can not
 * start, restart or recover the same run at the same time.
 */
public class RunLeases {

	private static final String ALL = "SELECT " + LeaseOwner.COLUMNS + " FROM run_leases";

	private static final String FIND = ALL + " WHERE run_id = ?";

	private final WriteTransactions transactions;

	private final JdbcClient jdbc;

	private final Clock clock;

	public RunLeases(WriteTransactions transactions, JdbcClient jdbc, Clock clock) {
		this.transactions = transactions;
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Takes the run for this process; a dead owner's lease, and the mutation lock that
	 * went with it, is taken over.
	 * @throws LockedException if a live process has it
	 */
	public RunLease acquire(String runId) {
		String token = UlidCreator.getMonotonicUlid().toString();
		Instant previous = this.transactions.call((tx) -> {
			Instant signOfLife = null;
			for (LeaseOwner owner : tx.query(FIND, LeaseOwner::map, runId)) {
				if (owner.isAlive(this.clock)) {
					throw new LockedException("run %s is already running: %s".formatted(runId, owner.describe()),
							runId);
				}
				signOfLife = owner.heartbeatAt();
				tx.update("DELETE FROM run_leases WHERE run_id = ?", runId);
			}
			insert(tx, runId, token);
			return signOfLife;
		});
		return new RunLease(runId, token, previous, this.transactions, this.jdbc, this.clock);
	}

	/**
	 * Whether a live process works on the run.
	 */
	public boolean isAlive(String runId) {
		return owner(runId).filter((owner) -> owner.isAlive(this.clock)).isPresent();
	}

	/**
	 * Whether some process died and left its lease.
	 */
	public boolean anyDead() {
		return this.jdbc.sql(ALL)
			.query(LeaseOwner::map)
			.list()
			.stream()
			.anyMatch((owner) -> !owner.isAlive(this.clock));
	}

	/**
	 * Removes the leases of dead processes. Runs they left open are recovered before,
	 * because a lease tells when its process was last seen alive.
	 */
	public List<Removed> removeDead() {
		return this.transactions.call((tx) -> {
			List<Removed> removed = new ArrayList<>();
			for (LeaseOwner owner : tx.query(ALL, LeaseOwner::map)) {
				if (!owner.isAlive(this.clock)) {
					removed.addAll(tx.query("DELETE FROM run_leases WHERE token = ? RETURNING rowid",
							(row, index) -> new Removed(owner.runId(), row.getLong(1)), owner.token()));
				}
			}
			return removed;
		});
	}

	/**
	 * The process that has the run, in words, if it lives.
	 */
	public Optional<String> describeLiveOwner(String runId) {
		return owner(runId).filter((owner) -> owner.isAlive(this.clock)).map(LeaseOwner::describe);
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

	private Optional<LeaseOwner> owner(String runId) {
		List<LeaseOwner> found = this.jdbc.sql(FIND).param(runId).query(LeaseOwner::map).list();
		return found.stream().findFirst();
	}

	private void insert(WriteTransaction tx, String runId, String token) {
		ProcessIdentity self = ProcessIdentity.current();
		Instant now = this.clock.instant();
		Instant startedAt = self.startedAt();
		tx.update("""
				INSERT INTO run_leases (run_id, token, host, pid, process_started_at, acquired_at, heartbeat_at,
					expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
				""", runId, token, self.host(), self.pid(), (startedAt != null) ? Timestamps.format(startedAt) : null,
				Timestamps.format(now), Timestamps.format(now), Timestamps.format(now.plus(RunLease.LENGTH)));
	}

	/**
	 * A row of {@code run_leases} that is gone.
	 */
	public record Removed(String runId, long rowId) {

	}

}
