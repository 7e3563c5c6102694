package dev.lorebatch.functional;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The packaged jar, unpacked by its own tool and with an archive of its classes, so that
 * a process starts in half the time: the suite starts hundreds. It is the program that
 * users download; {@link PackagedJarFunctionalTests} runs it as it comes.
 */
final class LoreProgram {

	static final Path JAR = Path.of(System.getProperty("lore.jar", "target/lore-batch.jar")).toAbsolutePath();

	/** For processes that live a second or two. */
	static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData");

	private static final List<String> COMMAND = prepare();

	private LoreProgram() {
	}

	/**
	 * What comes before the arguments of the program.
	 * @param jvmOptions further options of the Java runtime
	 */
	static List<String> command(String... jvmOptions) {
		List<String> command = new ArrayList<>(COMMAND);
		command.addAll(1, List.of(jvmOptions));
		return command;
	}

	private static List<String> prepare() {
		try {
			Path folder = Files.createTempDirectory("lore-program");
			Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
			folder.toFile().setExecutable(true, false); // for processes without our
														// rights
			run(folder, List.of("java", "-Djarmode=tools", "-jar", JAR.toString(), "extract", "--destination",
					folder.resolve("app").toString()));
			String jar = folder.resolve("app").resolve(JAR.getFileName()).toString();
			Path archive = folder.resolve("classes.jsa");
			List<String> training = new ArrayList<>(List.of("java"));
			training.addAll(SHORT_LIVED);
			training.addAll(
					List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive, "-jar", jar, "demo", "--robot"));
			run(folder, training);
			List<String> command = new ArrayList<>(List.of("java"));
			command.addAll(SHORT_LIVED);
			// Without the archive the program runs all the same, only slower
			command.addAll(List.of("-Xshare:auto", "-Xlog:disable", "-XX:SharedArchiveFile=" + archive, "-jar", jar));
			return List.copyOf(command);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void run(Path folder, List<String> command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("output").toFile());
		builder.environment().put("HOME", folder.toString());
		builder.environment().keySet().removeIf((name) -> name.startsWith("LORE_") || name.startsWith("XDG_"));
		Process process = builder.start();
		try {
			if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
				process.destroyForcibly();
				throw new IllegalStateException(
						"%s failed: %s".formatted(command, Files.readString(folder.resolve("output"))));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static void delete(Path folder) {
		File[] files = folder.toFile().listFiles();
		for (File file : (files != null) ? files : new File[0]) {
			delete(file.toPath());
		}
		folder.toFile().delete();
	}

}
