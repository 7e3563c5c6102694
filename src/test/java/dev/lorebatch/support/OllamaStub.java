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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers like Ollama's {@code POST /api/embed} and {@code GET /api/tags}, and misbehaves
 * as told. Its vectors have four dimensions until another model is pulled.
 */
public final class OllamaStub implements AutoCloseable {

	public static final String MODEL = "test-embed";

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpServer server;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final AtomicInteger looks = new AtomicInteger();

	private volatile Behaviour behaviour = (input) -> null;

	private volatile Pulled pulled = new Pulled("a".repeat(64), 4);

	private volatile Supplier<@Nullable Answer> tags = () -> null;

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

	/**
	 * Has the name stand for another model from now on, as after a pull.
	 * @param digest of its manifest
	 * @param dimensions of its vectors, 4 or fewer
	 */
	public void pull(String digest, int dimensions) {
		this.pulled = new Pulled(digest, dimensions);
	}

	/**
	 * Asked for every list of models: what to answer instead of a good one, {@code null}
	 * for that.
	 */
	public void answerTags(Supplier<@Nullable Answer> next) {
		this.tags = next;
	}

	/**
	 * How often the list of models was asked for.
	 */
	public int looks() {
		return this.looks.get();
	}

	/**
	 * Requests for vectors.
	 */
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

	/**
	 * The vector that a model gives for a text, as JSON.
	 */
	private static String vector(Pulled model, String text) {
		if (model.dimensions() == 4 && model.digest().startsWith("a")) {
			return vector(text);
		}
		int hash = (model.digest() + text).hashCode();
		return IntStream.range(0, model.dimensions())
			.mapToObj((index) -> String.valueOf((hash >> index * 8 & 0xff) - 127.5))
			.collect(Collectors.joining(",", "[", "]"));
	}

	private Answer tags() {
		this.looks.incrementAndGet();
		Answer given = this.tags.get();
		return (given != null) ? given : new Answer(200, """
				{"models":[{"name":"other:latest","model":"other:latest","digest":"%s"},
				{"name":"%s:latest","model":"%2$s:latest","digest":"%s","details":{"format":"gguf"}}]}
				""".formatted("f".repeat(64), MODEL, this.pulled.digest()));
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
			if (exchange.getRequestURI().getPath().equals("/api/tags")) {
				send(exchange, tags());
				return;
			}
			JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
			List<String> input = body.path("input").values().stream().map(JsonNode::asString).toList();
			Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			headers.putAll(exchange.getRequestHeaders());
			this.requests.add(new Request(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers,
					body, input));
			Answer answer = this.behaviour.answer(input);
			Pulled model = this.pulled;
			send(exchange, (answer != null) ? answer
					: vectors(input.stream().map((text) -> vector(model, text)).toList().toString()));
		}
	}

	private static void send(HttpExchange exchange, Answer answer) throws IOException {
		byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(answer.status(), (bytes.length == 0) ? -1 : bytes.length);
		exchange.getResponseBody().write(bytes);
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
	 * The model that the name stands for.
	 */
	private record Pulled(String digest, int dimensions) {

	}

	/**
	 * An answer of our own.
	 */
	public record Answer(int status, String body) {

	}

}
