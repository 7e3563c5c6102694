package dev.lorebatch.cli;

import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import dev.lorebatch.failure.ExitCode;

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
		return ExistingDatabase.use(this.context, this.global, this.runId, (spring) -> {
			DeadRuns.recover(spring, output);
			RunReport report = RunReports.of(spring).require(this.runId);
			TerminalText text = report.describe(null);
			if (report.run().lastError() != null) {
				text.line("error: %s", report.run().lastError());
			}
			Map<String, Object> data = report.toJson(null);
			data.put("recovery_actions", output.actions(report.laterActions()));
			output.result(true, data, text);
			report.laterActions().forEach(output::suggest);
			return ExitCode.COMPLETED.number();
		});
	}

}
