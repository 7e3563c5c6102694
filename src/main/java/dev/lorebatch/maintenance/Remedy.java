package dev.lorebatch.maintenance;

import java.util.List;

import dev.lorebatch.failure.RecoveryAction;

/**
 * What helps against a finding.
 */
record Remedy(String suggestion, List<RecoveryAction> actions) {

	static final Remedy RESTORE = new Remedy("end every process on it and restore the newest backup",
			List.of(RecoveryAction.of("check again afterwards", "db", "check")));

	static final Remedy SYNC_AGAIN = new Remedy(
			"restore the newest backup, or sync the named entities into a new database", List.of());

	static final Remedy REBUILD = new Remedy("make the documents anew",
			List.of(RecoveryAction.of("take away what does not belong there", "docs", "rebuild")));

	static final Remedy RECOVER = new Remedy("recover the runs, then restart them",
			List.of(RecoveryAction.of("mend the runs whose process died", "runs", "recover")));

	static final Remedy LIST_RUNS = new Remedy("restart the run, or give it up with runs abandon",
			List.of(RecoveryAction.of("look which runs can be restarted", "runs", "list")));

}
