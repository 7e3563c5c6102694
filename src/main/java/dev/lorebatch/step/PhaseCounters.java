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
	 * Adds to a counter of the context at once.
	 */
	public static void add(ExecutionContext executionContext, String counter, int count) {
		String key = PREFIX + counter;
		executionContext.putInt(key, executionContext.getInt(key, 0) + count);
	}

}
