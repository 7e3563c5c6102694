package dev.lorebatch.functional;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code kill -9} at instants nobody chose. {@code -Dlore.kills=50} sets how many,
 * {@code -Dlore.kills.seed=1} repeats the choices of an earlier time.
 */
class RandomKillFunctionalTests {

	private static final String[] SYNC = { "sync", "-p", "bench/doomed", "--issue",
			"1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25", "--mr", "1,2,3,4,5,6,7,8,9,10",
			"--run-id", "r1" };

	/** Each is as likely as the others, however short it is. */
	private static final List<String> PHASES = List.of("start", "preflight", "ingest", "dependents", "docs", "embed");

	private static final int KILLS = Integer.getInteger("lore.kills", Boolean.getBoolean("lore.long") ? 50 : 2);

	private static final long SEED = Long.getLong("lore.kills.seed", System.nanoTime() % 1_000_000);

	/** Where the kills hit. */
	private static final Map<String, Integer> hits = new TreeMap<>();

	@TempDir
	static Path shared;

	private static Undisturbed undisturbed;

	private static int worst;

	private static int again;

	@TempDir
	Path folder;

	@BeforeAll
	static void syncUndisturbed() {
		System.out.printf("%d random kills, seed %d%n", KILLS, SEED);
		undisturbed = new Undisturbed(shared,
				SampleOptions.defaults().withGenerated(new GeneratedProject("bench/doomed", 25, 10, 3, 7)), SYNC);
	}

	@AfterAll
	static void report() {
		undisturbed.close();
		System.out.printf("%d random kills, seed %d: %s; %d hit a restart; at worst %d of %d dependent requests were "
				+ "made again%n", KILLS, SEED, hits, again, worst, undisturbed.dependentRequests());
	}

	static LongStream seeds() {
		return LongStream.range(0, KILLS).map((kill) -> SEED * 1_000 + kill);
	}

	/**
	 * A run that ends before it is killed is no try: another one is doomed in its place.
	 */
	@ParameterizedTest
	@MethodSource("seeds")
	void costsNothingButARestart(long seed) {
		Random random = new Random(seed);
		List<String> killed = List.of();
		for (int tries = 0; killed.isEmpty() && tries < 10; tries++) {
			killed = killAndRestart(this.folder.resolve("try" + tries), random);
		}
		assertThat(killed).as("where it was killed").isNotEmpty();
		again += killed.size() - 1;
		killed.forEach((where) -> hits.merge(where, 1, Integer::sum));
	}

	/**
	 * @return the phases in which the run was killed, in that order
	 */
	private static List<String> killAndRestart(Path folder, Random random) {
		List<String> killed = new ArrayList<>();
		try (DoomedRun run = undisturbed.begin(folder)) {
			do {
				kill(run, random).ifPresent(killed::add);
			}
			while (killed.size() < 4 && !"done".equals(run.row().get("phase")) && random.nextInt(3) == 0);
			run.finish(random.nextBoolean());
			worst = Math.max(worst, run.repeated());
		}
		return killed;
	}

	/**
	 * @return in which phase it hit, empty if the process ended before
	 */
	private static Optional<String> kill(DoomedRun run, Random random) {
		int committed = run.committedRequests();
		boolean restart = !run.row().isEmpty() && random.nextBoolean();
		String phase = PHASES.get(random.nextInt(PHASES.size()));
		double part = random.nextDouble();
		Object before = run.row().get("attempts");
		LoreProcess process = restart ? run.home().start("runs", "restart", "r1")
				: run.home().start(undisturbed.sync());
		if (!phase.equals("start")) {
			Awaitility.await()
				.atMost(Duration.ofSeconds(90))
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(2))
				.until(() -> !process.isAlive() || hasReached(run, before, phase));
		}
		boolean ended = process.endsWithin(Duration.ofMillis((long) (part * length(phase).toMillis())));
		run.kill(process, committed);
		if (ended) {
			return Optional.empty();
		}
		Map<String, ?> row = run.row();
		if ("done".equals(row.get("phase"))) {
			return Optional.of("end");
		}
		boolean started = !row.isEmpty() && !row.get("attempts").equals(before) && row.get("last_phase") != null;
		return Optional.of(started ? String.valueOf(row.get("last_phase")) : "start");
	}

	private static boolean hasReached(DoomedRun run, Object attemptsBefore, String phase) {
		Map<String, ?> row = run.row();
		return !row.isEmpty() && !row.get("attempts").equals(attemptsBefore)
				&& PHASES.indexOf(String.valueOf(row.get("last_phase"))) >= PHASES.indexOf(phase);
	}

	private static Duration length(String phase) {
		Duration whole = undisturbed.duration();
		for (Duration other : undisturbed.phases().values()) {
			whole = whole.minus(other);
		}
		return phase.equals("start") ? whole : undisturbed.phases().get(phase);
	}

}
