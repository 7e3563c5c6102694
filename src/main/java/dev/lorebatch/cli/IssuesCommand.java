package dev.lorebatch.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import dev.lorebatch.entity.EntityKind;

/**
 * {@code issues}.
 */
@Command(name = "issues", mixinStandardHelpOptions = true,
		description = "Lists issues of the mirror. No network, no token, no writes.",
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:listed, even if there are none", "2:usage", "3:config invalid",
				"10:database error or corrupt", "11:the schema is of another version",
				"17:not found locally: no database yet, or no such project", "18:ambiguous, give the full path" },
		footer = { "", "Examples:", "  lore-batch issues --state opened --label bug --sort created",
				"  lore-batch issues -p group/project --updated-since 7d -n 50 --robot" })
class IssuesCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final EntityListing listing = new EntityListing();

	IssuesCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		return this.listing.list(this.context, EntityKind.ISSUE);
	}

}
