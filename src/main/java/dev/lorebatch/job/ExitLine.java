package dev.lorebatch.job;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.failure.LoreException;

/**
 * The exit message of a run: one line instead of a stack trace.
 */
final class ExitLine {

	/** Spring Batch cuts longer ones. */
	private static final int MAX_MESSAGE = 2_000;

	private ExitLine() {
	}

	/**
	 * Sets it, if the run failed or was stopped.
	 */
	static void set(JobExecution execution, String runId) {
		LoreException failure = FailureSummary.of(execution, runId);
		if (failure == null) {
			return;
		}
		String code = (execution.getStatus() == BatchStatus.STOPPED) ? "STOPPED" : "FAILED";
		execution.setExitStatus(new ExitStatus(code, of(failure)));
	}

	static String of(LoreException failure) {
		String message = failure.exitCode().name() + ": " + failure.getMessage();
		return (message.length() > MAX_MESSAGE) ? message.substring(0, MAX_MESSAGE) + "…" : message;
	}

}
