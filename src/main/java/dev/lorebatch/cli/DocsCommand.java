package dev.lorebatch.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Documents and the full-text index.
 */
@Command(name = "docs", mixinStandardHelpOptions = true,
		description = "Looks after the documents that search works on.", subcommands = DocsRebuildCommand.class,
		footer = { "", "Examples:", "  lore-batch docs rebuild", "  lore-batch docs rebuild -p group/project" })
class DocsCommand implements Runnable {

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Spec
	@SuppressWarnings("NullAway.Init") // injected by picocli
	private CommandSpec spec;

	@Override
	public void run() {
		CommandLine commandLine = this.spec.commandLine();
		throw new ParameterException(commandLine, "a command is missing: rebuild");
	}

}
