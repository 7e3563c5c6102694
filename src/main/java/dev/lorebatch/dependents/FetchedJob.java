package dev.lorebatch.dependents;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.LoreException;
import dev.lorebatch.queue.DependentJob;

/**
 * A job whose fetch ended: with a set, or with a failure.
 */
record FetchedJob(DependentJob job, @Nullable PreparedSet set, @Nullable LoreException failure) {

	static FetchedJob succeeded(DependentJob job, PreparedSet set) {
		return new FetchedJob(job, set, null);
	}

	/**
	 * The same, as what this job brought.
	 */
	FetchedJob as(DependentJob claimed) {
		return new FetchedJob(claimed, this.set, this.failure);
	}

	static FetchedJob failed(DependentJob job, LoreException failure) {
		return new FetchedJob(job, null, failure);
	}

}
