package dev.lorebatch.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.job.ActiveRuns;
import dev.lorebatch.job.RunLauncher;
import dev.lorebatch.job.RunResult;
import dev.lorebatch.step.ProgressRelay;

/**
 * Runs or restarts a sync in the foreground: signals, progress, the result.
 */
class SyncRunner {

	private final CommandContext context;

	private final ConfigurableApplicationContext spring;

	private final GlobalOptions options;

	private final Output output;

	SyncRunner(CommandContext context, ConfigurableApplicationContext spring, GlobalOptions options, Output output) {
		this.context = context;
		this.spring = spring;
		this.options = options;
		this.output = output;
	}

	/**
	 * @param work launches the run
	 * @return the exit status
	 */
	int run(String runId, Function<RunLauncher, RunResult> work) {
		// Fails without a token, before the launcher opens the database
		ActiveRuns activeRuns = this.spring.getBean(ActiveRuns.class);
		RunLauncher launcher = this.spring.getBean(RunLauncher.class);
		this.context.signals().install(activeRuns::stopAll, this.output::note);
		RunResult result;
		try (ProgressView progress = ProgressView.create(this.context.streams(), this.options, this.output)) {
			this.spring.getBean(ProgressRelay.class).watch(progress);
			progress.notice("run " + runId);
			result = work.apply(launcher);
		}
		RunReport report = RunReports.of(this.spring).require(runId);
		LoreException failure = result.failure();
		if (failure != null) { // `runs stop` is a request to terminate
			failure = this.context.signals().explain(failure, ExitCode.TERMINATED);
		}
		Map<String, Object> data = report.toJson(result.outcome());
		List<RecoveryAction> next = (failure != null) ? failure.actions() : report.nextActions();
		data.put("recovery_actions", this.output.actions(next));
		this.output.result(failure == null, data, report.describe(result.outcome()));
		if (failure == null) {
			next.forEach(this.output::suggest);
			return ExitCode.COMPLETED.number();
		}
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("run_id", runId);
		List<Map<String, Object>> failedEntities = report.failedEntities();
		if (!failedEntities.isEmpty()) {
			details.put("entities", failedEntities);
		}
		details.putAll(report.projects().failedToJson());
		this.output.error(failure, details);
		return failure.exitCode().number();
	}

}
