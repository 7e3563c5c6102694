package dev.lorebatch.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Ranks issues and merge requests by ranked documents. An issue may have many documents,
 * and all of the first hundred may be its own; so more and more are asked for until there
 * are enough issues, or no more documents.
 */
final class DeepRanking {

	private static final int GROWTH = 4;

	private DeepRanking() {
	}

	/**
	 * @param wanted so many issues and merge requests
	 * @param documents gives the best so many documents, best first
	 */
	static List<Placed> rank(int wanted, IntFunction<List<Placed>> documents) {
		int limit = wanted * GROWTH;
		while (true) {
			List<Placed> found = documents.apply(limit);
			List<Placed> ranked = distinct(found);
			if (ranked.size() >= wanted || found.size() < limit) {
				return ranked.subList(0, Math.min(wanted, ranked.size()));
			}
			limit *= GROWTH;
		}
	}

	private static List<Placed> distinct(List<Placed> documents) {
		Map<Placed.Key, Placed> best = new LinkedHashMap<>();
		for (Placed document : documents) {
			int rank = best.size() + 1;
			best.computeIfAbsent(document.key(), (key) -> new Placed(document.kind(), document.entityId(), rank,
					document.score(), document.documentId()));
		}
		return List.copyOf(best.values());
	}

}
