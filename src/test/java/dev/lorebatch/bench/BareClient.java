package dev.lorebatch.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * The reference for throughput: fetches the same addresses, as many at once, with the
 * client of the JDK, and throws the answers away.
 */
final class BareClient {

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI server;

	private final String token;

	private BareClient(URI server, String token) {
		this.server = server;
		this.token = token;
	}

	/**
	 * Arguments: server, token, a file with a request line for each, how many at once.
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> requests = Files.readAllLines(Path.of(arguments[2]));
		BareClient client = new BareClient(URI.create(arguments[0]), arguments[1]);
		System.out.println(client.getAll(requests, Integer.parseInt(arguments[3])));
		System.exit(0);
	}

	static byte[] get(URI server, String token, String path) {
		try {
			return new BareClient(server, token).get(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private long getAll(List<String> requests, int concurrency) throws InterruptedException, ExecutionException {
		AtomicInteger next = new AtomicInteger();
		AtomicLong bytes = new AtomicLong();
		ExecutorService threads = Executors.newFixedThreadPool(concurrency);
		List<? extends Future<?>> all = IntStream.range(0, concurrency).mapToObj((number) -> threads.submit(() -> {
			for (int index = next.getAndIncrement(); index < requests.size(); index = next.getAndIncrement()) {
				bytes.addAndGet(get(requests.get(index).substring("GET ".length())).length);
			}
			return null;
		})).toList();
		for (Future<?> one : all) {
			one.get();
		}
		threads.shutdown();
		return bytes.get();
	}

	private byte[] get(String path) throws IOException {
		HttpRequest request = HttpRequest.newBuilder(this.server.resolve(path))
			.header("PRIVATE-TOKEN", this.token)
			.header("Accept-Encoding", "gzip")
			.build();
		try {
			HttpResponse<byte[]> response = this.client.send(request, HttpResponse.BodyHandlers.ofByteArray());
			boolean gzip = response.headers().firstValue("Content-Encoding").filter("gzip"::equals).isPresent();
			try (InputStream body = new ByteArrayInputStream(response.body());
					InputStream plain = gzip ? new GZIPInputStream(body) : body) {
				return plain.readAllBytes();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

}
