package dev.lorebatch.gitlab;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

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
		this.executor = Executors.newFixedThreadPool(concurrency * 2, (task) -> {
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

}
