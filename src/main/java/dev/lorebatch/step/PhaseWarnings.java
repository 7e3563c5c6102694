package dev.lorebatch.step;

import org.springframework.batch.core.step.StepExecution;

/**
 * What went wrong in a phase without failing the run; the ledger shows it.
 */
public final class PhaseWarnings {

	private static final String KEY = "warning";

	private PhaseWarnings() {
	}

	public static void set(StepExecution stepExecution, String warning) {
		stepExecution.getExecutionContext().putString(KEY, warning);
	}

	/**
	 * Forgets the warning of an earlier attempt.
	 */
	public static void clear(StepExecution stepExecution) {
		stepExecution.getExecutionContext().remove(KEY);
	}

}
