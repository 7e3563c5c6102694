package dev.lorebatch.dependents;

import dev.lorebatch.queue.DependentJob;

/**
 * Fetches and transforms one kind of dependent set. Called from the threads of the
 * request pool, never inside a transaction.
 */
interface DependentFetcher {

	/**
	 * @throws dev.lorebatch.failure.LoreException if a page is missing at the end of the
	 * retries, or cannot be transformed
	 */
	PreparedSet fetch(ProjectContext project, DependentJob job);

}
