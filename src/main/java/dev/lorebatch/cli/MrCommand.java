package dev.lorebatch.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import dev.lorebatch.entity.EntityKind;

/**
 * {@code mr}.
 */
@Command(name = "mr", mixinStandardHelpOptions = true,
		description = "Shows a merge request of the mirror: description, threads, events, references, and how fresh it "
				+ "is. No network, no token, no writes.",
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:shown", "2:usage", "3:config invalid", "10:database error or corrupt",
				"11:the schema is of another version", "17:not found locally, sync it", "18:ambiguous, use -p",
				"19:older than --max-age" },
		footer = { "", "Examples:", "  lore-batch mr 45 -p group/project",
				"  lore-batch mr group/project!45 --max-age 15m --robot" })
class MrCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final EntityView view = new EntityView();

	MrCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		return this.view.show(this.context, EntityKind.MERGE_REQUEST);
	}

}
