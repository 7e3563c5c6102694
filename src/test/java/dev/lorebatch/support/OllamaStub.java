package dev.lorebatch.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers like Ollama's {@code POST /api/embed}, and misbehaves as told. Its vectors have
 * four dimensions.
 */
public final class OllamaStub implements AutoCloseable {

	public static final String MODEL = "test-embed";

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpServer server;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile Behaviour behaviour = (input) -> null;

	public OllamaStub() throws IOException {
		this(0);
	}

	public OllamaStub(int port) throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
		this.server.createContext("/", this::handle);
		this.server.setExecutor(this.executor);
		this.server.start();
	}

	public URI url() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	/**
	 * Properties that make the program use it.
	 */
	public String[] properties(String... more) {
		return java.util.stream.Stream.concat(java.util.stream.Stream.of("lore.embedding.provider=ollama",
				"lore.embedding.url=" + url(), "lore.embedding.model=" + MODEL, "lore.embedding.retry.initial-wait=1ms",
				"lore.embedding.retry.max-wait=5ms"), java.util.stream.Stream.of(more))
			.toArray(String[]::new);
	}

	public List<Request> requests() {
		return List.copyOf(this.requests);
	}

	public void forgetRequests() {
		this.requests.clear();
	}

	/**
	 * Asked for every request.
	 */
	public void behave(Behaviour next) {
		this.behaviour = next;
	}

	/**
	 * Takes requests and answers none.
	 */
	public void hang() {
		behave((input) -> {
			await();
			return null;
		});
	}

	/**
	 * A good answer.
	 */
	public static Answer vectors(List<String> input) {
		return vectors(input.stream().map(OllamaStub::vector).toList().toString());
	}

	/**
	 * An answer with these vectors, as JSON.
	 */
	public static Answer vectors(String json) {
		return new Answer(200, "{\"model\":\"%s\",\"embeddings\":%s}".formatted(MODEL, json));
	}

	public static Answer error(int status, String message) {
		return new Answer(status, JSON.writeValueAsString(Map.of("error", message)));
	}

	/**
	 * The vector of a text, as JSON.
	 */
	public static String vector(String text) {
		int hash = text.hashCode();
		return "[%d,%d,%d,1]".formatted((hash & 0xff) - 128, (hash >> 8 & 0xff) - 128, (hash >> 16 & 0xff) - 128);
	}

	private void await() {
		try {
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
			List<String> input = body.path("input").values().stream().map(JsonNode::asString).toList();
			Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			headers.putAll(exchange.getRequestHeaders());
			this.requests.add(new Request(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers,
					body, input));
			Answer answer = this.behaviour.answer(input);
			answer = (answer != null) ? answer : vectors(input);
			byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(answer.status(), (bytes.length == 0) ? -1 : bytes.length);
			exchange.getResponseBody().write(bytes);
		}
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	/**
	 * Decides what to answer.
	 */
	@FunctionalInterface
	public interface Behaviour {

		/**
		 * What to answer instead of good vectors, {@code null} for these. May block.
		 */
		@Nullable Answer answer(List<String> input);

	}

	/**
	 * A request that came.
	 */
	public record Request(String method, String path, Map<String, List<String>> headers, JsonNode body,
			List<String> input) {

	}

	/**
	 * An answer of our own.
	 */
	public record Answer(int status, String body) {

	}

}
