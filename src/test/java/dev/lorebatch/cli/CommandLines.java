package dev.lorebatch.cli;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;

import dev.lorebatch.LoreBatchApplication;
import dev.lorebatch.config.Surroundings;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.GroupName;
import dev.lorebatch.entity.NamedEntities;
import dev.lorebatch.entity.ProjectName;
import dev.lorebatch.run.RunId;

/**
 * The real parser for tests outside this package: parses, never runs a command.
 */
public final class CommandLines {

	private CommandLines() {
	}

	/**
	 * Parses as the program does.
	 * @return the command that would run, {@code runs show}
	 * @throws RuntimeException if the program would answer with a usage error
	 */
	public static String parse(List<String> arguments) {
		CommandContext context = context();
		String[] translated = arguments.toArray(String[]::new);
		if (SchedulerForm.isUsed(translated)) {
			translated = SchedulerForm.translate(arguments, context);
		}
		ParseResult result = CommandLineInterface.commandLine(context).parseArgs(translated);
		StringBuilder command = new StringBuilder();
		while (result.hasSubcommand()) {
			result = result.subcommand();
			command.append(command.isEmpty() ? "" : " ").append(result.commandSpec().name());
		}
		if (command.isEmpty() && !result.isUsageHelpRequested() && !result.isVersionHelpRequested()) {
			throw new IllegalArgumentException("a command is missing");
		}
		if (result.commandSpec().userObject() instanceof SyncCommand sync) {
			validate(sync);
		}
		return command.toString();
	}

	/**
	 * The help of every command by its name; that of the program itself by the empty one.
	 */
	public static Map<String, String> help() {
		Map<String, String> help = new TreeMap<>();
		collect("", CommandLineInterface.commandLine(context()), help);
		return help;
	}

	/**
	 * The parser with all commands.
	 */
	static CommandLine commandLine() {
		return CommandLineInterface.commandLine(context());
	}

	/**
	 * What {@code robot-docs} answers.
	 */
	public static Map<String, Object> manifest() {
		return RobotManifest.create(CommandLineInterface.commandLine(context()).getCommandSpec());
	}

	private static void validate(SyncCommand sync) {
		GitLabPages pages = GitLabPages.of("https://gitlab.com");
		NamedEntities.parse(EntityKind.ISSUE, sync.issues, pages);
		NamedEntities.parse(EntityKind.MERGE_REQUEST, sync.mergeRequests, pages);
		if (sync.issues.isEmpty() && sync.mergeRequests.isEmpty()) {
			sync.projects.stream()
				.filter((project) -> !GroupName.isGroup(project))
				.forEach((project) -> ProjectName.parse(project, pages));
		}
		if (sync.runId != null) {
			RunId.validate(sync.runId);
		}
	}

	private static void collect(String name, CommandLine command, Map<String, String> help) {
		help.put(name, command.getUsageMessage(Ansi.OFF));
		command.getSubcommands()
			.forEach(
					(subcommand, child) -> collect(name.isEmpty() ? subcommand : name + " " + subcommand, child, help));
	}

	private static CommandContext context() {
		StandardStream nowhere = new StandardStream("nowhere", OutputStream.nullOutputStream());
		return new CommandContext(new Streams(nowhere, nowhere, false, false, new Surroundings(Map.of(), Path.of(""))),
				new ContextFactory(LoreBatchApplication.class));
	}

}
