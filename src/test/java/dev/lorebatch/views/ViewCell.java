package dev.lorebatch.views;

/**
 * What happened in one cell of the matrix.
 *
 * @param listed how many entities the run listed, or asked for
 * @param fetched of how many it fetched all dependent sets
 * @param kept how many rows it kept that it did not see
 * @param gone how many entities it found to be gone
 * @param differences entities that differ then from what a full view sees
 * @param next what the next incremental run with the first view lists and fetches
 * @param after the same differences after a run with a full view
 */
record ViewCell(long listed, long fetched, long kept, long gone, long differences, String next, long after) {

	String row() {
		return "%d | %d | %d | %d | %d | %s | %d".formatted(this.listed, this.fetched, this.kept, this.gone,
				this.differences, this.next, this.after);
	}

}
