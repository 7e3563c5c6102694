package dev.lorebatch.run;

import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code sync_runs}, the ledger.
 *
 * @param status Spring Batch's status of the newest attempt, lower case
 * @param phase the phase it is in, {@code done} or {@code failed}
 * @param lastPhase the phase it reached, {@code null} before the first one
 * @param phaseMillis time of each phase that was started, over all attempts
 * @param counters of each phase
 */
public record SyncRun(String runId, @Nullable String project, String mode, String status, String phase,
		@Nullable String lastPhase, int requestedIssues, int requestedMergeRequests, int attempts,
		@Nullable String startedAt, @Nullable String finishedAt, @Nullable String lastError,
		Map<String, Long> phaseMillis, Map<String, Map<String, Long>> counters, long lastJobExecutionId) {

	public boolean isComplete() {
		return this.status.equals("completed");
	}

	/**
	 * Whether somebody gave the run up.
	 */
	public boolean isAbandoned() {
		return this.status.equals("abandoned");
	}

	/**
	 * Whether the repository says the run has not ended: its process works on it, or
	 * died.
	 */
	public boolean isOpen() {
		return switch (this.status.toUpperCase(Locale.ROOT)) {
			case "STARTING", "STARTED", "STOPPING", "UNKNOWN" -> true;
			default -> false;
		};
	}

}
