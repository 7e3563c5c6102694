package dev.lorebatch.http;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;

/**
 * The connections to one server, kept while they are of use. A request is sent once:
 * neither is it repeated, nor is a redirect followed, since only the caller knows how
 * often, and which server may have the token. The calling thread waits for the whole
 * answer, as long as the limits allow and until the {@link Cancellation} ends it; or an
 * interrupt does. Thread-safe.
 */
public class HttpConnections implements AutoCloseable {

	private final HttpLimits limits;

	private final Cancellation cancellation;

	private final CloseableHttpClient client;

	private final ScheduledThreadPoolExecutor clock;

	public HttpConnections(URI server, HttpLimits limits, Cancellation cancellation) {
		this.limits = limits;
		this.cancellation = cancellation;
		this.client = HttpClients.create(server, limits, cancellation);
		this.clock = clock();
	}

	/**
	 * The answer, whatever its status.
	 * @throws NoAnswerException if there is none
	 */
	public HttpAnswer get(URI uri, Map<String, String> headers) throws NoAnswerException {
		return send(new HttpUriRequestBase("GET", uri), headers);
	}

	/**
	 * The answer, whatever its status.
	 * @throws NoAnswerException if there is none
	 */
	public HttpAnswer post(URI uri, Map<String, String> headers, byte[] json) throws NoAnswerException {
		HttpUriRequestBase request = new HttpUriRequestBase("POST", uri);
		request.setEntity(new ByteArrayEntity(json, ContentType.APPLICATION_JSON));
		return send(request, headers);
	}

	private HttpAnswer send(HttpUriRequestBase request, Map<String, String> headers) throws NoAnswerException {
		headers.forEach(request::setHeader);
		long ticket = this.cancellation.register(request::cancel);
		AtomicBoolean late = new AtomicBoolean();
		Future<?> end = this.clock.schedule(() -> {
			late.set(true); // first: the thread of the request looks at it when that ends
			request.cancel();
		}, this.limits.whole().toNanos(), TimeUnit.NANOSECONDS);
		try {
			return this.client.execute(request, (response) -> receive(request, response));
		}
		catch (IOException ex) {
			throw new NoAnswerException(reason(ex, late.get()), ex);
		}
		finally {
			end.cancel(false);
			this.cancellation.unregister(ticket);
		}
	}

	private Reason reason(IOException failure, boolean late) {
		if (this.cancellation.isCancelled() || Thread.currentThread().isInterrupted()) {
			return Reason.CANCELLED;
		}
		return late ? Reason.TIMEOUT : HttpClients.reason(failure);
	}

	private HttpAnswer receive(HttpUriRequestBase request, ClassicHttpResponse response) throws IOException {
		HttpEntity entity = response.getEntity();
		byte[] body = (entity != null) ? entity.getContent().readNBytes(bound()) : new byte[0];
		if (body.length > this.limits.answer()) {
			request.cancel(); // else the rest would be read
			throw new TooLargeException();
		}
		return new HttpAnswer(response.getCode(), new AnswerHeaders(response), body);
	}

	/** One byte more than is allowed tells that it is too large. */
	private int bound() {
		return (int) Math.min(this.limits.answer(), Integer.MAX_VALUE - 16) + 1;
	}

	private static ScheduledThreadPoolExecutor clock() {
		ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "http-clock");
			thread.setDaemon(true);
			return thread;
		});
		clock.setRemoveOnCancelPolicy(true);
		return clock;
	}

	/**
	 * Says good-bye to the server; not for requests that are under way.
	 */
	@Override
	public void close() {
		this.clock.shutdownNow();
		this.client.close(CloseMode.GRACEFUL);
	}

	/**
	 * There is no answer, or it did not arrive whole.
	 */
	public static final class NoAnswerException extends IOException {

		private static final long serialVersionUID = 1L;

		private final Reason reason;

		private NoAnswerException(Reason reason, Throwable cause) {
			super(reason + ": " + cause.getMessage(), cause);
			this.reason = reason;
		}

		public Reason reason() {
			return this.reason;
		}

	}

	/**
	 * Thrown when a body is larger than its bound.
	 */
	public static class TooLargeException extends IOException {

		private static final long serialVersionUID = 1L;

	}

	/**
	 * Why there is no answer.
	 */
	public enum Reason {

		/** By the program: nobody waits for the answer any more. */
		CANCELLED,

		/** Nobody listens, or the server has no address. */
		UNREACHABLE,

		/** {@link HttpLimits#connect()} is over. */
		CONNECT_TIMEOUT,

		/** {@link HttpLimits#idle()} is over. */
		IDLE_TIMEOUT,

		/** {@link HttpLimits#whole()} is over. */
		TIMEOUT,

		/** No secure connection. */
		TLS,

		/** {@link HttpLimits#answer()} is exceeded. */
		TOO_LARGE,

		/** The connection ended, or what came over it is no HTTP. */
		BROKEN

	}

}
