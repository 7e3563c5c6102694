package dev.lorebatch.ingest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A list of issues whose rows are hidden after the page was cut out, as GitLab does with
 * what the token may not see: pages come short and empty, and without totals.
 */
final class FilteredLists implements AutoCloseable {

	private final HttpServer server;

	private final int rows;

	private final LongPredicate visible;

	/**
	 * @param rows how many issues there are, one a second
	 */
	FilteredLists(int rows, LongPredicate visible) throws IOException {
		this.rows = rows;
		this.visible = visible;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	URI url() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	private void answer(HttpExchange exchange) throws IOException {
		Map<String, String> query = Stream.of(exchange.getRequestURI().getQuery().split("&"))
			.map((pair) -> pair.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> pair[1]));
		String after = query.getOrDefault("updated_after", "");
		int page = Integer.parseInt(query.getOrDefault("page", "1"));
		List<Long> matching = LongStream.rangeClosed(1, this.rows)
			.filter((iid) -> time(iid).compareTo(after) >= 0)
			.boxed()
			.toList();
		int from = Math.min((page - 1) * 100, matching.size());
		int to = Math.min(from + 100, matching.size());
		String body = matching.subList(from, to)
			.stream()
			.filter(this.visible::test)
			.map((iid) -> "{\"iid\":%d,\"id\":%d,\"updated_at\":\"%s\"}".formatted(iid, iid, time(iid)))
			.collect(Collectors.joining(",", "[", "]"));
		exchange.getResponseHeaders().add("X-Page", String.valueOf(page));
		exchange.getResponseHeaders().add("X-Next-Page", (to < matching.size()) ? String.valueOf(page + 1) : "");
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(200, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	private static String time(long iid) {
		return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(iid).toString().replace("Z", ".000Z");
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
