package dev.lorebatch;

import java.io.IOException;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In a process of its own: the clients of other tests would not survive it.
 */
class NetworkThreadsIntegrationTests {

	@Test
	void noClientKeepsAThreadInNativeCode() throws Exception {
		Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("java.class.path"), Ending.class.getName()))
			.redirectErrorStream(true)
			.start();
		String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(printed.lines()).containsExactly("before: 1", "after: 0");
	}

	/**
	 * Uses a client, ends its thread and says how many there are.
	 */
	static final class Ending {

		private Ending() {
		}

		public static void main(String[] arguments) throws IOException, InterruptedException {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			server.createContext("/", (exchange) -> {
				exchange.sendResponseHeaders(204, -1);
				exchange.close();
			});
			server.start();
			HttpClient client = HttpClient.newHttpClient();
			client.send(HttpRequest
				.newBuilder(URI.create(
						"http://%s:%d/".formatted(server.getAddress().getHostString(), server.getAddress().getPort())))
				.build(), BodyHandlers.discarding());
			System.out.println("before: " + selectors());
			NetworkThreads.end();
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> selectors() == 0);
			System.out.println("after: " + selectors());
			server.stop(0);
			Reference.reachabilityFence(client); // else its thread ends by itself
		}

		private static long selectors() {
			return Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().endsWith("-SelectorManager"))
				.count();
		}

	}

}
