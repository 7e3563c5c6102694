package dev.lorebatch.ollama;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.http.Cancellation;
import dev.lorebatch.http.CertificateFile;
import dev.lorebatch.http.HttpAnswer;
import dev.lorebatch.http.HttpConnections;
import dev.lorebatch.http.HttpConnections.NoAnswerException;
import dev.lorebatch.http.HttpLimits;
import dev.lorebatch.http.TlsAdvice;
import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.EmbeddingException.Kind;
import dev.lorebatch.vector.EmbeddingProperties;

/**
 * Sends one request to Ollama and waits for the whole answer: bounded in size and time,
 * cancellable at any moment, with no credentials but those that are configured for it.
 */
class OllamaExchange {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	/** A thousand vectors of 4,096 numbers, and room to spare. */
	static final long LARGEST_ANSWER = 128L << 20;

	private static final int CONNECTIONS = 4;

	private static final String CA_FILE = "lore.embedding.ca-file";

	private final Map<String, String> headers = new LinkedHashMap<>(Map.of("Accept", "application/json"));

	private final TlsAdvice tls;

	private final HttpConnections connections;

	private final String root;

	private final Duration timeout;

	private final Cancellation cancellation;

	OllamaExchange(EmbeddingProperties properties, @Nullable LoginHeader login, Cancellation cancellation) {
		this.root = properties.url().toString().replaceAll("/+$", "");
		this.timeout = properties.timeout();
		this.cancellation = cancellation;
		if (login != null) {
			this.headers.putAll(login.reveal());
		}
		CertificateFile authorities = CertificateFile.read(CA_FILE, properties.caFile());
		this.tls = new TlsAdvice("lore.embedding.url", CA_FILE, authorities);
		this.connections = new HttpConnections(properties.url(),
				new HttpLimits(CONNECT_TIMEOUT, this.timeout, this.timeout, CONNECTIONS, LARGEST_ANSWER), authorities,
				cancellation);
	}

	/**
	 * The answer, whatever its status.
	 * @throws EmbeddingException if there is none
	 */
	HttpAnswer post(String path, byte[] json) {
		this.cancellation.check();
		try {
			return this.connections.post(URI.create(this.root + path), this.headers, json);
		}
		catch (NoAnswerException ex) {
			throw failed(ex);
		}
	}

	/**
	 * The answer, whatever its status.
	 * @throws EmbeddingException if there is none
	 */
	HttpAnswer get(String path) {
		this.cancellation.check();
		try {
			return this.connections.get(URI.create(this.root + path), this.headers);
		}
		catch (NoAnswerException ex) {
			throw failed(ex);
		}
	}

	private EmbeddingException failed(NoAnswerException failure) {
		return switch (failure.reason()) {
			case CANCELLED -> EmbeddingException.cancelled();
			case IDLE_TIMEOUT, TIMEOUT -> new EmbeddingException(Kind.UNAVAILABLE,
					"Ollama at %s gave no answer within %d s".formatted(this.root, this.timeout.toSeconds()), failure);
			case TLS -> insecure(Kind.UNAVAILABLE, failure);
			case CERTIFICATE -> insecure(Kind.UNTRUSTED, failure);
			default -> new EmbeddingException(Kind.UNAVAILABLE, "Ollama at %s cannot be reached".formatted(this.root),
					failure);
		};
	}

	private EmbeddingException insecure(Kind kind, NoAnswerException failure) {
		return new EmbeddingException(kind,
				"no secure connection to Ollama at %s: %s".formatted(this.root, failure.why()), this.tls.of(failure),
				failure);
	}

}
