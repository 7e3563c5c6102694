package dev.lorebatch.ollama;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.lorebatch.http.BoundedBody;
import dev.lorebatch.http.Cancellation;
import dev.lorebatch.http.HttpClients;
import dev.lorebatch.http.UserAgent;
import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.EmbeddingException.Kind;
import dev.lorebatch.vector.EmbeddingProperties;

/**
 * Sends one request to Ollama and waits for the whole answer: bounded in size and time,
 * cancellable at any moment, without credentials of any kind.
 */
class OllamaExchange {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	/** A thousand vectors of 4,096 numbers, and room to spare. */
	private static final long LARGEST_ANSWER = 128L << 20;

	private final HttpClient client;

	private final String root;

	private final Duration timeout;

	private final Cancellation cancellation;

	OllamaExchange(EmbeddingProperties properties, Cancellation cancellation) {
		this.root = properties.url().toString().replaceAll("/+$", "");
		this.timeout = properties.timeout();
		this.cancellation = cancellation;
		this.client = HttpClients.create(properties.url(), CONNECT_TIMEOUT, HttpClient.Version.HTTP_1_1);
	}

	/**
	 * The answer, whatever its status.
	 * @throws EmbeddingException if there is none
	 */
	HttpResponse<byte[]> post(String path, byte[] json) {
		this.cancellation.check();
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.root + path))
			.header("Content-Type", "application/json")
			.header("Accept", "application/json")
			.header("User-Agent", UserAgent.VALUE)
			.POST(BodyPublishers.ofByteArray(json))
			.build();
		CompletableFuture<HttpResponse<byte[]>> future = this.client.sendAsync(request,
				(info) -> new BoundedBody(LARGEST_ANSWER, () -> {
				}));
		long ticket = this.cancellation.register(future);
		try {
			return await(future);
		}
		finally {
			this.cancellation.unregister(ticket);
		}
	}

	private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> future) {
		try {
			return future.get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			future.cancel(true);
			throw new EmbeddingException(Kind.UNAVAILABLE,
					"Ollama at %s gave no answer within %d s".formatted(this.root, this.timeout.toSeconds()), ex);
		}
		catch (CancellationException ex) {
			throw EmbeddingException.cancelled();
		}
		catch (InterruptedException ex) {
			future.cancel(true);
			Thread.currentThread().interrupt();
			throw EmbeddingException.cancelled();
		}
		catch (ExecutionException ex) {
			this.cancellation.check();
			throw new EmbeddingException(Kind.UNAVAILABLE, "Ollama at %s cannot be reached".formatted(this.root), ex);
		}
	}

}
