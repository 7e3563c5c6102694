package dev.lorebatch.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program without a subcommand.
 */
@Command(name = "lore-batch", versionProvider = Version.class, mixinStandardHelpOptions = true,
		description = "Keeps a local, searchable mirror of the GitLab issues and merge requests you work on.",
		footer = { "", "Examples:", "  lore-batch sync -p group/project --issue 123,124 --mr 45", "  lore-batch runs",
				"  lore-batch demo", "", "The scheduler form runs the same job with plain Spring Batch parameters:",
				"  lore-batch --spring.batch.job.name=surgicalSync runId=nightly-1 project=group/project issues=123,124 mrs=45" })
class LoreCommand implements Runnable {

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Spec
	@SuppressWarnings("NullAway.Init") // injected by picocli
	private CommandSpec spec;

	@Override
	public void run() {
		throw new ParameterException(this.spec.commandLine(), "a command is missing");
	}

}
