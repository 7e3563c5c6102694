package dev.lorebatch.functional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;

/**
 * Stands before the sample GitLab: remembers what passes, holds some requests back,
 * answers others itself.
 */
final class GitLabGate implements AutoCloseable {

	private static final Set<String> HOP_BY_HOP = Set.of("connection", "content-length", "transfer-encoding", "date",
			":status");

	static {
		System.setProperty("sun.net.httpserver.nodelay", "true");
	}

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final HttpServer server;

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "gate");
		thread.setDaemon(true);
		return thread;
	});

	private final URI target;

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final List<Hold> holds = new CopyOnWriteArrayList<>();

	private final List<Hold> answerHolds = new CopyOnWriteArrayList<>();

	private final List<Answer> answers = new CopyOnWriteArrayList<>();

	private final Map<String, String> tokens = new ConcurrentHashMap<>();

	GitLabGate(URI target) {
		this.target = target;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::handle);
		this.server.setExecutor(this.executor);
		this.server.start();
	}

	URI url() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	/**
	 * Path and query of every request, in the order of arrival.
	 */
	List<String> requests() {
		return this.requests.stream().map(Request::target).toList();
	}

	/**
	 * The token of every request.
	 */
	List<String> tokens() {
		return this.requests.stream().map(Request::token).toList();
	}

	void forgetRequests() {
		this.requests.clear();
	}

	/**
	 * From now on requests that match wait until they are released.
	 */
	Hold hold(Predicate<String> which) {
		Hold hold = new Hold(which, new CountDownLatch(1), new AtomicInteger());
		this.holds.add(hold);
		return hold;
	}

	/**
	 * The next request that matches is answered from what is there now, but the answer is
	 * held back until it is released.
	 */
	Hold holdAnswerOfNext(Predicate<String> which) {
		AtomicBoolean seen = new AtomicBoolean();
		Hold hold = new Hold((path) -> which.test(path) && seen.compareAndSet(false, true), new CountDownLatch(1),
				new AtomicInteger());
		this.answerHolds.add(hold);
		return hold;
	}

	/**
	 * From now on the sample GitLab sees another token than the one it was sent.
	 */
	void exchangeToken(String sent, String seen) {
		this.tokens.put(sent, seen);
	}

	/**
	 * From now on requests that match get this answer.
	 */
	void answer(Predicate<String> which, int status, String body, String... headers) {
		this.answers.add(new Answer(which, status, body, List.of(headers)));
	}

	/**
	 * No request is answered in a special way any more.
	 */
	void answerNormally() {
		this.answers.clear();
		this.holds.forEach(Hold::release);
		this.holds.clear();
		this.answerHolds.forEach(Hold::release);
		this.answerHolds.clear();
	}

	@Override
	public void close() {
		answerNormally();
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	private void handle(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().toString();
		this.requests.add(new Request(path, String.valueOf(exchange.getRequestHeaders().getFirst("PRIVATE-TOKEN"))));
		try (exchange) {
			for (Hold hold : this.holds) {
				hold.pass(path);
			}
			for (Answer answer : this.answers) {
				if (answer.which().test(path)) {
					answer.write(exchange);
					return;
				}
			}
			forward(exchange, path);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void forward(HttpExchange exchange, String path) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.target + path));
		exchange.getRequestHeaders().forEach((name, values) -> {
			if (Set.of("Private-token", "Accept").contains(name)) {
				request.header(name, this.tokens.getOrDefault(values.get(0), values.get(0)));
			}
		});
		HttpResponse<byte[]> response = this.client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
		for (Map.Entry<String, List<String>> header : response.headers().map().entrySet()) {
			if (!HOP_BY_HOP.contains(header.getKey())) {
				exchange.getResponseHeaders().put(header.getKey(), new ArrayList<>(header.getValue()));
			}
		}
		for (Hold hold : this.answerHolds) {
			hold.pass(path);
		}
		send(exchange, response.statusCode(), response.body());
	}

	private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
		exchange.sendResponseHeaders(status, (body.length > 0) ? body.length : -1);
		exchange.getResponseBody().write(body);
	}

	private record Request(String target, String token) {

	}

	private record Answer(Predicate<String> which, int status, String body, List<String> headers) {

		private void write(HttpExchange exchange) throws IOException {
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			for (int i = 0; i < this.headers.size(); i += 2) {
				exchange.getResponseHeaders().set(this.headers.get(i), this.headers.get(i + 1));
			}
			send(exchange, this.status, this.body.getBytes(StandardCharsets.UTF_8));
		}

	}

	/**
	 * Requests that wait.
	 */
	record Hold(Predicate<String> which, CountDownLatch released, AtomicInteger arrived) {

		/**
		 * Waits until so many requests are being held.
		 */
		Hold awaitRequests(int count) {
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> this.arrived.get() >= count);
			return this;
		}

		void release() {
			this.released.countDown();
		}

		private void pass(String path) throws InterruptedException {
			if (this.which.test(path)) {
				this.arrived.incrementAndGet();
				this.released.await();
			}
		}

	}

}
