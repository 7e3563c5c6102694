package dev.lorebatch.sample;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.sun.net.httpserver.HttpExchange;

/**
 * Remembers the requests and the connections they came by.
 */
final class RequestLog {

	private final Clock clock;

	private final List<SampleRequest> requests = new ArrayList<>();

	private final Set<Integer> ports = new HashSet<>();

	RequestLog(Clock clock) {
		this.clock = clock;
	}

	synchronized void add(HttpExchange exchange) {
		int port = exchange.getRemoteAddress().getPort();
		this.ports.add(port);
		this.requests.add(new SampleRequest(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(),
				exchange.getRequestURI().getRawQuery(), this.clock.instant(), port));
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
