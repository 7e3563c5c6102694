package dev.lorebatch.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the program and a GitLab, passes requests on and misbehaves as told.
 */
public final class FaultyGitLab implements AutoCloseable {

	private static final Pattern PER_PAGE = Pattern.compile("\\bper_page=([0-9]+)");

	private final URI target;

	private final HttpServer server;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final HttpClient client = HttpClient.newHttpClient();

	private final List<String> paths = new CopyOnWriteArrayList<>();

	private volatile @Nullable BrokenPaging broken;

	private volatile int pageCap = Integer.MAX_VALUE;

	private volatile Interceptor interceptor = (path) -> null;

	private volatile Interceptor targets = (target) -> null;

	private volatile Judge judge = (target, body) -> null;

	/** Given the path and the body. */
	private volatile BinaryOperator<String> rewriter = (path, body) -> body;

	public FaultyGitLab(URI target) throws IOException {
		this.target = target;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::handle);
		this.server.setExecutor(this.executor);
		this.server.start();
	}

	public URI url() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	/**
	 * Paths of the requests that came, without queries, in order.
	 */
	public List<String> paths() {
		return List.copyOf(this.paths);
	}

	public void forgetPaths() {
		this.paths.clear();
	}

	/**
	 * Asked for every request.
	 */
	public void intercept(Interceptor next) {
		this.interceptor = next;
	}

	/**
	 * Asked for every request, and given its query, too.
	 */
	public void interceptTargets(Interceptor next) {
		this.targets = next;
	}

	/**
	 * Asked for every answer that is passed on.
	 */
	public void judge(Judge next) {
		this.judge = next;
	}

	/**
	 * Changes the bodies of the answers that are passed on.
	 */
	public void rewrite(BinaryOperator<String> next) {
		this.rewriter = next;
	}

	/**
	 * From now on the page headers of what is passed on are broken.
	 */
	public void breakPaging(@Nullable BrokenPaging how) {
		this.broken = how;
	}

	/**
	 * From now on the server gives pages of at most so many rows, whatever is asked for.
	 */
	public void capPages(int rows) {
		this.pageCap = rows;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getRawPath();
			this.paths.add(path);
			Answer answer = this.interceptor.answer(path);
			answer = (answer != null) ? answer : this.targets.answer(exchange.getRequestURI().toString());
			if (answer == null) {
				Answer real = forward(exchange);
				Answer judged = this.judge.answer(exchange.getRequestURI().toString(), real.body());
				answer = (judged != null) ? judged : real;
			}
			byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
			answer.headers().forEach((header) -> exchange.getResponseHeaders().add(header.name(), header.value()));
			exchange.sendResponseHeaders(answer.status(), (body.length == 0) ? -1 : body.length);
			exchange.getResponseBody().write(body);
		}
	}

	private Answer forward(HttpExchange exchange) throws IOException {
		String uri = PER_PAGE.matcher(exchange.getRequestURI().toString())
			.replaceFirst((asked) -> "per_page=" + Math.min(this.pageCap, Integer.parseInt(asked.group(1))));
		HttpRequest.Builder request = HttpRequest.newBuilder(this.target.resolve(uri));
		String token = exchange.getRequestHeaders().getFirst("PRIVATE-TOKEN");
		if (token != null) {
			request.header("PRIVATE-TOKEN", token);
		}
		try {
			HttpResponse<String> response = this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
			List<Header> headers = response.headers()
				.map()
				.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().startsWith("x-") || entry.getKey().startsWith("ratelimit")
						|| entry.getKey().equals("link") || entry.getKey().equals("location"))
				.map((entry) -> new Header(entry.getKey(),
						entry.getValue().get(0).replace(this.target.toString(), url().toString())))
				.toList();
			BrokenPaging how = this.broken;
			String body = this.rewriter.apply(exchange.getRequestURI().getRawPath(), response.body());
			return new Answer(response.statusCode(), body, (how != null) ? how.of(headers) : headers);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	/**
	 * Decides what to answer.
	 */
	@FunctionalInterface
	public interface Interceptor {

		/**
		 * What to answer instead, {@code null} to pass the request on. May block.
		 */
		@Nullable Answer answer(String path);

	}

	/**
	 * Decides about an answer.
	 */
	@FunctionalInterface
	public interface Judge {

		/**
		 * What to answer instead, {@code null} to pass the answer on.
		 */
		@Nullable Answer answer(String target, String body);

	}

	/**
	 * An answer of our own.
	 */
	public record Answer(int status, String body, List<Header> headers) {

		public static Answer of(int status, String body) {
			return new Answer(status, body, List.of());
		}

	}

	/**
	 * A response header.
	 */
	public record Header(String name, String value) {

	}

}
