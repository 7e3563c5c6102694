package dev.lorebatch.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.springframework.retry.backoff.Sleeper;

/**
 * Ends requests and waits at once when the run is to stop, even if the server never
 * answers. Thread-safe.
 */
public class Cancellation implements Sleeper {

	private static final long serialVersionUID = 1L;

	private final transient Map<Long, Runnable> inFlight = new ConcurrentHashMap<>();

	private final transient AtomicLong sequence = new AtomicLong();

	private final transient ReentrantLock lock = new ReentrantLock();

	private final transient Condition changed = this.lock.newCondition();

	private final transient Supplier<? extends RuntimeException> exception;

	private volatile boolean cancelled;

	/**
	 * @param exception what is thrown instead of waiting on
	 */
	public Cancellation(Supplier<? extends RuntimeException> exception) {
		this.exception = exception;
	}

	public void cancel() {
		this.cancelled = true;
		this.inFlight.values().forEach(Cancellation::end);
		this.lock.lock();
		try {
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	public void reset() {
		this.cancelled = false;
	}

	public boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Throws if the run is to stop.
	 */
	public void check() {
		if (this.cancelled) {
			throw this.exception.get();
		}
	}

	/**
	 * Makes a request cancellable.
	 * @param end ends it; does not wait
	 * @return what to give to {@link #unregister} when it has ended
	 */
	public long register(Runnable end) {
		long ticket = this.sequence.incrementAndGet();
		this.inFlight.put(ticket, end);
		if (this.cancelled) {
			end(end);
		}
		return ticket;
	}

	private static void end(Runnable request) {
		try {
			request.run();
		}
		catch (RuntimeException ex) {
			// It ends by its limits; the others have to be ended all the same
		}
	}

	public void unregister(long ticket) {
		this.inFlight.remove(ticket);
	}

	/**
	 * Waits; ends early, with the exception, if the run stops.
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

}
