package dev.lorebatch.run;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import dev.lorebatch.entity.Timestamps;

/**
 * Requests and retries of the phase that runs now, until they are written to the ledger.
 * Thread-safe.
 */
public class RequestStats {

	/** More waits than anybody reads are only counted. */
	private static final int MAX_EVENTS = 1_000;

	private final Clock clock;

	private final List<RetryEvent> events = new ArrayList<>();

	private int requests;

	private int retries;

	private long waitMillis;

	private long throttledMillis;

	private String phase = "";

	private int kept;

	public RequestStats(Clock clock) {
		this.clock = clock;
	}

	public synchronized void begin(Phase next) {
		this.phase = next.stepName();
		this.kept = 0;
		take();
	}

	public synchronized void sent() {
		this.requests++;
	}

	public synchronized void retried(String request, int attempt, String cause, long millis) {
		this.retries++;
		this.waitMillis += millis;
		if (this.kept++ < MAX_EVENTS) {
			this.events.add(new RetryEvent(this.phase, request, attempt, cause, millis,
					Timestamps.format(this.clock.instant())));
		}
	}

	/**
	 * The longest wait for GitLab's quota counts: the others wait at the same time.
	 */
	public synchronized void throttled(long millis) {
		this.throttledMillis = Math.max(this.throttledMillis, millis);
	}

	/**
	 * What happened since the last call.
	 */
	public synchronized Taken take() {
		Taken taken = new Taken(this.requests, this.retries, this.waitMillis, this.throttledMillis,
				List.copyOf(this.events));
		this.requests = 0;
		this.retries = 0;
		this.waitMillis = 0;
		this.throttledMillis = 0;
		this.events.clear();
		return taken;
	}

	/**
	 * A part of the statistics.
	 */
	public record Taken(int requests, int retries, long waitMillis, long throttledMillis, List<RetryEvent> events) {

	}

}
