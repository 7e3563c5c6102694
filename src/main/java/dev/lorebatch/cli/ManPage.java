package dev.lorebatch.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A manual page in the macros of man(7), from the parser's own model.
 */
final class ManPage {

	/** For {@code man}, and what manual pages of commands end with. */
	static final String SECTION = "1";

	private final StringBuilder page = new StringBuilder();

	private ManPage() {
	}

	/**
	 * Makes the pages of a command and of all below it, by name.
	 */
	static Map<String, String> all(CommandSpec command) {
		Map<String, String> pages = new TreeMap<>();
		if (!(command.userObject() instanceof CommandLine.HelpCommand)) {
			pages.put(name(command), of(command));
			command.subcommands().values().forEach((below) -> pages.putAll(all(below.getCommandSpec())));
		}
		return pages;
	}

	/**
	 * Returns the name of the page: {@code lore-runs-list}.
	 */
	static String name(CommandSpec command) {
		return path(command).replace(' ', '-');
	}

	/**
	 * Makes the page of one command. There is no date in it, so that equal programs have
	 * equal pages.
	 */
	static String of(CommandSpec command) {
		ManPage made = new ManPage();
		String name = name(command);
		made.line(".\\\" Made by `lore man`");
		made.line(".TH %s %s \"\" \"lore-batch %s\" \"lore-batch\"", quote(name.toUpperCase(Locale.ROOT)), SECTION,
				text(Version.text()));
		made.line(".ad l").line(".nh"); // options stay whole
		made.line(".SH NAME").line("%s \\- %s", text(name), text(summary(command)));
		made.line(".SH SYNOPSIS").line(".B %s", text(path(command))).line("%s", text(synopsis(command)));
		made.line(".SH DESCRIPTION").line("%s", text(prose(description(command))));
		made.arguments(command);
		made.commands(command);
		made.exitCodes(command);
		made.footer(command.usageMessage().footer());
		made.seeAlso(command);
		return made.page.toString();
	}

	private void arguments(CommandSpec command) {
		if (!command.positionalParameters().isEmpty()) {
			line(".SH ARGUMENTS");
			for (PositionalParamSpec parameter : command.positionalParameters()) {
				line(".TP").line(".I %s", text(parameter.paramLabel()))
					.line("%s", text(prose(parameter.description())));
			}
		}
		line(".SH OPTIONS");
		for (OptionSpec option : command.options()) {
			line(".TP").line(".B %s", text(label(option))).line("%s", text(prose(option.description())));
		}
	}

	private void commands(CommandSpec command) {
		if (command.subcommands().isEmpty()) {
			return;
		}
		line(".SH COMMANDS");
		command.subcommands().forEach((name, below) -> {
			line(".TP").line(".B %s", text(name)).line("%s", text(prose(description(below.getCommandSpec()))));
		});
	}

	private void exitCodes(CommandSpec command) {
		Map<String, String> codes = command.usageMessage().exitCodeList();
		if (!codes.isEmpty()) {
			line(".SH EXIT STATUS");
			codes.forEach((code, meaning) -> line(".TP").line(".B %s", text(code)).line("%s", text(meaning)));
		}
	}

	/**
	 * The help has headings that end with a colon, and what stands below them indented.
	 */
	private void footer(String... lines) {
		boolean literal = false;
		for (String line : lines) {
			boolean heading = line.endsWith(":") && !line.startsWith(" ");
			boolean shown = line.startsWith("  ");
			if (literal && !shown) {
				line(".fi").line(".RE");
				literal = false;
			}
			if (heading) {
				line(".SH %s", quote(line.substring(0, line.length() - 1).toUpperCase(Locale.ROOT)));
			}
			else if (shown) {
				if (!literal) {
					line(".RS 4").line(".nf");
					literal = true;
				}
				line("%s", text(ProgramName.installed(line.strip())));
			}
			else if (!line.isBlank()) {
				line(".PP").line("%s", text(ProgramName.installed(line)));
			}
		}
		if (literal) {
			line(".fi").line(".RE");
		}
	}

	private void seeAlso(CommandSpec command) {
		List<String> pages = (command.parent() != null) ? List.of(name(command.parent()))
				: command.subcommands()
					.values()
					.stream()
					.map(CommandLine::getCommandSpec)
					.filter((below) -> !(below.userObject() instanceof CommandLine.HelpCommand))
					.map(ManPage::name)
					.toList();
		line(".SH SEE ALSO");
		for (int index = 0; index < pages.size(); index++) {
			line(".BR %s (%s)%s", text(pages.get(index)), SECTION, (index + 1 < pages.size()) ? "," : "");
		}
	}

	private ManPage line(String template, Object... values) {
		this.page.append(String.format(Locale.ROOT, template, values)).append('\n');
		return this;
	}

	/**
	 * Returns what the command does. That of picocli's own command is its header.
	 */
	static String[] description(CommandSpec command) {
		String[] header = command.usageMessage().header();
		return (header.length > 0) ? header : command.usageMessage().description();
	}

	private static String path(CommandSpec command) {
		return command.qualifiedName(" ").replaceFirst("^\\S+", ProgramName.INSTALLED);
	}

	/**
	 * Returns the first sentence, which whatis shows.
	 */
	private static String summary(CommandSpec command) {
		return prose(description(command)).replaceFirst("[.:] .*|\\.$", "");
	}

	/**
	 * Without the name of the command, which stands before it.
	 */
	private static String synopsis(CommandSpec command) {
		String synopsis = command.commandLine().getHelp().synopsis(0).replaceAll("\\s+", " ").strip();
		return synopsis.substring(Math.min(synopsis.length(), command.qualifiedName(" ").length())).strip();
	}

	private static String label(OptionSpec option) {
		String names = String.join(", ", option.names());
		return (option.arity().max() > 0) ? names + "=" + option.paramLabel() : names;
	}

	private static String prose(String... lines) {
		return String.join(" ", Arrays.stream(lines).map(String::strip).toList());
	}

	private static String quote(String word) {
		return '"' + text(word).replace("\"", "\\(dq") + '"';
	}

	/**
	 * The text as roff takes it: backslashes are escapes, a hyphen may be turned into a
	 * dash, a dot or an apostrophe at the begin of a line is a request.
	 */
	private static String text(String prose) {
		String escaped = prose.replace("\\", "\\e")
			.replace("-", "\\-")
			.replace("~", "\\(ti")
			.replace("^", "\\(ha")
			.replace("`", "\\(ga");
		return (escaped.startsWith(".") || escaped.startsWith("'")) ? "\\&" + escaped : escaped;
	}

}
