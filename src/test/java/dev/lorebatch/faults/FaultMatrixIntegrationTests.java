package dev.lorebatch.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every fault at every kind of request, once, twice and for ever, and the page that says
 * what happens. The build runs a part of it, by chance, and compares that with the page;
 * {@code -Dlore.faults.seed=1} repeats an earlier choice; the long version runs the
 * whole, and so does writing the page. Faults that end by a time-out run beside the
 * others, with short ones.
 */
class FaultMatrixIntegrationTests {

	/** The default, and one request at a time, so that requests have a fixed order. */
	private static final List<String> SETTINGS = List.of("lore.gitlab.retry.initial-wait=500ms",
			"lore.gitlab.concurrency=1");

	private static final List<String> TIMEOUTS = List.of("lore.gitlab.read-timeout=599ms",
			"lore.gitlab.request-timeout=699ms");

	private static final String PAGE = "docs/reference/fault-matrix.md";

	/** They mostly wait. */
	private static final int SLOW_LANES = 3;

	private static final int QUICK_LANES = 2;

	private static final int PER_FAULT = 2;

	private static final int PER_COLUMN = 4;

	private static final long SEED = Long.getLong("lore.faults.seed", System.nanoTime() % 1_000_000);

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
		boolean whole = Boolean.getBoolean("lore.long") || Boolean.getBoolean("docs.write");
		List<Work> works = whole ? Work.all() : Work.some(new Random(SEED));
		System.out.printf("Faults at requests: %d of %d, seed %d%n", works.size(), Work.all().size(), SEED);
		run(works);
		requireNobodyCameElsewhere();
		if (whole) {
			GeneratedPage.assertIsWritten(PAGE, new FaultMatrixPage(this.matrix, neutral()).render());
		}
		Map<String, String> page = FaultMatrixPage.read(GeneratedPage.read(PAGE));
		assertThat(page).containsKeys(Work.all().stream().map(Work::key).toArray(String[]::new));
		assertThat(works).allSatisfy((work) -> assertThat(page).containsEntry(work.key(),
				this.matrix.cell(work.column(), work.fault(), work.depth()).row()));
	}

	private void run(List<Work> works) throws Exception {
		Queue<Work> slow = new ConcurrentLinkedQueue<>();
		Queue<Work> quick = new ConcurrentLinkedQueue<>();
		works.forEach((work) -> (work.fault().isTimed() ? slow : quick).add(work));
		List<Future<?>> lanes = new ArrayList<>();
		for (int lane = 1; lane <= SLOW_LANES; lane++) {
			lanes.add(lane(lane, slow, TIMEOUTS));
		}
		for (int lane = 1; lane <= QUICK_LANES; lane++) {
			lanes.add(lane(SLOW_LANES + lane, quick, List.of()));
		}
		for (Future<?> lane : lanes) {
			lane.get();
		}
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
		neutral.put("599 ms", "`read-timeout`");
		neutral.put("699 ms", "`request-timeout`");
		neutral.put("127\\.0\\.0\\.1:[0-9]+", "gitlab.example.com");
		return neutral;
	}

	/**
	 * A cell to run.
	 */
	private record Work(Column column, Fault fault, Depth depth) {

		private static List<Work> all() {
			List<Work> all = new ArrayList<>();
			for (Column column : Column.values()) {
				for (Fault fault : Fault.values()) {
					column.depths().forEach((depth) -> all.add(new Work(column, fault, depth)));
				}
			}
			return all;
		}

		/**
		 * What the build has time for: every fault at some kinds of request, and at every
		 * kind of request some faults.
		 */
		private static List<Work> some(Random random) {
			List<Work> shuffled = new ArrayList<>(all());
			Collections.shuffle(shuffled, random);
			Map<Object, Integer> seen = new HashMap<>();
			return shuffled.stream()
				.filter((work) -> seen.merge(work.fault(), 1, Integer::sum) <= PER_FAULT
						| seen.merge(work.column(), 1, Integer::sum) <= PER_COLUMN)
				.toList();
		}

		private String key() {
			return FaultMatrixPage.key(this.column, this.fault, this.depth);
		}

	}

}
