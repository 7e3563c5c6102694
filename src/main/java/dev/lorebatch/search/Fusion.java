package dev.lorebatch.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reciprocal rank fusion: every ranking gives {@code 1 / (60 + rank)}, that by vectors
 * times the weight of their provider. It needs no comparable scores.
 */
final class Fusion {

	private static final int K = 60;

	private Fusion() {
	}

	/**
	 * Everything that is in any of the two, best first; of equals, that found by words.
	 * @param weight of the ranking by vectors; that by words has 1
	 */
	static List<Fused> fuse(List<Placed> lexical, List<Placed> vector, double weight) {
		Map<Placed.Key, Fused> all = new LinkedHashMap<>();
		lexical.forEach((placed) -> all.put(placed.key(), new Fused(placed, null, share(placed.rank()))));
		vector.forEach((placed) -> all.merge(placed.key(), new Fused(null, placed, weight * share(placed.rank())),
				(known, found) -> new Fused(known.lexical(), placed, known.score() + found.score())));
		List<Fused> sorted = new ArrayList<>(all.values());
		sorted.sort(Comparator.comparingDouble(Fused::score).reversed());
		return sorted;
	}

	/**
	 * Whether a ranking by vectors can change nothing in the first so many of those found
	 * by words, whatever is in it: even its first place counts less than one place there.
	 */
	static boolean isSettled(int first, double weight) {
		return share(first) - share(first + 1) > weight * share(1);
	}

	private static double share(int rank) {
		return 1.0 / (K + rank);
	}

	/**
	 * An issue or merge request with its places.
	 *
	 * @param score of both places together
	 */
	record Fused(@Nullable Placed lexical, @Nullable Placed vector, double score) {

		/**
		 * What the words are in is what people want to see.
		 */
		Placed shown() {
			Placed shown = (this.lexical != null) ? this.lexical : this.vector;
			if (shown == null) {
				throw new IllegalStateException("Not in any ranking");
			}
			return shown;
		}

	}

}
