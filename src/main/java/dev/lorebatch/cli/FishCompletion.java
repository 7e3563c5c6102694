package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.Map;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completion in fish, for which picocli generates nothing.
 */
final class FishCompletion {

	/**
	 * The command is what was typed so far, without words that are no commands at their
	 * place: options and their values.
	 */
	private static final String HEAD = """
			# Completes @lore@ of lore-batch in fish. Made by `@lore@ completion fish`.

			function __@lore@_command
			    set -l command
			    for word in (commandline -opc)[2..-1]
			        set -l longer (string trim -- "$command $word")
			        if contains -- $longer @commands@
			            set command $longer
			        end
			    end
			    echo "$command"
			end

			function __@lore@_at
			    test (__@lore@_command) = "$argv[1]"
			end

			complete -c @lore@ -f
			""";

	private FishCompletion() {
	}

	/**
	 * Makes the script.
	 */
	static String script(CommandLine commandLine) {
		Map<String, CommandSpec> commands = new TreeMap<>();
		collect("", commandLine.getCommandSpec(), commands);
		List<String> names = commands.keySet()
			.stream()
			.filter((name) -> !name.isEmpty())
			.map(FishCompletion::quote)
			.toList();
		StringBuilder script = new StringBuilder(
				HEAD.replace("@commands@", String.join(" ", names)).replace("@lore@", ProgramName.INSTALLED));
		commands.forEach((name, command) -> {
			command.subcommands()
				.forEach((word, below) -> line(script, name,
						List.of("-a", word, "-d", quote(description(ManPage.description(below.getCommandSpec()))))));
			command.options().forEach((option) -> line(script, name, option(option)));
			command.positionalParameters()
				.stream()
				.filter((parameter) -> parameter.completionCandidates() != null)
				.forEach((parameter) -> line(script, name, List.of("-a", candidates(parameter))));
		});
		return script.toString();
	}

	private static void collect(String name, CommandSpec command, Map<String, CommandSpec> commands) {
		commands.put(name, command);
		command.subcommands()
			.forEach((word, below) -> collect((name + " " + word).strip(), below.getCommandSpec(), commands));
	}

	private static List<String> option(OptionSpec option) {
		List<String> words = new ArrayList<>();
		for (String name : option.names()) {
			words.add(name.startsWith("--") ? "-l" : "-s");
			words.add(name.replaceFirst("^-+", ""));
		}
		if (option.arity().max() > 0) {
			words.add(BashCompletion.isFile(option) ? "-rF" : "-x");
		}
		if (option.completionCandidates() != null) {
			words.addAll(List.of("-a", candidates(option)));
		}
		words.addAll(List.of("-d", quote(description(option.description()))));
		return words;
	}

	private static void line(StringBuilder script, String command, List<String> words) {
		script.append("complete -c ")
			.append(ProgramName.INSTALLED)
			.append(" -n ")
			.append(quote("__%s_at %s".formatted(ProgramName.INSTALLED, '"' + command + '"')))
			.append(' ')
			.append(String.join(" ", words))
			.append('\n');
	}

	private static String candidates(ArgSpec argument) {
		return quote(String.join(" ", argument.completionCandidates()));
	}

	/**
	 * The first sentence, which fits beside a word.
	 */
	private static String description(String... lines) {
		return String.join(" ", lines).replaceFirst("[.:;] .*|\\.$", "");
	}

	private static String quote(String text) {
		return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
	}

}
