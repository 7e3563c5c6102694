package dev.lorebatch.dependents;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.LoreException;
import dev.lorebatch.queue.DependentJob;

/**
 * A job whose fetch ended: with a set, or with a failure.
 *
 * @param goneFetch the number of the look that proved that the entity is gone, 0 if none
 * did
 */
record FetchedJob(DependentJob job, @Nullable PreparedSet set, @Nullable LoreException failure, long goneFetch) {

	static FetchedJob succeeded(DependentJob job, PreparedSet set) {
		return new FetchedJob(job, set, null, 0);
	}

	/**
	 * Returns this result for another claim of the job.
	 */
	FetchedJob as(DependentJob claimed) {
		return new FetchedJob(claimed, this.set, this.failure, this.goneFetch);
	}

	/**
	 * Returns this result for an entity that a look proved gone.
	 */
	FetchedJob asGone(long fetch) {
		return new FetchedJob(this.job, this.set, this.failure, fetch);
	}

	boolean isGone() {
		return this.goneFetch > 0;
	}

	static FetchedJob failed(DependentJob job, LoreException failure) {
		return new FetchedJob(job, null, failure, 0);
	}

}
