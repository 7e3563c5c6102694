package dev.lorebatch.bench;

import java.util.List;
import java.util.Locale;

/**
 * The same thing measured several times.
 */
record Spread(double median, double least, double most, int runs) {

	static Spread of(List<Double> values) {
		List<Double> sorted = values.stream().sorted().toList();
		return new Spread(sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1), sorted.size());
	}

	/**
	 * Without what all of them have.
	 */
	Spread minus(double same) {
		return new Spread(this.median - same, this.least - same, this.most - same, this.runs);
	}

	/**
	 * Milliseconds as seconds: median and, in brackets, the least and the most.
	 */
	String seconds() {
		return String.format(Locale.ROOT, "%.2f s (%.2f to %.2f)", this.median / 1_000, this.least / 1_000,
				this.most / 1_000);
	}

}
