package dev.lorebatch.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.failure.ExitCode;

/**
 * The manifest for machines.
 */
@Command(name = "robot-docs", mixinStandardHelpOptions = true,
		description = "Prints a machine-readable manifest: commands, parameters, response schemas, error codes.",
		footer = { "", "Examples:", "  lore-batch robot-docs" })
class RobotDocsCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	RobotDocsCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Object manifest = RobotManifest.create(CommandLineInterface.commandLine(this.context).getCommandSpec());
		Output output = this.context.output(this.global);
		output.result(true, manifest, new TerminalText().lines("",
				JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(manifest)));
		return ExitCode.COMPLETED.number();
	}

}
