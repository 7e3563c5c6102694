package dev.lorebatch.http;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

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

	/**
	 * @param authorities trusted besides those of Java's trust store
	 */
	public HttpConnections(URI server, HttpLimits limits, @Nullable CertificateFile authorities,
			Cancellation cancellation) {
		this.limits = limits;
		this.cancellation = cancellation;
		this.client = HttpClients.create(server, limits, authorities, cancellation);
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
		HttpClientContext context = HttpClientContext.create();
		AtomicBoolean late = new AtomicBoolean();
		long ticket = this.cancellation.register(request::cancel);
		try {
			requireWanted(request);
			Future<?> end = endLater(request, late);
			try {
				return this.client.execute(request, context, (response) -> receive(request, context, response));
			}
			finally {
				end.cancel(false);
			}
		}
		// Where a connection is taken away between its steps, the client fails anyhow
		catch (IOException | RuntimeException ex) {
			throw new NoAnswerException(reason(ex, late.get(), context), ex);
		}
		finally {
			this.cancellation.unregister(ticket);
		}
	}

	/**
	 * What was cancelled before it has a connection is only noticed when it has one.
	 */
	private static void requireWanted(HttpUriRequestBase request) {
		if (request.isCancelled() || Thread.currentThread().isInterrupted()) {
			throw new CancellationException();
		}
	}

	private Future<?> endLater(HttpUriRequestBase request, AtomicBoolean late) {
		return this.clock.schedule(() -> {
			late.set(true); // first: the thread of the request looks at it when that ends
			request.cancel();
		}, this.limits.whole().toNanos(), TimeUnit.NANOSECONDS);
	}

	private Reason reason(Exception failure, boolean late, HttpClientContext context) {
		if (this.cancellation.isCancelled() || Thread.currentThread().isInterrupted()) {
			return Reason.CANCELLED;
		}
		if (late) {
			return Reason.TIMEOUT;
		}
		if (failure instanceof CancellationException || failure instanceof RejectedExecutionException) {
			return Reason.CANCELLED;
		}
		if (failure instanceof RuntimeException unexpected && !(failure instanceof IllegalStateException)) {
			throw unexpected;
		}
		return Failures.reason(failure, HttpClients.isConnected(context));
	}

	private HttpAnswer receive(HttpUriRequestBase request, HttpClientContext context, ClassicHttpResponse response)
			throws IOException {
		if (!HttpClients.isConnected(context)) {
			throw new ProxyRefusedException(response.getCode());
		}
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

		/**
		 * Returns what the cause says, in one line without names of Java's types.
		 */
		public String why() {
			Throwable cause = (getCause() != null) ? getCause() : this;
			String line = String.valueOf(cause.getMessage()).lines().findFirst().orElse("it failed");
			return line.replaceAll("[\\w.]+Exception: ", ""); // of causes
		}

	}

	/**
	 * Thrown when a body is larger than its bound.
	 */
	public static class TooLargeException extends IOException {

		private static final long serialVersionUID = 1L;

	}

	/**
	 * Thrown when a proxy answers instead of the server.
	 */
	static final class ProxyRefusedException extends IOException {

		private static final long serialVersionUID = 1L;

		private ProxyRefusedException(int status) {
			super("the proxy answered HTTP " + status);
		}

	}

	/**
	 * Why there is no answer.
	 */
	public enum Reason {

		/** By the program: nobody waits for the answer any more. */
		CANCELLED,

		/** Nobody listens, or the server has no address. */
		UNREACHABLE,

		/** The proxy does not let the program through; its status is in the message. */
		PROXY,

		/** {@link HttpLimits#connect()} is over. */
		CONNECT_TIMEOUT,

		/** {@link HttpLimits#idle()} is over. */
		IDLE_TIMEOUT,

		/** {@link HttpLimits#whole()} is over. */
		TIMEOUT,

		/** No secure connection. */
		TLS,

		/** No secure connection, because of the certificate of the server. */
		CERTIFICATE,

		/** {@link HttpLimits#answer()} is exceeded. */
		TOO_LARGE,

		/** {@link HttpLimits#HEADER} or {@link HttpLimits#HEADERS} is exceeded. */
		HEADERS_TOO_LARGE,

		/** The connection ended, or what came over it is no HTTP. */
		BROKEN

	}

}
