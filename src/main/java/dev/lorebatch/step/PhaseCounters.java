package dev.lorebatch.step;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStream;

/**
 * Counts what a phase did. Counts reach the step's execution context only with the chunk
 * they belong to, so those of a rolled back chunk are forgotten; the ledger reads them
 * from there. Integers, because they stay plain numbers in the serialized context. For
 * the thread of the step only.
 */
public class PhaseCounters implements ItemStream {

	private static final String PREFIX = "lore.";

	private final Map<String, Integer> pending = new LinkedHashMap<>();

	public void add(String counter, int count) {
		this.pending.merge(counter, count, Integer::sum);
	}

	@Override
	public void open(ExecutionContext executionContext) {
		this.pending.clear();
	}

	@Override
	public void update(ExecutionContext executionContext) {
		this.pending.forEach((counter, count) -> add(executionContext, counter, count));
		this.pending.clear();
	}

	/**
	 * Starts counters anew that are counted for each attempt.
	 */
	static void forget(ExecutionContext executionContext, String... counters) {
		for (String counter : counters) {
			executionContext.remove(PREFIX + counter);
		}
	}

	/**
	 * Sets a counter to what the tables say: a process that died between a commit and the
	 * end of its chunk had not counted it yet.
	 */
	public static void set(ExecutionContext executionContext, String counter, int count) {
		executionContext.putInt(PREFIX + counter, count);
	}

	/**
	 * Adds to a counter of the context at once.
	 */
	public static void add(ExecutionContext executionContext, String counter, int count) {
		String key = PREFIX + counter;
		executionContext.putInt(key, executionContext.getInt(key, 0) + count);
	}

}
