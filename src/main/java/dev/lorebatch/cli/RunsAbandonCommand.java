package dev.lorebatch.cli;

import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.job.RunLauncher;
import dev.lorebatch.lock.RunLeases;

/**
 * {@code runs abandon}.
 */
@Command(name = "abandon", mixinStandardHelpOptions = true,
		description = "Gives a failed or stopped run up for good: it can never be restarted.",
		footer = { "", "Examples:", "  lore-batch runs abandon nightly-2026-11-23" })
class RunsAbandonCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Parameters(paramLabel = "<run-id>", description = "The run.")
	String runId = "";

	RunsAbandonCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Output output = this.context.output(this.global);
		return ExistingDatabase.use(this.context, this.global, this.runId, (spring) -> {
			spring.getBean(RunLeases.class).decide(output::note);
			List<RunLauncher.Recovered> changed = spring.getBean(RunLauncher.class).abandon(this.runId);
			output.result(true, RecoveredRows.toJson(changed), RecoveredRows.describe(changed, "nothing changed"));
			return ExitCode.COMPLETED.number();
		});
	}

}
