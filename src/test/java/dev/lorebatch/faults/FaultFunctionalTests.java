package dev.lorebatch.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.documentation.GeneratedPage;
import dev.lorebatch.functional.CliResult;
import dev.lorebatch.functional.DatabaseDump;
import dev.lorebatch.functional.LoreHome;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.LongVersion;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The fault matrix with processes that are started by the installed launcher: the exit
 * code and the number of requests are those of the page, and a restart comes to the
 * content of an undisturbed run. A part of the cells, by chance;
 * {@code -Dlore.faults.seed=1} repeats an earlier choice. The JVM of the tests has all of
 * them ({@link FaultMatrixIntegrationTests}).
 */
class FaultFunctionalTests {

	private static final long SEED = Long.getLong("lore.faults.seed", System.nanoTime() % 1_000_000);

	private static final int CELLS = Integer.getInteger("lore.faults.cells", 60);

	private static final int LANES = 2;

	/** Of a row of the page. */
	private static final int EXIT = 3;

	/** As in the matrix, save that waits are short. */
	private static final String SETTINGS = """
			lore:
			  gitlab:
			    concurrency: 1
			    read-timeout: %s
			    request-timeout: %s
			    retry:
			      initial-wait: 10ms
			      max-retry-after: 100ms
			""";

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	private final ExecutorService executor = Executors.newFixedThreadPool(LANES);

	@TempDir
	Path folder;

	private ServerSocket elsewhere;

	@BeforeEach
	void open() throws IOException {
		this.elsewhere = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	@AfterEach
	void close() throws IOException {
		this.executor.shutdownNow();
		this.elsewhere.close();
		this.sample.close();
	}

	@Test
	@LongVersion
	void faultsEndAsThePageSays() throws Exception {
		Map<String, String> page = FaultTables.read(GeneratedPage.read("docs/reference/fault-matrix.md"));
		Queue<Work> works = new ConcurrentLinkedQueue<>(some());
		System.out.printf("Faults at requests of processes: %d, seed %d%n", works.size(), SEED);
		List<Future<?>> lanes = new ArrayList<>();
		for (int lane = 0; lane < LANES; lane++) {
			Path home = this.folder.resolve("lane-" + lane);
			lanes.add(this.executor.submit(() -> {
				URI other = URI.create("http://localhost:" + this.elsewhere.getLocalPort());
				try (FaultProxy proxy = new FaultProxy(this.sample.url(), other)) {
					Map<Place, Map<String, List<String>>> wanted = new HashMap<>();
					int number = 0;
					for (Work work = works.poll(); work != null; work = works.poll()) {
						Path machine = home.resolve(String.valueOf(number++));
						if (!wanted.containsKey(work.place())) {
							wanted.put(work.place(), undisturbed(machine.resolve("whole"), proxy, work.place()));
						}
						run(machine, proxy, work, page.get(work.key()).split(" \\| "), wanted.get(work.place()));
					}
				}
				return null;
			}));
		}
		for (Future<?> lane : lanes) {
			lane.get();
		}
	}

	private static Map<String, List<String>> undisturbed(Path machine, FaultProxy proxy, Place place)
			throws IOException {
		LoreHome home = home(machine, proxy, false);
		proxy.arm(place, null, 0);
		assertThat(sync(home).exitCode()).isZero();
		return DatabaseDump.of(home.database());
	}

	private static void run(Path machine, FaultProxy proxy, Work work, String[] row, Map<String, List<String>> wanted)
			throws IOException {
		LoreHome home = home(machine, proxy, work.fault().isTimed());
		proxy.arm(work.place(), work.fault(), work.depth().times());
		CliResult result = sync(home);
		assertThat(result.exitCode()).as("%s: %s", work, result).isEqualTo(Integer.parseInt(row[EXIT]));
		if (!row[0].contains("for each")) {
			assertThat(mostRequests(proxy, work.place())).as("%s: requests", work)
				.isEqualTo(Long.parseLong(row[0].replaceFirst("\\D.*", "")));
		}
		if (result.exitCode() != 0) {
			assertThat(result.stderr()).as(work.toString()).doesNotContain("Exception", "\tat ");
			proxy.arm(work.place(), null, 0);
			CliResult restart = home.run("runs", "restart", "r");
			assertThat(restart.exitCode()).as("restart after %s: %s", work, restart).isZero();
		}
		if (work.fault() != Fault.NO_ROUTE) { // then the events are not there
			assertThat(DatabaseDump.of(home.database())).as(work.toString()).isEqualTo(wanted);
		}
	}

	/**
	 * How often the resource was asked for that was asked for most.
	 */
	private static long mostRequests(FaultProxy proxy, Place place) {
		return proxy.seen()
			.stream()
			.filter(place::matches)
			.collect(Collectors.groupingBy(Seen::path, Collectors.counting()))
			.values()
			.stream()
			.mapToLong(Long::longValue)
			.max()
			.orElse(0);
	}

	/**
	 * @param timed whether the fault ends by a time-out
	 */
	private static LoreHome home(Path machine, FaultProxy proxy, boolean timed) throws IOException {
		LoreHome home = LoreHome.of(machine, proxy.url());
		Files.writeString(home.currentFolder().resolve("lore.yml"),
				timed ? SETTINGS.formatted("1s", "1500ms") : SETTINGS.formatted("30s", "60s"));
		return home;
	}

	private static CliResult sync(LoreHome home) {
		return home.run("sync", "-p", Column.request("r").project(), "--issue", iids(Column.request("r").issues()),
				"--mr", iids(Column.request("r").mergeRequests()), "--run-id", "r");
	}

	private static String iids(List<Long> iids) {
		return iids.stream().map(String::valueOf).collect(Collectors.joining(","));
	}

	/**
	 * Some, every fault at least once. A connection can be refused in the JVM of the
	 * tests only.
	 */
	private static List<Work> some() {
		List<Work> all = new ArrayList<>(Work.all(List.of(Column.values())));
		all.removeIf((work) -> work.fault() == Fault.REFUSED);
		Collections.shuffle(all, new Random(SEED));
		Map<Fault, Integer> seen = new HashMap<>();
		List<Work> first = all.stream().filter((work) -> seen.merge(work.fault(), 1, Integer::sum) == 1).toList();
		List<Work> some = new ArrayList<>(first);
		all.stream()
			.filter((work) -> !first.contains(work))
			.limit(Math.max(0, CELLS - first.size()))
			.forEach(some::add);
		return some;
	}

}
