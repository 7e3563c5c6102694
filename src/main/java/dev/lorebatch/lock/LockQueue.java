package dev.lorebatch.lock;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.Timestamps;

/**
 * The rows of {@code sync_lock_waiters}: who waits for the mutation lock, first come,
 * first served, so that neither a stream of short runs nor a long one starves the other.
 */
class LockQueue {

	/** A process that did not look for so long hangs; the others go on without it. */
	private static final Duration SILENCE = Duration.ofSeconds(5);

	private static final String FIND_EARLIER = """
			SELECT o.run_id, o.token, o.host, o.pid, o.process_started_at, o.heartbeat_at, o.expires_at
			FROM sync_lock_waiters w JOIN run_leases o ON o.token = w.token
			WHERE w.looked_at >= ? AND w.id < coalesce((SELECT id FROM sync_lock_waiters WHERE token = ?), 9e18)
			ORDER BY w.id
			""";

	private final Clock clock;

	LockQueue(Clock clock) {
		this.clock = clock;
	}

	/**
	 * The first one alive that has waited longer than the run of the lease; {@code null}
	 * if it is the run's turn.
	 */
	@Nullable LeaseOwner findEarlier(WriteTransaction tx, RunLease lease) {
		List<LeaseOwner> earlier = tx.query(FIND_EARLIER, LeaseOwner::map,
				Timestamps.format(this.clock.instant().minus(SILENCE)), lease.token());
		return earlier.stream().filter((owner) -> owner.isAlive(this.clock)).findFirst().orElse(null);
	}

	/**
	 * Lines the run up, or notes that it still waits.
	 */
	void enter(WriteTransaction tx, RunLease lease) {
		tx.update("""
				INSERT INTO sync_lock_waiters (token, looked_at) SELECT token, ? FROM run_leases WHERE token = ?
				ON CONFLICT (token) DO UPDATE SET looked_at = excluded.looked_at
				""", Timestamps.format(this.clock.instant()), lease.token());
	}

	void leave(WriteTransaction tx, RunLease lease) {
		tx.update("DELETE FROM sync_lock_waiters WHERE token = ?", lease.token());
	}

}
