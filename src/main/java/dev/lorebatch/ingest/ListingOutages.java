package dev.lorebatch.ingest;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.gitlab.GitLabException;

/**
 * Notices that not single projects fail but GitLab as a whole, so that a run of many
 * projects ends soon instead of spending the retries of each on a server that is down.
 * Thread-safe.
 */
class ListingOutages {

	/** So many outages in a row, without a listing between them, are no coincidence. */
	private static final int THRESHOLD = 5;

	private int consecutive;

	private @Nullable GitLabException last;

	/**
	 * Forgets those of an earlier run.
	 */
	synchronized void begin() {
		this.consecutive = 0;
	}

	synchronized void succeeded() {
		this.consecutive = 0;
	}

	synchronized void failed(GitLabException failure) {
		if (failure.kind().isOutage()) {
			this.consecutive++;
			this.last = failure;
		}
	}

	/**
	 * @throws GitLabException the last outage, if GitLab need not be asked any more
	 */
	synchronized void requireNone() {
		if (this.consecutive >= THRESHOLD && this.last != null) {
			throw this.last;
		}
	}

}
