package dev.lorebatch.cli;

import java.util.LinkedHashMap;
import java.util.Map;

import picocli.CommandLine;

/**
 * The commands of the program. Building picocli's model of all of them takes longer than
 * parsing, and longer than some commands, so if a command comes first it is built for
 * that one only.
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
	 * Adds one command.
	 * @return whether it is there and needs no other one, as help does
	 */
	static boolean add(CommandLine root, String name) {
		Class<?> command = COMMANDS.get(name);
		if (command == null || command == CommandLine.HelpCommand.class) {
			return false;
		}
		root.addSubcommand(name, command);
		return true;
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
		commands.put("install", InstallCommand.class);
		commands.put("completion", CompletionCommand.class);
		commands.put("man", ManCommand.class);
		commands.put("robot-docs", RobotDocsCommand.class);
		commands.put("help", CommandLine.HelpCommand.class);
		return commands;
	}

}
