package dev.lorebatch.gitlab;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.retry.backoff.Sleeper;

/**
 * Ends requests and waits at once when the run is to stop, even if the server never
 * answers. Thread-safe.
 */
class Cancellation implements Sleeper {

	private static final long serialVersionUID = 1L;

	private final transient Map<Long, Future<?>> inFlight = new ConcurrentHashMap<>();

	private final transient AtomicLong sequence = new AtomicLong();

	private final transient ReentrantLock lock = new ReentrantLock();

	private final transient Condition changed = this.lock.newCondition();

	private volatile boolean cancelled;

	void cancel() {
		this.cancelled = true;
		this.inFlight.values().forEach((future) -> future.cancel(true));
		this.lock.lock();
		try {
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	void reset() {
		this.cancelled = false;
	}

	boolean isCancelled() {
		return this.cancelled;
	}

	void check() {
		if (this.cancelled) {
			throw exception();
		}
	}

	/**
	 * Makes the request cancellable.
	 * @return what to give to {@link #unregister} when it has ended
	 */
	long register(Future<?> future) {
		long ticket = this.sequence.incrementAndGet();
		this.inFlight.put(ticket, future);
		if (this.cancelled) {
			future.cancel(true);
		}
		return ticket;
	}

	void unregister(long ticket) {
		this.inFlight.remove(ticket);
	}

	/**
	 * Waits; ends early, with {@link GitLabException.Kind#CANCELLED}, if the run stops.
	 */
	@Override
	public void sleep(long millis) throws InterruptedException {
		long remaining = TimeUnit.MILLISECONDS.toNanos(millis);
		this.lock.lockInterruptibly();
		try {
			while (remaining > 0 && !this.cancelled) {
				remaining = this.changed.awaitNanos(remaining);
			}
		}
		finally {
			this.lock.unlock();
		}
		check();
	}

	static GitLabException exception() {
		return new GitLabException(GitLabException.Kind.CANCELLED, "the run was asked to stop", null);
	}

}
