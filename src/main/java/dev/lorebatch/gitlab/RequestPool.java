package dev.lorebatch.gitlab;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The threads that ask GitLab and read its answers. There are twice as many as requests
 * may be under way, so that while one reads an answer another one has its request out;
 * the client bounds the requests. They are daemons: a hanging server never keeps the
 * program alive.
 */
public class RequestPool implements AutoCloseable {

	private final int concurrency;

	private final ExecutorService executor;

	RequestPool(int concurrency) {
		this.concurrency = concurrency;
		AtomicInteger number = new AtomicInteger();
		this.executor = new Threads(concurrency * 2, (task) -> {
			Thread thread = new Thread(task, "gitlab-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		});
	}

	/**
	 * How many requests may be under way at once.
	 */
	public int concurrency() {
		return this.concurrency;
	}

	public ExecutorService executor() {
		return this.executor;
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	/**
	 * Somebody waits for each task, and not for its future: an error that the task could
	 * not pass on, as one of memory, is as one in a thread of its own.
	 */
	private static final class Threads extends ThreadPoolExecutor {

		private Threads(int threads, ThreadFactory factory) {
			super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
		}

		@Override
		protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
			if (task instanceof Future<?> ended && ended.isDone() && !ended.isCancelled()) {
				try {
					ended.get();
				}
				catch (ExecutionException ex) {
					if (ex.getCause() instanceof Error error) {
						throw error;
					}
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
		}

	}

}
