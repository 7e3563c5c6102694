package dev.lorebatch.quality;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * How long something took, many times, by the clock: some of it is done by two threads.
 *
 * @param median in milliseconds
 * @param high what 95 of 100 did not exceed, in milliseconds
 */
public record Latency(double median, double high) {

	private static final double NANOS = 1_000_000;

	/**
	 * Does it with each of the inputs, first to warm up and then so many times.
	 */
	static <T> Latency measure(List<T> inputs, int rounds, Consumer<T> work) {
		inputs.forEach(work);
		List<Long> times = new ArrayList<>();
		for (int round = 0; round < rounds; round++) {
			for (T input : inputs) {
				long start = System.nanoTime();
				work.accept(input);
				times.add(System.nanoTime() - start);
			}
		}
		Collections.sort(times);
		return new Latency(times.get(times.size() / 2) / NANOS, times.get(times.size() * 95 / 100) / NANOS);
	}

}
