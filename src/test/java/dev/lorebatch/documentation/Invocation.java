package dev.lorebatch.documentation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.lorebatch.support.ShellWords;

/**
 * A call of the program that a file shows.
 *
 * @param file where it is shown
 * @param arguments what comes after the program
 */
record Invocation(String file, List<String> arguments) {

	private static final Pattern FENCE = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern UNIT_SHELL = Pattern.compile("^ExecStart=/bin/sh -c '(.*)'$", Pattern.MULTILINE);

	private static final Pattern YAML_ITEM = Pattern.compile("^\\s+- (.*)$");

	/**
	 * The calls in a page, a crontab, a systemd unit or a Kubernetes manifest.
	 */
	static List<Invocation> findIn(Path file) {
		String name = Repository.name(file);
		String text = Repository.read(file);
		Stream<List<String>> commands;
		if (name.endsWith(".md")) {
			commands = shellLines(text).stream().flatMap((line) -> ShellWords.split(line).stream());
		}
		else if (name.endsWith("crontab")) {
			commands = text.lines()
				.filter((line) -> line.matches("[0-9*].*"))
				.map((line) -> line.split(" ", 6)[5].replace("\\%", "%"))
				.flatMap((line) -> ShellWords.split(line).stream());
		}
		else if (name.endsWith(".service")) {
			commands = UNIT_SHELL.matcher(text)
				.results()
				.flatMap((found) -> ShellWords.split(found.group(1).replace("%%", "%")).stream());
		}
		else {
			commands = Stream.of(yamlCommand(text));
		}
		return commands.map(Invocation::arguments)
			.filter((arguments) -> arguments != null)
			.map((arguments) -> new Invocation(name, arguments))
			.toList();
	}

	/**
	 * The lines of shell in a page: what is typed, and what the program says to run next.
	 */
	static List<String> shellLines(String markdown) {
		List<String> lines = new ArrayList<>();
		Matcher fence = FENCE.matcher(markdown);
		while (fence.find()) {
			List<String> block = fence.group(2).replace("\\\n", " ").lines().toList();
			switch (fence.group(1)) {
				case "sh" -> lines.addAll(block);
				case "console" -> block.stream()
					.filter((line) -> line.startsWith("$ ") || line.startsWith("next: "))
					.map((line) -> line.substring(line.indexOf(' ') + 1))
					.forEach(lines::add);
				default -> {
				}
			}
		}
		return lines;
	}

	private static List<String> yamlCommand(String yaml) {
		List<String> words = new ArrayList<>();
		boolean inCommand = false;
		for (String line : yaml.lines().toList()) {
			Matcher item = YAML_ITEM.matcher(line);
			if (line.strip().equals("command:")) {
				inCommand = true;
			}
			else if (inCommand && item.matches()) {
				words.add(item.group(1).replaceAll("^\"|\"$", "").replaceAll("\\$\\([A-Z_]+\\)", "x"));
			}
			else {
				inCommand = false;
			}
		}
		return words;
	}

	/**
	 * What comes after {@code java -jar .../lore-batch.jar}, {@code null} for other
	 * commands.
	 */
	private static List<String> arguments(List<String> words) {
		for (int index = 0; index < words.size(); index++) {
			if (words.get(index).matches("(.*/)?lore-batch(\\.jar)?")) {
				boolean called = index == 0 || words.get(index - 1).equals("-jar");
				return called ? words.subList(index + 1, words.size()) : null;
			}
		}
		return null;
	}

}
