package dev.lorebatch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.lorebatch.failure.RecoveryAction;

/**
 * Writes commands so that they can be run as printed: with the program as it was started,
 * the options that say where the data is, and quotes where a shell needs them.
 */
final class NextCommand {

	private final List<String> carriedOver;

	NextCommand(List<String> carriedOver) {
		this.carriedOver = List.copyOf(carriedOver);
	}

	String render(RecoveryAction action) {
		return render(action.arguments(), action.whole() ? List.of() : this.carriedOver);
	}

	String render(List<String> arguments) {
		return render(arguments, this.carriedOver);
	}

	private static String render(List<String> arguments, List<String> added) {
		List<String> words = new ArrayList<>(program());
		words.addAll(arguments);
		words.addAll(added);
		return words.stream().map(NextCommand::quote).collect(Collectors.joining(" "));
	}

	/**
	 * A launcher names itself in {@code lore.program}; {@code java -jar} leaves the jar
	 * as the class path.
	 */
	private static List<String> program() {
		String launcher = System.getProperty("lore.program");
		if (launcher != null && !launcher.isBlank()) {
			return List.of(launcher);
		}
		String classPath = System.getProperty("java.class.path", "");
		return List.of("java", "-jar", classPath.endsWith(".jar") ? classPath : "lore-batch.jar");
	}

	private static String quote(String word) {
		if (word.matches("[A-Za-z0-9_./:,@%+=-]+")) {
			return word;
		}
		return "'" + word.replace("'", "'\\''") + "'";
	}

}
