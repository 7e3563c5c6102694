package dev.lorebatch.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * The Java that runs this process, for starting others.
 *
 * @param executable its launcher
 * @param feature 17 or newer
 */
record JavaRuntime(Path executable, int feature) {

	/** From here on a cache holds linked classes and profiles, too (JEP 483, 514). */
	private static final int WITH_AOT_CACHE = 25;

	private static final long PATIENCE_MINUTES = 5;

	private static final int LAST_LINES = 3;

	static JavaRuntime ofProcess() {
		return new JavaRuntime(Path.of(System.getProperty("java.home"), "bin", "java"), Runtime.version().feature());
	}

	/**
	 * The name of the archive it makes.
	 */
	String archiveName() {
		return (this.feature >= WITH_AOT_CACHE) ? "classes.aot" : "classes.jsa";
	}

	/**
	 * What makes the archive: the program runs once, and on older Java a second process
	 * makes an archive of what the first one loaded. That takes longer than an archive
	 * made at the end of the first, but it starts faster: it is one with that of Java
	 * itself, and old class files like picocli's are in it, too. Only G1 keeps objects in
	 * it; other collectors can load them.
	 * @param options of the Java that is going to run the program
	 * @param jar the program
	 * @param training its arguments
	 */
	List<List<String>> archiving(Path archive, List<String> options, Path jar, List<String> training) {
		if (this.feature >= WITH_AOT_CACHE) {
			return List.of(command(options, List.of("-XX:AOTCacheOutput=" + archive), jar, training));
		}
		Path loaded = archive.resolveSibling("classes.lst");
		return List.of(command(options, List.of("-XX:DumpLoadedClassList=" + loaded), jar, training), command(
				List.of("-XX:+UseG1GC"),
				List.of("-Xshare:dump", "-XX:SharedClassListFile=" + loaded, "-XX:SharedArchiveFile=" + archive), jar,
				List.of()));
	}

	private List<String> command(List<String> options, List<String> archiving, Path jar, List<String> arguments) {
		List<String> command = new ArrayList<>(List.of(this.executable.toString()));
		command.addAll(options);
		command.addAll(archiving);
		command.addAll(List.of("-jar", jar.toString()));
		command.addAll(arguments);
		return command;
	}

	/**
	 * The option that uses it.
	 */
	String archiveOption(Path archive) {
		return ((this.feature >= WITH_AOT_CACHE) ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive;
	}

	/**
	 * Runs a command to its end and returns what it wrote.
	 * @param folder current folder of the process
	 * @param doing what it is for, for people
	 * @throws LoreException if it fails
	 */
	static String run(Path folder, String doing, List<String> command) {
		try {
			Path output = Files.createTempFile(folder, "output", null);
			ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).directory(folder.toFile())
				.redirectErrorStream(true)
				.redirectOutput(output.toFile());
			// The program that is installed gets none of this one's settings
			builder.environment()
				.keySet()
				.removeIf((name) -> name.startsWith("LORE_") || name.startsWith("XDG_") || name.equals("JAVA_OPTS")
						|| name.equals("GITLAB_TOKEN"));
			Process process = builder.start();
			boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
			String text = Files.readString(output);
			Files.delete(output);
			if (!ended || process.exitValue() != 0) {
				process.destroyForcibly();
				throw new LoreException(ExitCode.INTERNAL_ERROR, "%s failed: %s".formatted(doing, lastLines(text)));
			}
			return text;
		}
		catch (IOException ex) {
			throw new LoreException(ExitCode.IO, "%s failed: %s".formatted(doing, ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LoreException(ExitCode.INTERRUPTED, doing + " was interrupted");
		}
	}

	private static String lastLines(String text) {
		List<String> lines = text.lines().filter((line) -> !line.isBlank()).toList();
		return String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
	}

}
