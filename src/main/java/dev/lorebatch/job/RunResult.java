package dev.lorebatch.job;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.LoreException;

/**
 * How launching a run ended.
 *
 * @param failure why it did not complete, {@code null} if it did
 */
public record RunResult(String runId, Outcome outcome, @Nullable LoreException failure) {

	/**
	 * The four ways.
	 */
	public enum Outcome {

		COMPLETED, ALREADY_COMPLETE, STOPPED, FAILED

	}

}
