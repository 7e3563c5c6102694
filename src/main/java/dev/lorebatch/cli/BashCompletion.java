package dev.lorebatch.cli;

import java.io.File;
import java.util.List;
import java.util.Set;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completion in bash and, with its emulation of bash, in zsh: what picocli generates.
 */
final class BashCompletion {

	private static final Set<String> FILES = Set.of("<file>", "<folder>");

	private static final String HEAD = "# Completes lore of lore-batch in bash and zsh. Made by `lore completion`.\n";

	private BashCompletion() {
	}

	/**
	 * Makes the script.
	 * @param commandLine is changed
	 */
	static String script(CommandLine commandLine) {
		completeFiles(commandLine.getCommandSpec());
		return HEAD + withoutAliases(AutoComplete.bash(ProgramName.INSTALLED, commandLine));
	}

	/**
	 * picocli changes how zsh completes all aliases of the user, so that its own alias is
	 * taken for a command; a function does without.
	 */
	private static String withoutAliases(String script) {
		return script.replaceFirst("(?m)^.*setopt COMPLETE_ALIASES.*\\R", "")
			.replaceFirst("(?m)^(\\s*)alias compopt=complete\\s*$", "$1compopt() { :; }");
	}

	/**
	 * Tells whether the option names a file or folder.
	 */
	static boolean isFile(OptionSpec option) {
		return FILES.contains(option.paramLabel());
	}

	/**
	 * The parser has names of files as texts, which picocli does not complete.
	 */
	private static void completeFiles(CommandSpec command) {
		for (OptionSpec option : List.copyOf(command.options())) {
			if (isFile(option) && option.group() == null) {
				command.remove(option);
				command.addOption(OptionSpec.builder(option.names()).arity(option.arity()).type(File.class).build());
			}
		}
		command.subcommands().values().forEach((below) -> completeFiles(below.getCommandSpec()));
	}

}
