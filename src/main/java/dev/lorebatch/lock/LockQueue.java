package dev.lorebatch.lock;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.Ages;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.lock.LeaseWatch.Sighting;

/**
 * The rows of {@code sync_lock_waiters}: who waits for the mutation lock, first come,
 * first served, so that neither a stream of short runs nor a long one starves the other.
 */
class LockQueue {

	/** A process that did not look for so long hangs; the others go on without it. */
	private static final Duration SILENCE = Duration.ofSeconds(5);

	private static final String FIND_EARLIER = """
			SELECT o.run_id, o.token, o.host, o.pid, o.process_started_at, o.process_start_ticks, o.heartbeat_at,
				o.expires_at, o.beats, w.looked_at, w.looks
			FROM sync_lock_waiters w JOIN run_leases o ON o.token = w.token
			WHERE w.id < coalesce((SELECT id FROM sync_lock_waiters WHERE token = ?), 9e18)
			ORDER BY w.id
			""";

	private final LeaseWatch watch;

	LockQueue(LeaseWatch watch) {
		this.watch = watch;
	}

	/**
	 * The first one alive that has waited longer than the run of the lease; {@code null}
	 * if it is the run's turn.
	 */
	@Nullable LeaseOwner findEarlier(WriteTransaction tx, RunLease lease) {
		List<Waiter> earlier = tx.query(FIND_EARLIER, Waiter::map, lease.token());
		return earlier.stream()
			.filter(this::isWaiting)
			.map(Waiter::owner)
			.filter((owner) -> this.watch.observe(owner) != Liveness.DEAD)
			.findFirst()
			.orElse(null);
	}

	/**
	 * A process that waits looks again and again, which is seen from here. The time of
	 * its last look counts until then, if an honest clock can have written it. Being
	 * wrong here costs a turn, nothing else.
	 */
	private boolean isWaiting(Waiter waiter) {
		Sighting seen = this.watch.look("waiter " + waiter.owner().token(),
				waiter.looks() + " at " + waiter.lookedAt());
		if (this.watch.silence(seen).compareTo(SILENCE) > 0) {
			return false;
		}
		Duration age = Ages.of(waiter.lookedAt(), this.watch.clock());
		return seen.moved() || (age != null && age.compareTo(SILENCE) <= 0);
	}

	/**
	 * Lines the run up, or notes that it still waits.
	 */
	void enter(WriteTransaction tx, RunLease lease) {
		tx.update("""
				INSERT INTO sync_lock_waiters (token, looked_at) SELECT token, ? FROM run_leases WHERE token = ?
				ON CONFLICT (token) DO UPDATE SET looked_at = excluded.looked_at, looks = looks + 1
				""", Timestamps.format(this.watch.clock().instant()), lease.token());
	}

	void leave(WriteTransaction tx, RunLease lease) {
		tx.update("DELETE FROM sync_lock_waiters WHERE token = ?", lease.token());
	}

	/**
	 * Who stands in the queue.
	 *
	 * @param lookedAt when it last looked at the lock, by its own clock
	 * @param looks how often it did
	 */
	private record Waiter(LeaseOwner owner, Instant lookedAt, long looks) {

		private static Waiter map(ResultSet row, int index) throws SQLException {
			return new Waiter(LeaseOwner.map(row, index), Timestamps.parse(row.getString("looked_at")),
					row.getLong("looks"));
		}

	}

}
