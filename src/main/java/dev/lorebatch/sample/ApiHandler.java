package dev.lorebatch.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

/**
 * Takes every request: remembers it, makes the answer, waits out the latency, answers.
 */
final class ApiHandler implements HttpHandler {

	private final Router router;

	private final RequestLog log;

	private final ReplyWriter writer;

	private final Duration latency;

	private final String base;

	private final ArrivalExecutor arrival;

	ApiHandler(Router router, RequestLog log, ReplyWriter writer, Duration latency, String base,
			ArrivalExecutor arrival) {
		this.router = router;
		this.log = log;
		this.writer = writer;
		this.latency = latency;
		this.base = base;
		this.arrival = arrival;
	}

	@Override
	public void handle(HttpExchange exchange) throws IOException {
		long begin = this.arrival.time();
		this.log.add(exchange);
		try {
			exchange.getRequestBody().readAllBytes();
			ReplyWriter.Answer answer = this.writer.prepare(exchange, answer(exchange));
			pause(begin);
			answer.send();
		}
		catch (InterruptedException ex) {
			// The server is closing
			Thread.currentThread().interrupt();
		}
		finally {
			exchange.close();
		}
	}

	private Reply answer(HttpExchange exchange) {
		try {
			return this.router.answer(exchange.getRequestMethod(), exchange.getRequestURI(),
					exchange.getRequestHeaders(), this.base);
		}
		catch (RuntimeException ex) {
			return ApiException.message(500, "500 Internal Server Error").reply();
		}
	}

	/**
	 * The time that making the answer took is a part of it. Not a sleep: before Java 21
	 * that takes whole milliseconds only, and rounds up.
	 */
	private void pause(long begin) throws InterruptedException {
		long end = begin + this.latency.toNanos();
		for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(this, left);
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
		}
	}

}
