package dev.lorebatch.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import dev.lorebatch.entity.EntityKind;

/**
 * {@code issue}.
 */
@Command(name = "issue", mixinStandardHelpOptions = true,
		description = "Shows an issue of the mirror: description, threads, events, references, and how fresh it "
				+ "is. No network, no token, no writes.",
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:shown", "2:usage", "3:config invalid", "10:database error or corrupt",
				"11:the schema is of another version", "17:not found locally, sync it", "18:ambiguous, use -p",
				"19:older than --max-age" },
		footer = { "", "Examples:", "  lore-batch issue 12 -p group/project",
				"  lore-batch issue group/project#12 --max-age 15m --robot" })
class IssueCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final EntityView view = new EntityView();

	IssueCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		return this.view.show(this.context, EntityKind.ISSUE);
	}

}
