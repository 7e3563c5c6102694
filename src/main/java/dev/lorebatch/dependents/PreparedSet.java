package dev.lorebatch.dependents;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.mirror.AbsentRows;
import dev.lorebatch.mirror.Parent;

/**
 * A dependent set that arrived whole and is transformed, ready to replace the old one.
 *
 * @param pages how many pages it took
 * @param rows how many rows it has
 * @param evidence what is known of its size besides
 */
record PreparedSet(int pages, int rows, Evidence evidence, Replacement replacement) {

	/**
	 * A set of which nothing else is known.
	 */
	PreparedSet(int pages, int rows, Replacement replacement) {
		this(pages, rows, Evidence.NONE, replacement);
	}

	/**
	 * What can be held against the size of a set.
	 *
	 * @param userNotes how many notes of people it has, if the view is known to see all
	 * that GitLab counts; else {@code null}
	 * @param doubt what contradicts it in the answers themselves, {@code null} if nothing
	 * does
	 */
	record Evidence(@Nullable Long userNotes, @Nullable String doubt) {

		static final Evidence NONE = new Evidence(null, null);

		/**
		 * That of a list whose rows GitLab does not filter after it counted them.
		 */
		static Evidence ofTotal(int rows, @Nullable Long total) {
			return (total != null && total > rows)
					? new Evidence(null, "GitLab counts %d, its list has %d".formatted(total, rows)) : NONE;
		}

	}

	/**
	 * Writes the set in one transaction.
	 */
	@FunctionalInterface
	interface Replacement {

		/**
		 * Writes the set.
		 * @param absent what becomes of the rows that are not in it
		 * @return how many rows were removed
		 */
		int write(WriteTransaction tx, Parent parent, String runId, AbsentRows absent);

	}

}
