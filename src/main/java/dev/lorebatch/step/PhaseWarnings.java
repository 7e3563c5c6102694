package dev.lorebatch.step;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.StepExecution;

/**
 * What went wrong in a phase without failing the run; the ledger shows it.
 */
public final class PhaseWarnings {

	private static final String KEY = "warning";

	private PhaseWarnings() {
	}

	/**
	 * Sets the warning of the phase.
	 * @param warning {@code null} for none, which forgets that of an earlier attempt
	 */
	public static void set(StepExecution stepExecution, @Nullable String warning) {
		if (warning != null) {
			stepExecution.getExecutionContext().putString(KEY, warning);
		}
		else {
			clear(stepExecution);
		}
	}

	/**
	 * Forgets the warning of an earlier attempt.
	 */
	public static void clear(StepExecution stepExecution) {
		stepExecution.getExecutionContext().remove(KEY);
	}

}
