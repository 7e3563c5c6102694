package dev.lorebatch.functional;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.LongVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that dies at any of the named instants costs nothing but a restart.
 */
class FailPointFunctionalTests {

	private static final String[] SYNC = { "sync", "-p", "harbor/lighthouse", "--issue", "1,5,7", "--mr", "4",
			"--run-id", "r1" };

	/** Where the first time is not the most telling one. */
	private static final Map<FailPoint, Integer> TIMES = Map.of(FailPoint.STEP_STARTED, 3, FailPoint.STEP_ENDED, 3,
			FailPoint.AFTER_ENTITY_COMMIT, 2, FailPoint.JOB_FETCHED, 5, FailPoint.AFTER_COMMIT, 2);

	/** Only runs of whole projects pass them: {@link ProjectSyncKillFunctionalTests}. */
	private static final Set<FailPoint> OF_PAGES = EnumSet.of(FailPoint.TURN_TAKEN, FailPoint.BEFORE_PAGE_COMMIT,
			FailPoint.AFTER_PAGE_COMMIT, FailPoint.POSITION_SAVED);

	private static final int CHAINS = 4;

	private static final int CHAIN = Integer.getInteger("lore.chain", (int) (System.nanoTime() / 1_000 % CHAINS));

	@TempDir
	static Path shared;

	private static Undisturbed undisturbed;

	/** Requests made again at most, by where the process died. */
	private static final Map<String, Integer> repeated = new java.util.concurrent.ConcurrentSkipListMap<>();

	@TempDir
	Path folder;

	private DoomedRun run;

	@BeforeAll
	static void syncUndisturbed() {
		undisturbed = new Undisturbed(shared, SampleOptions.defaults(), SYNC);
	}

	@AfterAll
	static void report() {
		undisturbed.close();
		int worst = repeated.values().stream().mapToInt(Integer::intValue).max().orElse(0);
		System.out.printf(
				"chain %d: killed at %d named instants; at worst %d of %d dependent requests were made again: %s%n",
				CHAIN, repeated.size(), worst, undisturbed.dependentRequests(), repeated);
	}

	@BeforeEach
	void begin() {
		this.run = undisturbed.begin(this.folder);
	}

	@AfterEach
	void end() {
		this.run.close();
	}

	/**
	 * Several deaths of one run, each at a later point than the one before: the restarts
	 * in between die, too. All chains with {@code -Plong}, else one of them, by chance.
	 */
	static Stream<List<FailPoint>> chains() {
		List<FailPoint> points = EnumSet.complementOf(EnumSet.copyOf(OF_PAGES)).stream().toList();
		return IntStream.range(0, CHAINS)
			.filter((chain) -> Boolean.getBoolean("lore.long") || chain == CHAIN)
			.mapToObj((chain) -> IntStream.range(0, points.size())
				.filter((index) -> index % CHAINS == chain)
				.mapToObj(points::get)
				.toList());
	}

	@ParameterizedTest
	@MethodSource("chains")
	void deathCostsNothingButARestart(List<FailPoint> chain) {
		for (FailPoint point : chain) {
			this.run.dieAt(point, TIMES.getOrDefault(point, 1), SYNC);
			repeated.put(point.label(), this.run.repeated());
		}
		this.run.finish(chain.size() % 2 == 0);
	}

	/**
	 * The second death is in the middle of recovering from the first one.
	 */
	@Test
	@LongVersion
	void neitherDoesDeathInARestart() {
		this.run.dieAt(FailPoint.LOCK_TAKEN, 1, SYNC);
		this.run.dieAt(FailPoint.AFTER_COMMIT, 2, "runs", "restart", "r1");
		this.run.dieAt(FailPoint.JOB_FETCHED, 7, "runs", "restart", "r1");
		this.run.dieAt(FailPoint.BEFORE_DOCUMENT_COMMIT, 1, SYNC);
		this.run.finish(false);
		repeated.put("four in a row", this.run.repeated());
	}

	/**
	 * All of them, those of Spring Batch's bookkeeping included.
	 */
	@Test
	@LongVersion
	void norAtAnyCommit() {
		List<String> deaths = new ArrayList<>();
		for (FailPoint point : List.of(FailPoint.BEFORE_COMMIT, FailPoint.AFTER_COMMIT)) {
			for (int time = 1; dies(point, time); time++) {
				deaths.add(point.label() + ":" + time);
			}
		}
		System.out.printf("killed at %d commits%n", deaths.size());
		assertThat(deaths).hasSizeGreaterThan(40);
	}

	private boolean dies(FailPoint point, int time) {
		try (DoomedRun doomed = undisturbed.begin(this.folder.resolve(point.label() + time))) {
			boolean died = doomed.diesAt(point, time, SYNC);
			if (died) {
				doomed.finish(time % 2 == 0);
				repeated.put(point.label() + ":" + time, doomed.repeated());
			}
			return died;
		}
	}

}
