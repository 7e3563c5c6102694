package dev.lorebatch.job;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.database.DatabaseErrors;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.machine.OutOfMemory;

/**
 * Why a job execution did not complete, as one exception a user understands.
 */
final class FailureSummary {

	private FailureSummary() {
	}

	/**
	 * The failure of the execution, {@code null} if it completed.
	 */
	static @Nullable LoreException of(JobExecution execution, String runId) {
		if (execution.getStatus() == BatchStatus.COMPLETED) {
			return null;
		}
		if (execution.getStatus() == BatchStatus.STOPPED || execution.getStatus() == BatchStatus.STOPPING) {
			return new LoreException(ExitCode.INTERRUPTED, "run %s was stopped".formatted(runId),
					"restart it to go on where it stopped", List.of(RecoveryAction.restart(runId)), null);
		}
		LoreException failure = first(execution.getFailureExceptions()); // of the job
																			// itself
		failure = (failure != null) ? failure : first(execution.getAllFailureExceptions());
		if (failure != null) {
			return withRestart(failure, runId);
		}
		return unexpected(execution.getAllFailureExceptions().stream().findFirst().orElse(null), runId);
	}

	private static @Nullable LoreException first(List<Throwable> thrown) {
		return thrown.stream().map(FailureSummary::known).filter(Objects::nonNull).findFirst().orElse(null);
	}

	/**
	 * The user's view of what was thrown, {@code null} if nobody expected it.
	 */
	static @Nullable LoreException known(Throwable thrown) {
		LoreException failure = LoreException.findIn(thrown);
		failure = (failure != null) ? failure : OutOfMemory.findIn(thrown);
		return (failure != null) ? failure : DatabaseErrors.findIn(thrown);
	}

	/**
	 * The failure of a run whose execution cannot tell, because the database failed.
	 */
	static LoreException of(RuntimeException thrown, String runId) {
		LoreException failure = first(List.of(thrown));
		return (failure != null) ? withRestart(failure, runId) : unexpected(thrown, runId);
	}

	private static LoreException unexpected(@Nullable Throwable cause, String runId) {
		return new LoreException(ExitCode.INTERNAL_ERROR,
				"run %s failed unexpectedly%s".formatted(runId,
						(cause != null) ? ": " + cause.getClass().getSimpleName() : ""),
				"run it again with --debug and report what it prints", List.of(RecoveryAction.restart(runId)), cause);
	}

	/**
	 * Every failed run can be restarted once its cause is gone.
	 */
	private static LoreException withRestart(LoreException failure, String runId) {
		if (failure.actions().stream().anyMatch((action) -> action.arguments().contains("restart"))) {
			return failure;
		}
		List<RecoveryAction> actions = new java.util.ArrayList<>(failure.actions());
		actions.add(RecoveryAction.restart(runId));
		return new LoreException(failure.exitCode(), String.valueOf(failure.getMessage()), failure.suggestion(),
				actions, failure);
	}

}
