package dev.lorebatch.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.lorebatch.entity.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever people did upstream, and whatever was run meanwhile: in the end the mirror
 * says what GitLab says, and is the same, row for row, however it came to it.
 */
class ModelIntegrationTests {

	/** In the past, so that the time in a server's headers is never behind it. */
	private static final Instant START = Instant.parse("2026-11-10T00:00:00Z");

	/** Unless a time is given. */
	private static final int HISTORIES = Boolean.getBoolean("lore.long") ? 60 : 2;

	/** How long to try histories, 0 for as many as the build tries. */
	private static final Duration TIME = Duration.ofMinutes(Long.getLong("lore.model.minutes", 0));

	private static final int TRIES_TO_SHRINK = 60;

	/** What only a run that reconciles can know of. */
	private static final Set<Op> LISTED_NOWHERE = Set.of(Op.DELETE, Op.SET_TIME_BACK);

	private final Map<Op, Integer> moves = new TreeMap<>();

	private int deaths;

	@Test
	void theMirrorComesToEqualGitLab() {
		long seed = Long.getLong("lore.model.seed", new Random().nextInt(Integer.MAX_VALUE));
		List<String> differences = new ArrayList<>();
		long start = System.nanoTime();
		int histories = 0;
		while (TIME.isZero() ? histories < HISTORIES : System.nanoTime() - start < TIME.toNanos()) {
			History history = History.of(seed + histories);
			AssertionError difference = difference(history);
			if (difference != null) {
				System.out.printf(
						"Model: a difference with -Dlore.model.seed=%d, after %d histories, %d moves, %d s: %s%n",
						seed + histories, histories + 1, moves(),
						Duration.ofNanos(System.nanoTime() - start).toSeconds(), difference.getMessage());
				differences.add(explain(seed + histories, history, difference));
			}
			histories++;
		}
		System.out.printf(
				"Model: %d histories, %d moves %s, %d runs killed, %d differences in %d min; repeat with "
						+ "-Dlore.model.seed=%d%n",
				histories, moves(), this.moves, this.deaths, differences.size(),
				Duration.ofNanos(System.nanoTime() - start).toMinutes(), seed);
		assertThat(differences).isEmpty();
	}

	private int moves() {
		return this.moves.values().stream().mapToInt(Integer::intValue).sum();
	}

	private @Nullable AssertionError difference(History history) {
		try {
			check(history);
			return null;
		}
		catch (AssertionError ex) {
			return ex;
		}
		catch (Exception ex) {
			return new AssertionError(ex.toString(), ex);
		}
	}

	/**
	 * The seed of the history alone, the least that still goes wrong, and how it does.
	 */
	private String explain(long seed, History history, AssertionError difference) {
		Map<Op, Integer> counted = new TreeMap<>(this.moves);
		History smallest = history.shrink((shorter) -> difference(shorter) != null, TRIES_TO_SHRINK);
		AssertionError left = difference(smallest);
		this.moves.clear(); // those of shrinking do not count
		this.moves.putAll(counted);
		String text = "-Dlore.model.seed=%d:%s%n%s".formatted(seed, smallest,
				((left != null) ? left : difference).getMessage());
		System.out.println(text);
		return text;
	}

	private void check(History history) throws Exception {
		Path folder = Files.createTempDirectory("lore-model");
		MutableClock clock = new MutableClock(START);
		try (Upstream upstream = new Upstream(clock);
				Lived lived = new Lived(folder.resolve("lived.db"), upstream, clock)) {
			for (Step step : history.steps()) {
				lived.happen(step);
				this.moves.merge(step.op(), 1, Integer::sum);
			}
			this.deaths += lived.deaths();
			lived.settle();
			Map<String, List<String>> settled = lived.content();
			lived.reconcile();
			assertThat(lived.describe()).as("the mirror against GitLab").isEqualTo(upstream.describe());
			assertThat(lived.places()).as("the paths against GitLab's").isEqualTo(upstream.places());
			Map<String, List<String>> content = lived.content();
			assertThat(content).as("against a full sync into a new database")
				.isEqualTo(made(folder.resolve("full.db"), upstream, clock, Lived::syncFull));
			if (history.steps().stream().noneMatch((step) -> LISTED_NOWHERE.contains(step.op()))) {
				assertThat(settled).as("without reconciling").isEqualTo(content);
			}
			assertThat(content).as("against surgical syncs of all IIDs")
				.isEqualTo(made(folder.resolve("surgical.db"), upstream, clock, Lived::syncEveryIid));
		}
		finally {
			delete(folder);
		}
	}

	private static Map<String, List<String>> made(Path file, Upstream upstream, MutableClock clock, Making how)
			throws Exception {
		try (Lived made = new Lived(file, upstream, clock)) {
			how.make(made);
			return made.content();
		}
	}

	private static void delete(Path folder) throws IOException {
		try (var files = Files.list(folder)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(folder);
	}

	/**
	 * How a new mirror is made.
	 */
	@FunctionalInterface
	private interface Making {

		void make(Lived mirror) throws Exception;

	}

}
