package dev.lorebatch.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One way to start the program.
 *
 * @param name for the tables
 * @param start the command without its arguments
 * @param java the Java that runs it
 */
record Program(String name, List<String> start, Path java) {

	static Program plain(String javaName, Path java, Path jar) {
		return new Program("jar, " + javaName, List.of(java.toString(), "-jar", jar.toString()), java);
	}

	/**
	 * Installs it first.
	 */
	static Program installed(String javaName, Path java, Path jar, Commands commands)
			throws IOException, InterruptedException {
		Path target = commands.file("installed-" + javaName.replaceAll("\\W", ""));
		commands.run(List.of(java.toString(), "-jar", jar.toString(), "install", "--to", target.toString()));
		return new Program("launcher, " + javaName, List.of(target.resolve("bin").resolve("lore").toString()), java);
	}

	List<String> command(String... arguments) {
		return Stream.concat(this.start.stream(), Stream.of(arguments)).toList();
	}

	/**
	 * With options of Java.
	 */
	List<String> command(List<String> options, String... arguments) {
		List<String> command = new ArrayList<>();
		if (this.start.size() > 1) {
			command.add(this.start.get(0));
			command.addAll(options);
			command.addAll(this.start.subList(1, this.start.size()));
		}
		else {
			command.addAll(List.of("env", "JAVA_OPTS=" + String.join(" ", options)));
			command.addAll(this.start);
		}
		command.addAll(List.of(arguments));
		return command;
	}

}
