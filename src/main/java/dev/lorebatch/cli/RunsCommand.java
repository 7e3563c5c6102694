package dev.lorebatch.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The run ledger; without a subcommand it lists.
 */
@Command(name = "runs", mixinStandardHelpOptions = true, description = "Looks at runs and restarts them.",
		subcommands = { RunsListCommand.class, RunsShowCommand.class, RunsRestartCommand.class, RunsStopCommand.class,
				RunsRecoverCommand.class, RunsAbandonCommand.class },
		footer = { "", "Examples:", "  lore-batch runs", "  lore-batch runs show 01JD2V5Q6W7X8Y9ZABCDEFGHJK",
				"  lore-batch runs restart nightly-2026-11-23", "  lore-batch runs recover" })
class RunsCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	RunsCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		return RunsListCommand.list(this.context, this.global, RunsListCommand.DEFAULT_LIMIT);
	}

}
