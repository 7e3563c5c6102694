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

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs the cells of a matrix, several at a time. Faults that end by a time-out run beside
 * the others, with short ones.
 */
final class FaultLanes implements AutoCloseable {

	/** The default, and one request at a time, so that requests have a fixed order. */
	private static final List<String> SETTINGS = List.of("lore.gitlab.retry.initial-wait=500ms",
			"lore.gitlab.concurrency=1", "lore.gitlab.auth=private-token");

	private static final List<String> TIMEOUTS = List.of("lore.gitlab.read-timeout=599ms",
			"lore.gitlab.request-timeout=699ms");

	/** They mostly wait. */
	private static final int SLOW_LANES = 3;

	private static final int QUICK_LANES = 2;

	/** More repeats than any loaded machine needs. */
	private static final int MAX_TRIES = 20;

	private final ProxySelector before = ProxySelector.getDefault();

	private final Refusals refusals = new Refusals();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Path folder;

	private final ServerSocket elsewhere;

	FaultLanes(Path folder) throws IOException {
		this.folder = folder;
		this.elsewhere = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		ProxySelector.setDefault(this.refusals);
	}

	/**
	 * Runs them all, and finds that nobody turned to another server.
	 */
	<R extends MatrixRow> FaultMatrix<R> run(List<Work> works, FaultLane.Maker<R> maker) throws Exception {
		FaultMatrix<R> matrix = new FaultMatrix<>();
		Queue<Work> slow = new ConcurrentLinkedQueue<>();
		Queue<Work> quick = new ConcurrentLinkedQueue<>();
		works.forEach((work) -> (work.fault().isTimed() ? slow : quick).add(work));
		List<Future<?>> lanes = new ArrayList<>();
		for (int lane = 1; lane <= SLOW_LANES; lane++) {
			LaneSettings settings = settings(lane, TIMEOUTS);
			lanes.add(this.executor.submit(() -> drain(slow, maker, settings, matrix)));
		}
		for (int lane = 1; lane <= QUICK_LANES; lane++) {
			LaneSettings settings = settings(SLOW_LANES + lane, List.of());
			lanes.add(this.executor.submit(() -> drain(quick, maker, settings, matrix)));
		}
		for (Future<?> lane : lanes) {
			lane.get();
		}
		requireNobodyCameElsewhere();
		return matrix;
	}

	/**
	 * What in messages depends on the test, as regular expressions, and what to write
	 * instead.
	 */
	static Map<String, String> neutral() {
		Map<String, String> neutral = new LinkedHashMap<>();
		neutral.put("599 ms", "`read-timeout`");
		neutral.put("699 ms", "`request-timeout`");
		neutral.put("127\\.0\\.0\\.1:[0-9]+", "gitlab.example.com");
		return neutral;
	}

	private LaneSettings settings(int number, List<String> timeouts) {
		return new LaneSettings(number, this.folder.resolve("lane-" + number),
				URI.create("http://localhost:" + this.elsewhere.getLocalPort()), this.refusals,
				Stream.concat(SETTINGS.stream(), timeouts.stream()).toList());
	}

	private static <R extends MatrixRow> @Nullable Void drain(Queue<Work> works, FaultLane.Maker<R> maker,
			LaneSettings settings, FaultMatrix<R> matrix) throws Exception {
		Work work = works.poll();
		if (work == null) {
			return null;
		}
		try (FaultLane<R> lane = maker.make(settings)) {
			while (work != null) {
				matrix.put(work, run(lane, work));
				work = works.poll();
			}
		}
		return null;
	}

	/**
	 * With short time-outs a run may fail only because the machine is busy.
	 */
	private static <R extends MatrixRow> R run(FaultLane<R> lane, Work work) {
		AssertionError last = new AssertionError("answers of the sample were late");
		for (int attempt = 0; attempt < (work.fault().isTimed() ? MAX_TRIES : 1); attempt++) {
			try {
				return lane.run(work.place(), work.fault(), work.depth().times());
			}
			catch (AssertionError ex) {
				last = ex;
			}
		}
		throw new AssertionError(work.toString(), last);
	}

	private void requireNobodyCameElsewhere() throws IOException {
		this.elsewhere.setSoTimeout(1);
		assertThatExceptionOfType(SocketTimeoutException.class).as("nobody was waiting to be accepted")
			.isThrownBy(() -> this.elsewhere.accept());
	}

	@Override
	public void close() throws IOException {
		this.executor.shutdownNow();
		this.elsewhere.close();
		ProxySelector.setDefault(this.before);
	}

}
