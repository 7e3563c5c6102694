package dev.lorebatch.cli;

import java.util.List;
import java.util.Optional;

import org.springframework.context.ApplicationContext;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.lock.RunLeases;
import dev.lorebatch.run.RunEntities;
import dev.lorebatch.run.RunFailures;
import dev.lorebatch.run.RunProjectRows;
import dev.lorebatch.run.RunRetries;
import dev.lorebatch.run.SyncRun;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.view.RunViews;

/**
 * Puts together what the ledger knows of a run.
 */
class RunReports {

	private static final int MAX_RETRIES_SHOWN = 100;

	private static final int MAX_FAILURES_SHOWN = 100;

	private final SyncRuns runs;

	private final RunEntities entities;

	private final RunProjectRows projects;

	private final RunFailures failures;

	private final RunViews views;

	private final RunRetries retries;

	private final RunLeases leases;

	private RunReports(SyncRuns runs, RunEntities entities, RunProjectRows projects, RunFailures failures,
			RunViews views, RunRetries retries, RunLeases leases) {
		this.runs = runs;
		this.entities = entities;
		this.projects = projects;
		this.failures = failures;
		this.views = views;
		this.retries = retries;
		this.leases = leases;
	}

	static RunReports of(ApplicationContext spring) {
		return new RunReports(spring.getBean(SyncRuns.class), spring.getBean(RunEntities.class),
				spring.getBean(RunProjectRows.class), spring.getBean(RunFailures.class), spring.getBean(RunViews.class),
				spring.getBean(RunRetries.class), spring.getBean(RunLeases.class));
	}

	/**
	 * @throws LoreException with {@link ExitCode#NOT_FOUND_LOCALLY} if there is no such
	 * run
	 */
	RunReport require(String runId) {
		SyncRun run = this.runs.find(runId)
			.orElseThrow(() -> new LoreException(ExitCode.NOT_FOUND_LOCALLY, "there is no run %s".formatted(runId),
					"list the runs", List.of(RecoveryAction.of("list the runs", "runs", "list")), null));
		Optional<String> owner = this.leases.describeLiveOwner(runId);
		return new RunReport(run, this.runs.findPhases(runId), this.entities.findByRun(runId),
				new ProjectsReceipt(this.projects.findByRun(runId), this.failures.findByRun(runId, MAX_FAILURES_SHOWN),
						this.failures.count(runId)),
				new ViewsReport(this.views.findByRun(runId)), this.retries.findByRun(runId, MAX_RETRIES_SHOWN),
				owner.orElse(null));
	}

}
