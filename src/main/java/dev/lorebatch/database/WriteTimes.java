package dev.lorebatch.database;

import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long write transactions took in this process, from the moment they had the write
 * lock: nobody else can write meanwhile. Thread-safe.
 */
public class WriteTimes {

	private static final int DIGITS = 2;

	private final Histogram micros = new Histogram(DIGITS);

	synchronized void add(long nanos) {
		this.micros.recordValue(TimeUnit.NANOSECONDS.toMicros(nanos));
	}

	/**
	 * What was seen so far, {@code null} if nothing was written.
	 */
	public synchronized @Nullable Summary summary() {
		return (this.micros.getTotalCount() == 0) ? null
				: new Summary(this.micros.getTotalCount(), millis(this.micros.getValueAtPercentile(50)),
						millis(this.micros.getValueAtPercentile(99)), millis(this.micros.getMaxValue()));
	}

	private static double millis(long micros) {
		return micros / 1_000d;
	}

	/**
	 * Times in milliseconds.
	 *
	 * @param count how many transactions there were
	 */
	public record Summary(long count, double median, double p99, double longest) {

	}

}
