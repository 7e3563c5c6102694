package dev.lorebatch.gitlab;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that wait for GitLab, as many as requests may be under way. They are
 * daemons: a hanging server never keeps the program alive.
 */
public class RequestPool implements AutoCloseable {

	private final int size;

	private final ExecutorService executor;

	RequestPool(int size) {
		this.size = size;
		AtomicInteger number = new AtomicInteger();
		this.executor = Executors.newFixedThreadPool(size, (task) -> {
			Thread thread = new Thread(task, "gitlab-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		});
	}

	public int size() {
		return this.size;
	}

	public ExecutorService executor() {
		return this.executor;
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
