package dev.lorebatch.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.database.WriteTimes;
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
		Ended ended = execute(runId, work);
		RunReport report = ended.report();
		LoreException failure = ended.failure();
		Map<String, Object> data = report.toJson(ended.outcome());
		WriteTimes.Summary writes = this.spring.getBean(WriteTimes.class).summary();
		if (writes != null) {
			data.put("writes", Map.of("transactions", writes.count(), "median_ms", writes.median(), "p99_ms",
					writes.p99(), "longest_ms", writes.longest()));
		}
		data.put("recovery_actions", this.output.actions(ended.actions()));
		this.output.result(failure == null, data, report.describe(ended.outcome()));
		if (failure == null) {
			ended.actions().forEach(this.output::suggest);
			return ExitCode.COMPLETED.number();
		}
		this.output.error(failure, ended.details());
		return failure.exitCode().number();
	}

	/**
	 * Runs it and prints nothing but the progress.
	 */
	Ended execute(String runId, Function<RunLauncher, RunResult> work) {
		// Fails without a token, before the launcher opens the database
		ActiveRuns activeRuns = this.spring.getBean(ActiveRuns.class);
		RunLauncher launcher = this.spring.getBean(RunLauncher.class);
		this.context.signals().install(activeRuns::stopAll, this.output::note);
		this.context.stopWithoutDatabase(activeRuns::stopAll);
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
		return new Ended(report, result.outcome(), failure);
	}

	/**
	 * A run that was launched and is over.
	 *
	 * @param failure why it is not complete, {@code null} if it is
	 */
	record Ended(RunReport report, RunResult.Outcome outcome, @Nullable LoreException failure) {

		List<RecoveryAction> actions() {
			return (this.failure != null) ? this.failure.actions() : this.report.nextActions();
		}

		/**
		 * What machines get beside the error.
		 */
		Map<String, Object> details() {
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("run_id", this.report.run().runId());
			List<Map<String, Object>> failedEntities = this.report.failedEntities();
			if (!failedEntities.isEmpty()) {
				details.put("entities", failedEntities);
			}
			details.putAll(this.report.projects().failedToJson());
			return details;
		}

	}

}
