package dev.lorebatch.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.run.RunId;

/**
 * {@code runs show}.
 */
@Command(name = "show", mixinStandardHelpOptions = true,
		description = "Shows one run: phases, timings, counters, entities, retries.",
		footer = { "", "Examples:", "  lore-batch runs show nightly-2026-11-23" })
class RunsShowCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Parameters(paramLabel = "<run-id>", description = "The run.")
	String runId = "";

	RunsShowCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Output output = this.context.output(this.global);
		RunId.validate(this.runId);
		LoreEnvironment environment = this.context.environment(this.global);
		if (environment.databaseFile().isOnlyReadable()) {
			try (Mirror mirror = this.context.mirror(environment, Mirror.howToSync())) {
				return print(RunReports.of(mirror).require(this.runId), output, RunReports.unrecovered(mirror));
			}
		}
		return ExistingDatabase.use(this.context, this.global, this.runId, (spring) -> {
			DeadRuns.recover(spring, output);
			return print(RunReports.of(spring).require(this.runId), output, List.of());
		});
	}

	private static int print(RunReport report, Output output, List<String> warnings) {
		TerminalText text = report.describe(null);
		if (report.run().lastError() != null) {
			text.line("error: %s", report.run().lastError());
		}
		Map<String, Object> data = report.toJson(null);
		if (!warnings.isEmpty()) {
			data.put("warnings", Stream.concat(report.warnings().stream(), warnings.stream()).toList());
		}
		data.put("recovery_actions", output.actions(report.laterActions()));
		output.result(true, data, text);
		warnings.forEach((warning) -> output.note("warning: " + warning));
		report.laterActions().forEach(output::suggest);
		return ExitCode.COMPLETED.number();
	}

}
