package dev.lorebatch.dependents;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;

/**
 * Thrown when not every dependent set could be fetched; those that could are committed.
 */
public class DependentsFailedException extends LoreException {

	private static final long serialVersionUID = 1L;

	private final boolean permanent;

	/**
	 * @param left how many were not tried
	 * @param permanent the first failure whose cause stays as long as nobody changes
	 * anything, {@code null} if there is none
	 */
	DependentsFailedException(String runId, int failed, int left, LoreException first,
			@Nullable LoreException permanent) {
		super(ExitCode.RUN_FAILED,
				"%d dependent %s failed%s, the first: %s".formatted(failed, (failed == 1) ? "fetch" : "fetches",
						(left > 0) ? " and %d were not tried".formatted(left) : "", first.getMessage()),
				(permanent == null) ? "what was fetched is kept; restart the run to fetch the rest"
						: "what was fetched is kept; trying again does not help before the cause is gone"
								+ ((permanent.suggestion() != null) ? ": " + permanent.suggestion() : ""),
				List.of(RecoveryAction.of(
						"fetch what is missing" + ((permanent != null) ? ", once the cause is gone" : ""), "runs",
						"restart", runId)),
				first);
		this.permanent = permanent != null;
	}

	/**
	 * Returns whether all that failed may be gone later.
	 */
	@Override
	public boolean retryable() {
		return !this.permanent;
	}

}
