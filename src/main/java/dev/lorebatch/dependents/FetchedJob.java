package dev.lorebatch.dependents;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.LoreException;
import dev.lorebatch.queue.DependentJob;

/**
 * A job whose fetch ended: with a set, or with a failure.
 *
 * @param goneFetch the number of the look that proved that the entity is gone, 0 if none
 * did
 * @param refused whether GitLab gave the entity after it had refused the set
 */
record FetchedJob(DependentJob job, @Nullable PreparedSet set, @Nullable LoreException failure, long goneFetch,
		boolean refused) {

	static FetchedJob succeeded(DependentJob job, PreparedSet set) {
		return new FetchedJob(job, set, null, 0, false);
	}

	static FetchedJob failed(DependentJob job, LoreException failure) {
		return new FetchedJob(job, null, failure, 0, false);
	}

	/**
	 * Returns this result for another claim of the job.
	 */
	FetchedJob as(DependentJob claimed) {
		return new FetchedJob(claimed, this.set, this.failure, this.goneFetch, this.refused);
	}

	/**
	 * Returns this result for an entity that a look proved gone.
	 */
	FetchedJob asGone(long fetch) {
		return new FetchedJob(this.job, this.set, this.failure, fetch, this.refused);
	}

	/**
	 * Returns this result for an entity that GitLab gives, though it refuses the set.
	 */
	FetchedJob asRefused() {
		return new FetchedJob(this.job, this.set, this.failure, this.goneFetch, true);
	}

	boolean isGone() {
		return this.goneFetch > 0;
	}

}
