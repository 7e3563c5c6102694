package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import picocli.CommandLine;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;

import dev.lorebatch.database.DatabaseErrors;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.failure.Secrets;
import dev.lorebatch.machine.OutOfMemory;
import dev.lorebatch.text.NearestWords;

/**
 * Makes of whatever was thrown what a user understands.
 */
final class Failures {

	private static final int MAX_LINE = 400;

	private Failures() {
	}

	static LoreException of(Throwable thrown) {
		LoreException known = LoreException.findIn(thrown);
		if (known != null) {
			return known;
		}
		LoreException memory = OutOfMemory.findIn(thrown);
		if (memory != null) {
			return memory;
		}
		LoreException database = DatabaseErrors.findIn(thrown);
		if (database != null) {
			return database;
		}
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (cause instanceof BindException bind) {
				return invalid(bind);
			}
			if (cause instanceof ConfigurationPropertiesBindException && cause.getCause() == null) {
				return new LoreException(ExitCode.CONFIG_INVALID, "the configuration is not valid");
			}
		}
		return new LoreException(ExitCode.INTERNAL_ERROR,
				"unexpected %s: %s".formatted(thrown.getClass().getSimpleName(), firstLine(thrown)),
				"run it again with --debug and report what it prints", List.of(), thrown);
	}

	/**
	 * Says what is wrong with a command line, and which command or option was probably
	 * meant if there is no such one.
	 */
	static LoreException usage(CommandLine.ParameterException ex) {
		LoreException known = LoreException.findIn(ex.getCause());
		if (known != null) {
			return known;
		}
		CommandLine command = ex.getCommandLine();
		String name = command.getCommandSpec().qualifiedName(" ");
		String path = name.contains(" ") ? name.substring(name.indexOf(' ') + 1) : "";
		List<String> help = path.isEmpty() ? List.of("--help")
				: Stream.concat(Stream.of(path.split(" ")), Stream.of("--help")).toList();
		List<RecoveryAction> actions = List.of(new RecoveryAction("help", help));
		String suggestion = "see the help of the command";
		if (ex instanceof CommandLine.UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
			String word = unmatched.getUnmatched().get(0);
			String given = word.startsWith("-") ? word.replaceFirst("=.*", "") : word;
			String message = unknown(command, given);
			return given.startsWith("-")
					? MistypedException.of(ExitCode.USAGE, message, given, nearOptions(command, given), suggestion,
							actions)
					: MistypedException.ofCommand(message, given, nearCommands(command, given), suggestion, actions);
		}
		return new LoreException(ExitCode.USAGE, Secrets.mask(firstLine(ex)), suggestion, actions, null);
	}

	private static String unknown(CommandLine command, String given) {
		String path = command.getCommandSpec().qualifiedName(" ").replaceFirst("^\\S+ ?", "");
		String whose = path.isEmpty() ? "" : path + " has ";
		if (given.startsWith("-") && given.length() > 1) {
			return whose.isEmpty() ? "%s is not an option".formatted(Excerpt.quote(given))
					: "%sno option %s".formatted(whose, Excerpt.quote(given));
		}
		if (command.getSubcommands().isEmpty()) {
			return "%s is one argument too many".formatted(Excerpt.quote(given));
		}
		return whose.isEmpty() ? "%s is not a command".formatted(Excerpt.quote(given))
				: "%sno command %s".formatted(whose, Excerpt.quote(given));
	}

	private static List<String> nearOptions(CommandLine command, String given) {
		List<String> options = command.getCommandSpec()
			.options()
			.stream()
			.filter((option) -> !option.hidden())
			.flatMap((option) -> Stream.of(option.names()))
			.filter((name) -> name.startsWith("--"))
			.toList();
		return NearestWords.find(given.replaceFirst("^-(?=[^-].)", "--"), options);
	}

	/**
	 * A command below another one is found by its own word, too.
	 */
	private static List<String> nearCommands(CommandLine command, String given) {
		List<String> below = new ArrayList<>();
		command.getSubcommands()
			.forEach((name, parent) -> parent.getSubcommands()
				.keySet()
				.stream()
				.filter(given::equalsIgnoreCase)
				.forEach((child) -> below.add(name + " " + child)));
		return below.isEmpty() ? NearestWords.find(given, command.getSubcommands().keySet()) : below;
	}

	private static LoreException invalid(BindException bind) {
		Throwable root = bind;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		String value = (bind.getProperty() != null) ? String.valueOf(bind.getProperty().getValue()) : "";
		boolean secret = bind.getName().toString().matches(".*(token|header).*");
		return new LoreException(ExitCode.CONFIG_INVALID,
				"%s%s is not valid".formatted(bind.getName(),
						(secret || value.isEmpty()) ? "" : " '" + Secrets.maskUrl(value) + "'"),
				"correct it in lore.yml or the environment");
	}

	private static String firstLine(Throwable thrown) {
		String line = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("").strip();
		return (line.length() > MAX_LINE) ? line.substring(0, MAX_LINE) + "…" : line;
	}

}
