package dev.lorebatch.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sample GitLab as a process of its own.
 */
final class SampleServer implements AutoCloseable {

	static final String PROJECT = "bench/generated";

	private static final Pattern EXPORT = Pattern.compile("LORE_GITLAB_URL=(\\S+) LORE_GITLAB_TOKEN=(\\S+)");

	private final Process process;

	private final String url;

	private final String token;

	private SampleServer(Process process, String url, String token) {
		this.process = process;
		this.url = url;
		this.token = token;
	}

	/**
	 * Serves a generated project, too.
	 * @param latency milliseconds of each answer
	 * @param requests where to write what was asked for, {@code null} for nowhere
	 */
	static SampleServer start(Path java, Path jar, int latency, String generate, Path requests) throws IOException {
		List<String> command = new ArrayList<>(List.of(java.toString(), "-jar", jar.toString(), "demo", "--serve",
				"--latency", String.valueOf(latency), "--rate-limit", "0", "--generate", generate));
		if (requests != null) {
			command.addAll(List.of("--requests", requests.toString()));
		}
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		BufferedReader reader = process.inputReader();
		StringBuilder seen = new StringBuilder();
		for (String line = reader.readLine(); line != null; line = reader.readLine()) {
			Matcher export = EXPORT.matcher(line);
			if (export.find()) {
				return new SampleServer(process, export.group(1), export.group(2));
			}
			seen.append(line).append('\n');
		}
		throw new IllegalStateException("The sample GitLab did not start: " + seen);
	}

	String url() {
		return this.url;
	}

	String token() {
		return this.token;
	}

	void introduce(Commands commands) {
		commands.set("LORE_GITLAB_URL", this.url);
		commands.set("LORE_GITLAB_TOKEN", this.token);
	}

	/**
	 * What it took of the processors so far, in milliseconds.
	 */
	long cpuMillis() {
		return this.process.info().totalCpuDuration().map((time) -> time.toMillis()).orElse(0L);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
