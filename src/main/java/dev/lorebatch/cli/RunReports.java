package dev.lorebatch.cli;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.entity.Ticker;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.lock.LeaseState;
import dev.lorebatch.lock.LeaseWatch;
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

	private final Function<String, Optional<String>> liveOwners;

	private RunReports(SyncRuns runs, RunEntities entities, RunProjectRows projects, RunFailures failures,
			RunViews views, RunRetries retries, Function<String, Optional<String>> liveOwners) {
		this.runs = runs;
		this.entities = entities;
		this.projects = projects;
		this.failures = failures;
		this.views = views;
		this.retries = retries;
		this.liveOwners = liveOwners;
	}

	static RunReports of(ApplicationContext spring) {
		return new RunReports(spring.getBean(SyncRuns.class), spring.getBean(RunEntities.class),
				spring.getBean(RunProjectRows.class), spring.getBean(RunFailures.class), spring.getBean(RunViews.class),
				spring.getBean(RunRetries.class), spring.getBean(RunLeases.class)::describeLiveOwner);
	}

	/**
	 * Those of a mirror that may only be read.
	 */
	static RunReports of(Mirror mirror) {
		JdbcClient jdbc = mirror.jdbc();
		Clock clock = Clock.systemUTC();
		return new RunReports(ledger(mirror), new RunEntities(jdbc, clock), new RunProjectRows(jdbc),
				new RunFailures(jdbc, clock), new RunViews(jdbc, clock), new RunRetries(jdbc),
				(runId) -> live(mirror).filter((lease) -> lease.runId().equals(runId))
					.map(LeaseState::owner)
					.findFirst());
	}

	static SyncRuns ledger(Mirror mirror) {
		return new SyncRuns(mirror.jdbc(), JsonMapper.shared());
	}

	/**
	 * What has to be said of runs whose process died and that cannot be recovered here.
	 */
	static List<String> unrecovered(Mirror mirror) {
		List<String> live = live(mirror).map(LeaseState::runId).toList();
		return ledger(mirror).findOpen()
			.stream()
			.filter((run) -> !live.contains(run.runId()))
			.map((run) -> ("this file names no process that works on run %s, though it is shown as %s; the next command that may "
					+ "write to the database recovers it")
				.formatted(run.runId(), run.status()))
			.toList();
	}

	private static Stream<LeaseState> live(Mirror mirror) {
		LeaseWatch once = new LeaseWatch(Clock.systemUTC(), Ticker.system(), (duration) -> {
		});
		return LeaseState.findAll(mirror.jdbc(), once).stream().filter(LeaseState::alive);
	}

	/**
	 * @throws LoreException with {@link ExitCode#NOT_FOUND_LOCALLY} if there is no such
	 * run
	 */
	RunReport require(String runId) {
		SyncRun run = this.runs.find(runId)
			.orElseThrow(() -> new LoreException(ExitCode.NOT_FOUND_LOCALLY, "there is no run %s".formatted(runId),
					"list the runs", List.of(RecoveryAction.of("list the runs", "runs", "list")), null));
		Optional<String> owner = this.liveOwners.apply(runId);
		return new RunReport(run, this.runs.findPhases(runId), this.entities.findByRun(runId),
				new ProjectsReceipt(this.projects.findByRun(runId), this.failures.findByRun(runId, MAX_FAILURES_SHOWN),
						this.failures.count(runId)),
				new ViewsReport(this.views.findByRun(runId)), this.retries.findByRun(runId, MAX_RETRIES_SHOWN),
				owner.orElse(null));
	}

}
