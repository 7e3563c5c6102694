package dev.lorebatch.dependents;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.mirror.Parent;

/**
 * A dependent set that arrived whole and is transformed, ready to replace the old one.
 *
 * @param pages how many pages it took
 * @param rows how many rows it has
 */
record PreparedSet(int pages, int rows, Replacement replacement) {

	/**
	 * Writes the set in one transaction.
	 */
	@FunctionalInterface
	interface Replacement {

		void write(WriteTransaction tx, Parent parent, String runId);

	}

}
