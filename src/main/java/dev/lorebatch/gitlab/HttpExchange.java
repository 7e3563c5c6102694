package dev.lorebatch.gitlab;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLException;

import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.http.BoundedBody;
import dev.lorebatch.http.Cancellation;
import dev.lorebatch.http.HttpClients;
import dev.lorebatch.http.UserAgent;

/**
 * Sends one GET and waits for the whole answer: bounded in size, in the time between
 * bytes and in the time as a whole, cancellable at any moment.
 */
class HttpExchange {

	private final HttpClient client;

	private final GitLabProperties properties;

	private final GitLabToken token;

	private final Cancellation cancellation;

	HttpExchange(GitLabProperties properties, GitLabToken token, Cancellation cancellation) {
		this.properties = properties;
		this.token = token;
		this.cancellation = cancellation;
		this.client = HttpClients.create(properties.url(), properties.connectTimeout(),
				"https".equalsIgnoreCase(properties.url().getScheme()) ? HttpClient.Version.HTTP_2
						: HttpClient.Version.HTTP_1_1);
	}

	/**
	 * Throws if nothing is to be sent any more.
	 */
	void checkCancelled() {
		this.cancellation.check();
	}

	/**
	 * The answer, whatever its status.
	 * @throws GitLabException if there is none, or it did not arrive whole
	 */
	GitLabResponse get(URI uri, String label) {
		this.cancellation.check();
		AtomicLong lastProgress = new AtomicLong(System.nanoTime());
		HttpRequest request = HttpRequest.newBuilder(uri)
			.header("PRIVATE-TOKEN", this.token.reveal())
			.header("Accept", "application/json")
			.header("Accept-Encoding", "gzip")
			.header("User-Agent", UserAgent.VALUE)
			.GET()
			.build();
		CompletableFuture<HttpResponse<byte[]>> future = this.client.sendAsync(request,
				(info) -> new BoundedBody(this.properties.maxResponseSize().toBytes(),
						() -> lastProgress.set(System.nanoTime())));
		long ticket = this.cancellation.register(future);
		try {
			HttpResponse<byte[]> response = await(future, lastProgress, label);
			return new GitLabResponse(response.statusCode(), response.headers(), body(response, label));
		}
		finally {
			this.cancellation.unregister(ticket);
		}
	}

	private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> future, AtomicLong lastProgress,
			String label) {
		long deadline = System.nanoTime() + this.properties.requestTimeout().toNanos();
		while (true) {
			long idleDeadline = lastProgress.get() + this.properties.readTimeout().toNanos();
			long wait = Math.min(deadline, idleDeadline) - System.nanoTime();
			try {
				return future.get(Math.max(wait, 1), TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				long now = System.nanoTime();
				boolean idle = now - (lastProgress.get() + this.properties.readTimeout().toNanos()) >= 0;
				if (now - deadline >= 0 || idle) {
					future.cancel(true);
					throw new GitLabException(Kind.TIMEOUT,
							"%s: no complete answer within %s".formatted(label,
									inWords(idle ? this.properties.readTimeout() : this.properties.requestTimeout())),
							ex);
				}
			}
			catch (CancellationException ex) {
				throw GitLabException.cancelled();
			}
			catch (InterruptedException ex) {
				future.cancel(true);
				Thread.currentThread().interrupt();
				throw GitLabException.cancelled();
			}
			catch (ExecutionException ex) {
				throw failed((ex.getCause() != null) ? ex.getCause() : ex, label);
			}
		}
	}

	private GitLabException failed(Throwable thrown, String label) {
		if (this.cancellation.isCancelled()) {
			return GitLabException.cancelled();
		}
		String host = this.properties.url().getAuthority();
		if (isCausedBy(thrown, BoundedBody.TooLargeException.class)) {
			return new GitLabException(Kind.TOO_LARGE,
					"%s: the answer is larger than %s".formatted(label, this.properties.maxResponseSize()), thrown);
		}
		if (isCausedBy(thrown, HttpConnectTimeoutException.class)) {
			return new GitLabException(Kind.TIMEOUT,
					"connecting to %s took longer than %s".formatted(host, inWords(this.properties.connectTimeout())),
					thrown);
		}
		if (isCausedBy(thrown, ConnectException.class) || isCausedBy(thrown, UnknownHostException.class)
				|| isCausedBy(thrown, UnresolvedAddressException.class)) {
			return new GitLabException(Kind.CONNECTION, "cannot connect to %s".formatted(host), thrown);
		}
		if (thrown instanceof SSLException) {
			return new GitLabException(Kind.CONNECTION, "no secure connection to %s: %s".formatted(host,
					String.valueOf(thrown.getMessage()).lines().findFirst().orElse("TLS failed")), thrown);
		}
		return new GitLabException(Kind.TRUNCATED,
				"%s: the connection broke before the answer was complete".formatted(label), thrown);
	}

	/**
	 * The JDK wraps what happened in "Too many retries" when it is not allowed to repeat.
	 */
	private static boolean isCausedBy(Throwable thrown, Class<? extends Throwable> type) {
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return true;
			}
		}
		return false;
	}

	private AnswerBody body(HttpResponse<byte[]> response, String label) {
		boolean gzip = response.headers().firstValue("Content-Encoding").filter("gzip"::equalsIgnoreCase).isPresent();
		return new AnswerBody(response.body(), gzip, this.properties.maxResponseSize().toBytes(),
				(thrown) -> failed(thrown, label));
	}

	private static String inWords(Duration duration) {
		return (duration.toMillis() < 1_000) ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
	}

}
