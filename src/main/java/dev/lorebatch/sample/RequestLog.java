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
	 * Whoever reads the file, while the server runs or after it was killed, finds all.
	 */
	private static void write(Writer file, String line) {
		try {
			file.write(line);
			file.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
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
