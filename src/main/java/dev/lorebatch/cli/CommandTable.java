package dev.lorebatch.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import picocli.CommandLine;

/**
 * The commands of the program. Building picocli's model of all of them takes longer than
 * parsing, and longer than some commands, so it is built for the named ones only.
 */
final class CommandTable {

	/** In the order of the help. */
	private static final Map<String, Class<?>> COMMANDS = commands();

	private CommandTable() {
	}

	/**
	 * Adds every command.
	 */
	static void addAll(CommandLine root) {
		COMMANDS.forEach(root::addSubcommand);
	}

	/**
	 * Adds the commands that are among the arguments, even if as a value.
	 * @return whether all that the arguments can mean was added: not if none was found,
	 * and not for what is printed about all of them
	 */
	static boolean addNamed(CommandLine root, String... arguments) {
		boolean found = false;
		for (String argument : Arrays.stream(arguments).distinct().toList()) {
			Class<?> command = COMMANDS.get(argument);
			if (command == CommandLine.HelpCommand.class) {
				return false;
			}
			if (command != null) {
				root.addSubcommand(argument, command);
				found = true;
			}
		}
		return found;
	}

	private static Map<String, Class<?>> commands() {
		Map<String, Class<?>> commands = new LinkedHashMap<>();
		commands.put("sync", SyncCommand.class);
		commands.put("search", SearchCommand.class);
		commands.put("issue", IssueCommand.class);
		commands.put("mr", MrCommand.class);
		commands.put("issues", IssuesCommand.class);
		commands.put("mrs", MrsCommand.class);
		commands.put("related", RelatedCommand.class);
		commands.put("runs", RunsCommand.class);
		commands.put("verify", VerifyCommand.class);
		commands.put("docs", DocsCommand.class);
		commands.put("embed", EmbedCommand.class);
		commands.put("db", DbCommand.class);
		commands.put("demo", DemoCommand.class);
		commands.put("robot-docs", RobotDocsCommand.class);
		commands.put("help", CommandLine.HelpCommand.class);
		return commands;
	}

}
