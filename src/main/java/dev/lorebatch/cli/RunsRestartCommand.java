package dev.lorebatch.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code runs restart}.
 */
@Command(name = "restart", mixinStandardHelpOptions = true,
		description = "Goes on with a run that failed, was stopped, or whose process died. "
				+ "What is complete is not done again; preflight is.",
		footer = { "", "Examples:", "  lore-batch runs restart nightly-2026-11-23" })
class RunsRestartCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Parameters(paramLabel = "<run-id>", description = "The run.")
	String runId = "";

	RunsRestartCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Output output = this.context.output(this.global);
		return ExistingDatabase.use(this.context, this.global, this.runId,
				(spring) -> new SyncRunner(this.context, spring, this.global, output).run(this.runId,
						(launcher) -> launcher.restart(this.runId)));
	}

}
