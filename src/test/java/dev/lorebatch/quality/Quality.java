package dev.lorebatch.quality;

import java.util.Collection;
import java.util.List;

/**
 * How much of what queries should find they find.
 *
 * @param recall the share of what is expected that is among the first ten, averaged over
 * the queries
 * @param reciprocalRank one divided by the place of the first that is expected, 0 if it
 * is not among the first ten, averaged
 */
record Quality(double recall, double reciprocalRank) {

	static Quality of(List<String> found, Collection<String> expected) {
		long hits = found.stream().filter(expected::contains).count();
		int first = (int) found.stream().takeWhile((reference) -> !expected.contains(reference)).count();
		return new Quality((double) hits / expected.size(), (hits > 0) ? 1.0 / (first + 1) : 0);
	}

	static Quality average(Collection<Quality> all) {
		return new Quality(all.stream().mapToDouble(Quality::recall).average().orElse(0),
				all.stream().mapToDouble(Quality::reciprocalRank).average().orElse(0));
	}

}
