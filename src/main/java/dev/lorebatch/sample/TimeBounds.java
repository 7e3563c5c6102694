package dev.lorebatch.sample;

import org.jspecify.annotations.Nullable;

/**
 * Bounds on the times of a row, in microseconds and all inclusive.
 *
 * @param updatedAfter the earliest update, or null
 * @param updatedBefore the latest update, or null
 * @param createdAfter the earliest creation, or null
 * @param createdBefore the latest creation, or null
 */
record TimeBounds(@Nullable Long updatedAfter, @Nullable Long updatedBefore, @Nullable Long createdAfter,
		@Nullable Long createdBefore) {

	private static final TimeBounds NONE = new TimeBounds(null, null, null, null);

	static TimeBounds of(Query query) {
		return new TimeBounds(query.micros("updated_after"), query.micros("updated_before"),
				query.micros("created_after"), query.micros("created_before"));
	}

	boolean unbounded() {
		return equals(NONE);
	}

	boolean accept(Row row) {
		return within(row.updated(), this.updatedAfter, this.updatedBefore)
				&& within(row.created(), this.createdAfter, this.createdBefore);
	}

	private static boolean within(long value, @Nullable Long from, @Nullable Long to) {
		return (from == null || value >= from) && (to == null || value <= to);
	}

}
