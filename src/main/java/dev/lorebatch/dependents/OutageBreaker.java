package dev.lorebatch.dependents;

import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.GitLabException;
import dev.lorebatch.gitlab.GitLabException.Kind;

/**
 * Notices that not single sets fail but GitLab as a whole, so that a run ends soon
 * instead of spending the retries of every job on a server that is down. For the thread
 * of the step only.
 */
class OutageBreaker {

	/** So many outages in a row, without a success between them, are no coincidence. */
	private static final int THRESHOLD = 5;

	private int consecutive;

	private boolean open;

	void succeeded() {
		this.consecutive = 0;
	}

	void failed(LoreException failure) {
		if (!(failure instanceof GitLabException gitlab) || !gitlab.kind().isOutage()) {
			return;
		}
		this.consecutive++;
		this.open |= gitlab.kind() == Kind.AUTHENTICATION || this.consecutive >= THRESHOLD;
	}

	/**
	 * Whether nothing more should be asked.
	 */
	boolean isOpen() {
		return this.open;
	}

}
