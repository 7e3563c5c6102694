package dev.lorebatch.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The database file; does nothing without a subcommand.
 */
@Command(name = "db", mixinStandardHelpOptions = true, description = "Checks the database and backs it up.",
		subcommands = { DbCheckCommand.class, DbBackupCommand.class },
		footer = { "", "Examples:", "  lore-batch db check", "  lore-batch db backup /var/backups/lore.db" })
class DbCommand implements Runnable {

	@Spec
	@SuppressWarnings("NullAway.Init") // injected by picocli
	private CommandSpec spec;

	@Override
	public void run() {
		throw new ParameterException(this.spec.commandLine(), "a command is missing: check or backup");
	}

}
