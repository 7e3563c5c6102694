package dev.lorebatch.cli;

import dev.lorebatch.job.RunLauncher;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.run.SyncRuns;
import org.springframework.context.ApplicationContext;

/**
 * Runs whose process died. Whoever looks at the ledger mends them first, so that it never
 * shows a dead run as running. Processes elsewhere of which a single look cannot tell are
 * watched first.
 */
final class DeadRuns {

	private DeadRuns() {
	}

	static void recover(ApplicationContext spring, Output output) {
		RunLeases leases = spring.getBean(RunLeases.class);
		leases.decide(output::note);
		boolean any = spring.getBean(SyncRuns.class)
			.findOpen()
			.stream()
			.anyMatch((run) -> !leases.isAlive(run.runId()));
		if (any || leases.anyDead()) {
			spring.getBean(RunLauncher.class).recoverAll();
		}
	}

}
