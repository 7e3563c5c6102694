package dev.lorebatch.functional;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The packaged jar, installed by itself: a process starts in half the time, and the suite
 * starts hundreds. It is the program that users download;
 * {@link PackagedJarFunctionalTests} runs it as it comes.
 */
final class LoreProgram {

	static final Path JAR = Path.of(System.getProperty("lore.jar", "target/lore-batch.jar")).toAbsolutePath();

	private static final Path LAUNCHER = install();

	private LoreProgram() {
	}

	/**
	 * What is before the arguments of the program.
	 */
	static String command() {
		return LAUNCHER.toString();
	}

	private static Path install() {
		try {
			Path folder = Files.createTempDirectory("lore-program");
			Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
			folder.toFile().setExecutable(true, false); // for processes without our
														// rights
			run(folder,
					List.of("java", "-jar", JAR.toString(), "install", "--to", folder.resolve("installed").toString()));
			return folder.resolve("installed").resolve("bin").resolve("lore");
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
