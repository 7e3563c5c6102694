package dev.lorebatch.step;

import dev.lorebatch.run.Phase;

/**
 * Told how a run gets on, for people to watch. Called from the thread of the step.
 */
public interface PhaseProgress {

	/** Nobody watches. */
	PhaseProgress NONE = new PhaseProgress() {
	};

	/**
	 * The phase knows how much there is to do.
	 */
	default void started(Phase phase, long total) {
	}

	/**
	 * The phase found more to do.
	 */
	default void grew(Phase phase, long more) {
	}

	default void advanced(Phase phase, long count) {
	}

	/**
	 * The phase ended, well or not.
	 */
	default void ended(Phase phase, boolean completed, long millis) {
	}

	/**
	 * One line worth telling at once.
	 */
	default void notice(String line) {
	}

}
