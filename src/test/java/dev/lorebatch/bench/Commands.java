package dev.lorebatch.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs commands as processes, one at a time, and measures them from outside.
 */
final class Commands {

	private static final Pattern HIGH = Pattern.compile("VmHWM:\\s*(\\d+) kB");

	private static final int LOOK_MILLIS = 10;

	/** Nobody reads more of an answer. */
	private static final long MOST_TEXT = 10_000_000;

	private final Path folder;

	private final Map<String, String> variables = new TreeMap<>();

	Commands(Path folder) {
		this.folder = folder;
		this.variables.put("PATH", System.getenv().getOrDefault("PATH", ""));
		this.variables.put("HOME", folder.toString());
	}

	void set(String name, String value) {
		this.variables.put(name, value);
	}

	Path file(String name) {
		return this.folder.resolve(name);
	}

	/**
	 * Runs a command in the folder.
	 * @throws IllegalStateException if it fails
	 */
	Ran run(List<String> command) throws IOException, InterruptedException {
		return run(command, null, file("stdout"));
	}

	/**
	 * The same with files as its stdin, if not {@code null}, and stdout.
	 */
	Ran run(List<String> command, Path stdin, Path stdout) throws IOException, InterruptedException {
		File out = stdout.toFile();
		File err = file("stderr").toFile();
		ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).directory(this.folder.toFile())
			.redirectOutput(out)
			.redirectError(err);
		if (stdin != null) {
			builder.redirectInput(stdin.toFile());
		}
		builder.environment().clear();
		builder.environment().putAll(this.variables);
		long start = System.nanoTime();
		Process process = builder.start();
		long resident = 0;
		long cpu = 0;
		boolean ended = false;
		while (!ended) {
			resident = Math.max(resident, resident(process));
			cpu = Math.max(cpu, process.info().totalCpuDuration().map((time) -> time.toMillis()).orElse(0L));
			ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
		}
		double millis = (System.nanoTime() - start) / 1_000_000d;
		if (process.exitValue() != 0) {
			throw new IllegalStateException("%s: exit %d, %s".formatted(command, process.exitValue(),
					Files.readString(err.toPath()).lines().limit(5).toList()));
		}
		String text = (out.length() < MOST_TEXT) ? Files.readString(stdout, StandardCharsets.UTF_8) : "";
		return new Ran(millis, cpu, resident, text);
	}

	private static long resident(Process process) {
		try {
			Matcher high = HIGH.matcher(Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status")));
			return high.find() ? Long.parseLong(high.group(1)) : 0;
		}
		catch (IOException ex) {
			return 0;
		}
	}

	/**
	 * Removes a database.
	 */
	void drop(String database) throws IOException {
		for (String suffix : List.of("", "-wal", "-shm")) {
			Files.deleteIfExists(file(database + suffix));
		}
	}

}
