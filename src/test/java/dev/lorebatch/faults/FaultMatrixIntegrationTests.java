package dev.lorebatch.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.documentation.GeneratedPage;
import dev.lorebatch.faults.FaultMatrix.Depth;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every fault at every kind of request, once, twice and for ever, and the page that says
 * what happens. Faults that end by a time-out run beside the others, with short ones.
 */
class FaultMatrixIntegrationTests {

	/** The default, and one request at a time, so that requests have a fixed order. */
	private static final List<String> SETTINGS = List.of("lore.gitlab.retry.initial-wait=500ms",
			"lore.gitlab.concurrency=1");

	private static final List<String> TIMEOUTS = List.of("lore.gitlab.read-timeout=399ms",
			"lore.gitlab.request-timeout=499ms");

	private static final int LANES = 2;

	private final ProxySelector before = ProxySelector.getDefault();

	private final Refusals refusals = new Refusals();

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	private final FaultMatrix matrix = new FaultMatrix();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@TempDir
	Path folder;

	private ServerSocket elsewhere;

	@BeforeEach
	void open() throws IOException {
		ProxySelector.setDefault(this.refusals);
		this.elsewhere = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	@AfterEach
	void close() throws IOException {
		this.executor.shutdownNow();
		this.elsewhere.close();
		this.sample.close();
		ProxySelector.setDefault(this.before);
	}

	@Test
	void everyFaultAtEveryRequestEndsAsThePageSays() throws Exception {
		Queue<Work> slow = new ConcurrentLinkedQueue<>();
		Queue<Work> quick = new ConcurrentLinkedQueue<>();
		for (Column column : Column.values()) {
			for (Fault fault : Fault.values()) {
				for (Depth depth : column.depths()) {
					(fault.isTimed() ? slow : quick).add(new Work(column, fault, depth));
				}
			}
		}
		List<Future<?>> lanes = new ArrayList<>();
		for (int lane = 1; lane <= LANES; lane++) {
			lanes.add(lane(lane, slow, TIMEOUTS));
			lanes.add(lane(LANES + lane, quick, List.of()));
		}
		for (Future<?> lane : lanes) {
			lane.get();
		}
		requireNobodyCameElsewhere();
		GeneratedPage.assertIsWritten("docs/reference/fault-matrix.md",
				new FaultMatrixPage(this.matrix, neutral()).render());
	}

	private Future<?> lane(int number, Queue<Work> queue, List<String> timeouts) {
		String[] properties = Stream.concat(SETTINGS.stream(), timeouts.stream()).toArray(String[]::new);
		return this.executor.submit(() -> {
			URI other = URI.create("http://localhost:" + this.elsewhere.getLocalPort());
			try (Lane lane = new Lane(number, this.folder.resolve("lane-" + number), this.sample.url(), other,
					this.refusals, properties)) {
				for (Work work = queue.poll(); work != null; work = queue.poll()) {
					this.matrix.put(work.column(), work.fault(), work.depth(),
							lane.run(work.column(), work.fault(), work.depth().times()));
				}
			}
			return null;
		});
	}

	private void requireNobodyCameElsewhere() throws IOException {
		this.elsewhere.setSoTimeout(1);
		assertThatExceptionOfType(SocketTimeoutException.class).as("nobody was waiting to be accepted")
			.isThrownBy(() -> this.elsewhere.accept());
	}

	private static Map<String, String> neutral() {
		Map<String, String> neutral = new LinkedHashMap<>();
		neutral.put("399 ms", "`read-timeout`");
		neutral.put("499 ms", "`request-timeout`");
		neutral.put("127\\.0\\.0\\.1:[0-9]+", "gitlab.example.com");
		return neutral;
	}

	private record Work(Column column, Fault fault, Depth depth) {

	}

}
