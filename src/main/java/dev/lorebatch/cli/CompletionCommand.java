package dev.lorebatch.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import dev.lorebatch.failure.ExitCode;

/**
 * {@code completion}.
 */
@Command(name = "completion", mixinStandardHelpOptions = true,
		description = "Prints a script that lets a shell complete the commands, options and values of `lore`. `install` "
				+ "puts it where bash and fish look for it.",
		exitCodeListHeading = "%nExit codes:%n", exitCodeList = { "0:printed", "2:usage" },
		footer = { "", "Examples:", "  lore-batch completion bash > ~/.local/share/bash-completion/completions/lore",
				"  lore-batch completion zsh > ~/.zsh/lore && echo '. ~/.zsh/lore' >> ~/.zshrc",
				"  lore-batch completion fish > ~/.config/fish/completions/lore.fish" })
class CompletionCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Parameters(arity = "1", paramLabel = "<shell>", completionCandidates = Shells.class,
			description = "bash, zsh or fish.")
	@SuppressWarnings("NullAway.Init") // set by picocli
	String shell;

	CompletionCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Shell chosen = new Shells().parse("the shell", this.shell);
		CommandLine commandLine = CommandLineInterface.commandLine(this.context);
		String script = (chosen == Shell.FISH) ? FishCompletion.script(commandLine)
				: BashCompletion.script(commandLine);
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("shell", this.shell);
		data.put("script", script);
		this.context.textOutput(this.global).result(true, data, new TerminalText().lines("", script));
		return ExitCode.COMPLETED.number();
	}

	/**
	 * Shells that complete.
	 */
	enum Shell {

		BASH, ZSH, FISH

	}

	/**
	 * Their names.
	 */
	static final class Shells extends OptionValues<Shell> {

		Shells() {
			super(lowerCase(Shell.values()), Map.of());
		}

	}

}
