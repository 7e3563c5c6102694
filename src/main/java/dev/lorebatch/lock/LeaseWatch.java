package dev.lorebatch.lock;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.lorebatch.entity.Ages;
import dev.lorebatch.entity.Ticker;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Decides whether the owner of a lease lives. The operating system tells of processes on
 * this machine. Of others only their heartbeat does, seen from here: it moves, or it does
 * not for as long as this process measures without looking at a clock. Times that another
 * clock wrote are a reason to believe only as far as an honest clock can have written
 * them. Remembers what it saw, so every look adds to the proof. Thread-safe.
 */
public class LeaseWatch {

	/**
	 * So long without a heartbeat is death if the lease has expired as well: three
	 * heartbeats.
	 */
	static final Duration EXPIRED_SILENCE = RunLease.HEARTBEAT.multipliedBy(3);

	private static final Duration POLL = Duration.ofMillis(500);

	private final Clock clock;

	private final Ticker ticker;

	private final SyncLock.Pause pause;

	private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();

	/**
	 * @param pause waits between two looks
	 */
	public LeaseWatch(Clock clock, Ticker ticker, SyncLock.Pause pause) {
		this.clock = clock;
		this.ticker = ticker;
		this.pause = pause;
	}

	/**
	 * Looks at the row of a lease as it is now.
	 */
	Liveness observe(LeaseOwner owner) {
		Liveness local = owner.process().look();
		if (local != Liveness.UNPROVEN) {
			return local;
		}
		return judge(owner, look("lease " + owner.token(), owner.pulse()));
	}

	/**
	 * Notes what something looks like that changes while its process lives.
	 * @param name of what is looked at
	 * @param pulse what changes
	 */
	Sighting look(String name, String pulse) {
		long now = this.ticker.nanos();
		return this.sightings.compute(name, (key, before) -> {
			if (before == null) {
				return new Sighting(pulse, now, false);
			}
			return before.pulse().equals(pulse) ? before : new Sighting(pulse, now, true);
		});
	}

	/**
	 * For how long it has looked like that.
	 */
	Duration silence(Sighting sighting) {
		return this.ticker.since(sighting.since());
	}

	/**
	 * Watches until it is decided of every owner whether it lives, which takes
	 * {@link RunLease#LENGTH} at most, and no time if nothing is in doubt.
	 * @param owners reads the leases anew
	 * @param notice told one line if it takes a while
	 * @param stopped asked while watching
	 * @throws LoreException if stopped
	 */
	void decide(Supplier<List<LeaseOwner>> owners, Consumer<String> notice, BooleanSupplier stopped) {
		long start = this.ticker.nanos();
		boolean noticed = false;
		while (true) {
			Optional<LeaseOwner> doubtful = owners.get()
				.stream()
				.filter((owner) -> observe(owner) == Liveness.UNPROVEN)
				.findFirst();
			// Not longer, even if new ones in doubt come all the time
			if (doubtful.isEmpty() || this.ticker.since(start).compareTo(RunLease.LENGTH) > 0) {
				return;
			}
			if (stopped.getAsBoolean()) {
				throw new LoreException(ExitCode.INTERRUPTED,
						"stopped while watching the heartbeat of run %s".formatted(doubtful.get().runId()));
			}
			if (!noticed) {
				notice.accept(announce(doubtful.get()));
				noticed = true;
			}
			this.pause.sleep(POLL);
		}
	}

	Clock clock() {
		return this.clock;
	}

	Ticker ticker() {
		return this.ticker;
	}

	private Liveness judge(LeaseOwner owner, Sighting seen) {
		Duration silence = silence(seen);
		if (silence.compareTo(RunLease.LENGTH) >= 0) {
			return Liveness.DEAD;
		}
		if (seen.moved()) {
			return Liveness.ALIVE;
		}
		Duration left = Duration.between(this.clock.instant(), owner.expiresAt());
		if (left.isNegative() || left.isZero()) {
			return (silence.compareTo(EXPIRED_SILENCE) >= 0) ? Liveness.DEAD : Liveness.UNPROVEN;
		}
		boolean honest = left.compareTo(RunLease.LENGTH.plus(Ages.TOLERANCE)) <= 0;
		return honest ? Liveness.ALIVE : Liveness.UNPROVEN;
	}

	private static String announce(LeaseOwner owner) {
		return "watching the heartbeat of run %s (%s) for up to %d s: the times of its lease prove nothing"
			.formatted(owner.runId(), owner.describe(), RunLease.LENGTH.toSeconds());
	}

	/**
	 * What was seen last.
	 *
	 * @param since when that was seen first, by the ticker
	 * @param moved whether something else was seen before
	 */
	record Sighting(String pulse, long since, boolean moved) {

	}

}
