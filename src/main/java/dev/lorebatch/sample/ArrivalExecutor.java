package dev.lorebatch.sample;

import java.util.concurrent.Executor;

/**
 * Remembers when the server got each request. Until a thread handles it, time passes on a
 * busy machine that a server on another one would not need.
 */
final class ArrivalExecutor implements Executor {

	private final Executor threads;

	private final ThreadLocal<Long> arrival = new ThreadLocal<>();

	ArrivalExecutor(Executor threads) {
		this.threads = threads;
	}

	@Override
	public void execute(Runnable request) {
		long now = System.nanoTime();
		this.threads.execute(() -> {
			this.arrival.set(now);
			request.run();
		});
	}

	/**
	 * When the request arrived that this thread handles, as {@link System#nanoTime()}
	 * counts.
	 */
	long time() {
		Long time = this.arrival.get();
		return (time != null) ? time : System.nanoTime();
	}

}
