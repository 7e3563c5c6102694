package dev.lorebatch.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the requests and the connections they came by.
 */
final class RequestLog {

	private final Clock clock;

	private final List<SampleRequest> requests = new ArrayList<>();

	private final Set<Integer> ports = new HashSet<>();

	private final @Nullable Writer file;

	private @Nullable IOException failure;

	/**
	 * @param file where to write them to instead, {@code null} to remember them
	 */
	RequestLog(Clock clock, @Nullable Path file) throws IOException {
		this.clock = clock;
		this.file = (file != null) ? Files.newBufferedWriter(file) : null;
	}

	synchronized void add(HttpExchange exchange) {
		int port = exchange.getRemoteAddress().getPort();
		this.ports.add(port);
		if (this.file != null) {
			write(this.file, "%s %s%n".formatted(exchange.getRequestMethod(), exchange.getRequestURI()));
			return;
		}
		this.requests.add(new SampleRequest(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(),
				exchange.getRequestURI().getRawQuery(), this.clock.instant(), port));
	}

	/**
	 * Whoever reads the file, while the server runs or after it was killed, finds all. A
	 * failure is no matter of the client that sent the request.
	 */
	private void write(Writer writer, String line) {
		try {
			writer.write(line);
			writer.flush();
		}
		catch (IOException ex) {
			this.failure = (this.failure != null) ? this.failure : ex;
		}
	}

	/**
	 * Ends the file.
	 * @throws UncheckedIOException if not all requests could be written
	 */
	synchronized void close() {
		try {
			if (this.file != null) {
				this.file.close();
			}
		}
		catch (IOException ex) {
			this.failure = (this.failure != null) ? this.failure : ex;
		}
		if (this.failure != null) {
			throw new UncheckedIOException("Cannot write requests", this.failure);
		}
	}

	synchronized List<SampleRequest> requests() {
		return List.copyOf(this.requests);
	}

	synchronized int connections() {
		return this.ports.size();
	}

	synchronized void clear() {
		this.requests.clear();
		this.ports.clear();
	}

}
