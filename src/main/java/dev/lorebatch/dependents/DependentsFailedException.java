package dev.lorebatch.dependents;

import java.util.List;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;

/**
 * Thrown when not every dependent set could be fetched; those that could are committed.
 */
public class DependentsFailedException extends LoreException {

	private static final long serialVersionUID = 1L;

	DependentsFailedException(String runId, int failed, int left, LoreException first) {
		super(ExitCode.RUN_FAILED,
				"%d dependent %s failed%s, the first: %s".formatted(failed, (failed == 1) ? "fetch" : "fetches",
						(left > 0) ? " and %d were not tried".formatted(left) : "", first.getMessage()),
				"what was fetched is kept; restart the run to fetch the rest",
				List.of(RecoveryAction.of("fetch what is missing", "runs", "restart", runId)), first);
	}

}
