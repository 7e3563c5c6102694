package dev.lorebatch.gitlab;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.lorebatch.gitlab.GitLabException.Kind;
import dev.lorebatch.http.Cancellation;
import dev.lorebatch.http.CertificateFile;
import dev.lorebatch.http.ContentCodings.UnknownCodingException;
import dev.lorebatch.http.HttpAnswer;
import dev.lorebatch.http.HttpConnections;
import dev.lorebatch.http.HttpConnections.NoAnswerException;
import dev.lorebatch.http.HttpConnections.TooLargeException;
import dev.lorebatch.http.HttpLimits;
import dev.lorebatch.http.TlsAdvice;

/**
 * Sends one GET and waits for the whole answer: bounded in size, in the time between
 * bytes and in the time as a whole, cancellable at any moment.
 */
class HttpExchange implements AutoCloseable {

	private static final String CA_FILE = "lore.gitlab.ca-file";

	private final HttpConnections connections;

	private final TlsAdvice tls;

	private final GitLabProperties properties;

	private final GitLabToken token;

	private final Cancellation cancellation;

	HttpExchange(GitLabProperties properties, GitLabToken token, Cancellation cancellation) {
		this.properties = properties;
		this.token = token;
		this.cancellation = cancellation;
		CertificateFile authorities = CertificateFile.read(CA_FILE, properties.caFile());
		this.connections = new HttpConnections(
				properties.url(), new HttpLimits(properties.connectTimeout(), properties.readTimeout(),
						properties.requestTimeout(), properties.concurrency(), properties.maxResponseSize().toBytes()),
				authorities, cancellation);
		this.tls = new TlsAdvice("lore.gitlab.url", CA_FILE, authorities);
	}

	/**
	 * Throws if nothing is to be sent any more.
	 */
	void checkCancelled() {
		this.cancellation.check();
	}

	/**
	 * The answer, whatever its status.
	 * @param header what the token is sent in
	 * @throws GitLabException if there is none, or it did not arrive whole
	 */
	GitLabResponse get(URI uri, TokenHeader header, String label) {
		this.cancellation.check();
		try {
			Map<String, String> headers = new LinkedHashMap<>(header.with(this.token));
			headers.put("Accept", "application/json");
			headers.put("Accept-Encoding", "gzip");
			HttpAnswer answer = this.connections.get(uri, headers);
			return new GitLabResponse(answer.status(), answer.headers(), body(answer, label));
		}
		catch (NoAnswerException ex) {
			throw failed(ex, label);
		}
	}

	private GitLabException failed(NoAnswerException failure, String label) {
		String host = this.properties.url().getAuthority();
		return switch (failure.reason()) {
			case CANCELLED -> GitLabException.cancelled();
			case TOO_LARGE -> tooLarge(failure, label);
			case HEADERS_TOO_LARGE -> new GitLabException(Kind.TOO_LARGE,
					"%s: the answer has more than %d headers, or one of more than %,d bytes".formatted(label,
							HttpLimits.HEADERS, HttpLimits.HEADER),
					failure)
				.suggesting("no GitLab sends that: look at what is between here and GitLab");
			case CONNECT_TIMEOUT -> new GitLabException(Kind.TIMEOUT,
					"connecting to %s took longer than %s".formatted(host, inWords(this.properties.connectTimeout())),
					failure);
			case IDLE_TIMEOUT -> noAnswer(this.properties.readTimeout(), failure, label);
			case TIMEOUT -> noAnswer(this.properties.requestTimeout(), failure, label);
			case UNREACHABLE -> new GitLabException(Kind.CONNECTION, "cannot connect to %s".formatted(host), failure);
			case PROXY -> new GitLabException(Kind.CONNECTION,
					"cannot connect to %s: %s".formatted(host, failure.why()), failure);
			case TLS -> insecure(Kind.CONNECTION, failure, host);
			case CERTIFICATE -> insecure(Kind.CERTIFICATE, failure, host);
			case BROKEN -> broken(failure, label);
		};
	}

	private GitLabException insecure(Kind kind, NoAnswerException failure, String host) {
		return new GitLabException(kind, "no secure connection to %s: %s".formatted(host, failure.why()), failure)
			.suggesting(this.tls.of(failure));
	}

	private static GitLabException noAnswer(Duration limit, NoAnswerException failure, String label) {
		return new GitLabException(Kind.TIMEOUT, "%s: no complete answer within %s".formatted(label, inWords(limit)),
				failure);
	}

	private GitLabException tooLarge(IOException cause, String label) {
		return new GitLabException(Kind.TOO_LARGE, "%s: the answer is larger than %s, lore.gitlab.max-response-size"
			.formatted(label, this.properties.maxResponseSize()), cause);
	}

	private static GitLabException broken(IOException cause, String label) {
		return new GitLabException(Kind.TRUNCATED,
				"%s: the connection broke before the answer was complete".formatted(label), cause);
	}

	private AnswerBody body(HttpAnswer answer, String label) {
		return new AnswerBody(answer.body(), answer.headers().allValues("Content-Encoding"),
				this.properties.maxResponseSize().toBytes(), (thrown) -> unreadable(thrown, answer.status(), label));
	}

	private GitLabException unreadable(IOException thrown, int status, String label) {
		if (thrown instanceof TooLargeException) {
			return tooLarge(thrown, label);
		}
		return (thrown instanceof UnknownCodingException) ? new GitLabException(Kind.ENCODED, status,
				"%s: the answer is encoded in a way that was not asked for (%s)".formatted(label, thrown.getMessage()),
				null, false, thrown) : broken(thrown, label);
	}

	private static String inWords(Duration duration) {
		return (duration.toMillis() < 1_000) ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
	}

	@Override
	public void close() {
		this.connections.close();
	}

}
