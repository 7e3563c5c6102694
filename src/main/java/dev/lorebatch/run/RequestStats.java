package dev.lorebatch.run;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.lorebatch.entity.Timestamps;

/**
 * Requests and retries of the phase that runs now, until they are written to the ledger.
 * Thread-safe.
 */
public class RequestStats {

	/** More waits than anybody reads are only counted. */
	private static final int MAX_EVENTS = 1_000;

	private final Clock clock;

	private final Map<Phase, Counts> counts = new EnumMap<>(Phase.class);

	/** Whom the thread works for, if that is not the phase that runs now. */
	private static final ThreadLocal<Phase> ahead = new ThreadLocal<>();

	/** The first one is also that of what belongs to no run. */
	private Phase phase = Phase.PREFLIGHT;

	private int kept;

	public RequestStats(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Starts a phase; what was asked ahead for it counts already.
	 */
	public synchronized void begin(Phase next) {
		this.phase = next;
		this.kept = 0;
		this.counts.keySet().retainAll(Set.of(next));
	}

	/**
	 * Runs work of this thread for a phase that has not begun yet.
	 */
	public void countFor(Phase later, Runnable work) {
		ahead.set(later);
		try {
			work.run();
		}
		finally {
			ahead.remove();
		}
	}

	public synchronized void sent() {
		counts().requests++;
	}

	public synchronized void retried(String request, int attempt, String cause, long millis) {
		Counts counts = counts();
		counts.retries++;
		counts.waitMillis += millis;
		if (this.kept++ < MAX_EVENTS) {
			counts.events.add(new RetryEvent(servedPhase().stepName(), request, attempt, cause, millis,
					Timestamps.format(this.clock.instant())));
		}
	}

	/**
	 * The longest wait for GitLab's quota counts: the others wait at the same time.
	 */
	public synchronized void throttled(long millis) {
		Counts counts = counts();
		counts.throttledMillis = Math.max(counts.throttledMillis, millis);
	}

	/**
	 * What happened in the phase since the last call.
	 */
	public synchronized Taken take() {
		Counts taken = this.counts.remove(this.phase);
		return (taken != null) ? taken.toTaken() : new Counts().toTaken();
	}

	/**
	 * The same, with what was asked ahead for phases that will not come.
	 */
	public synchronized Taken takeAll() {
		Counts all = new Counts();
		this.counts.values().forEach(all::add);
		this.counts.clear();
		return all.toTaken();
	}

	private Counts counts() {
		return this.counts.computeIfAbsent(servedPhase(), (served) -> new Counts());
	}

	private Phase servedPhase() {
		Phase later = ahead.get();
		return (later != null) ? later : this.phase;
	}

	/**
	 * What is counted for one phase.
	 */
	private static final class Counts {

		private final List<RetryEvent> events = new ArrayList<>();

		private int requests;

		private int retries;

		private long waitMillis;

		private long throttledMillis;

		private void add(Counts other) {
			this.events.addAll(other.events);
			this.requests += other.requests;
			this.retries += other.retries;
			this.waitMillis += other.waitMillis;
			this.throttledMillis = Math.max(this.throttledMillis, other.throttledMillis);
		}

		private Taken toTaken() {
			return new Taken(this.requests, this.retries, this.waitMillis, this.throttledMillis,
					List.copyOf(this.events));
		}

	}

	/**
	 * A part of the statistics.
	 */
	public record Taken(int requests, int retries, long waitMillis, long throttledMillis, List<RetryEvent> events) {

	}

}
