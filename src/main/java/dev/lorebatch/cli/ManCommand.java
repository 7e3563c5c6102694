package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.text.NearestWords;

/**
 * {@code man}.
 */
@Command(name = "man", mixinStandardHelpOptions = true,
		description = "Prints the manual page of `lore` or of one of its commands, as man reads it. `install` puts all of "
				+ "them where man looks for them.",
		exitCodeListHeading = "%nExit codes:%n", exitCodeList = { "0:printed", "2:usage, or there is no such command" },
		footer = { "", "Examples:", "  lore-batch man | man -l -", "  lore-batch man runs restart | man -l -" })
class ManCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Parameters(arity = "0..*", paramLabel = "<command>", description = "The command, for example runs list.")
	List<String> command = new ArrayList<>();

	ManCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		CommandLine found = CommandLineInterface.commandLine(this.context);
		for (String word : this.command) {
			CommandLine below = found.getSubcommands().get(word);
			if (below == null) {
				List<String> near = NearestWords.find(word, found.getSubcommands().keySet());
				throw found.getSubcommands().isEmpty()
						? new LoreException(ExitCode.USAGE, "%s is one word too many".formatted(Excerpt.quote(word)),
								"name one command")
						: MistypedException.ofCommand("%s is not a command".formatted(Excerpt.quote(word)), word, near,
								"the commands are " + String.join(", ", found.getSubcommands().keySet()), List.of());
			}
			found = below;
		}
		String page = ManPage.of(found.getCommandSpec());
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("name", ManPage.name(found.getCommandSpec()));
		data.put("page", page);
		this.context.textOutput(this.global).result(true, data, new TerminalText().lines("", page));
		return ExitCode.COMPLETED.number();
	}

}
