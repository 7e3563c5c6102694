package dev.lorebatch.functional;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.fail;

/**
 * The program as a process. A forgotten one is killed when the tests end.
 */
class LoreProcess {

	/**
	 * Far more than any command needs: only a hanging process reaches it. Long versions
	 * have thousands of entities, and run on machines that do other work, too.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(Boolean.getBoolean("lore.long") ? 900 : 90);

	private final Process process;

	private final Collector stdout;

	private final Collector stderr;

	private LoreProcess(Process process) {
		this.process = process;
		this.stdout = (process != null) ? new Collector(process.getInputStream()) : null;
		this.stderr = (process != null) ? new Collector(process.getErrorStream()) : null;
	}

	/**
	 * Stands for a command that ran elsewhere and ended.
	 */
	static LoreProcess ended(CliResult result) {
		return new Ended(result);
	}

	static LoreProcess start(List<String> command, Path folder, Map<String, String> environment, String input) {
		try {
			ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
			builder.environment().clear();
			builder.environment().putAll(environment);
			Process process = builder.start();
			Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
			try (OutputStream stdin = process.getOutputStream()) {
				stdin.write(input.getBytes(StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				// it ended without reading
			}
			return new LoreProcess(process);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * What the process wrote to stderr so far.
	 */
	String stderrSoFar() {
		return this.stderr.text();
	}

	/**
	 * What the process wrote to stdout so far.
	 */
	String stdoutSoFar() {
		return this.stdout.text();
	}

	/**
	 * Sends a signal by its name, for example {@code TERM}.
	 */
	LoreProcess signal(String name) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start();
			kill.waitFor(10, TimeUnit.SECONDS);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Waits for the end of the process, but not for long.
	 */
	boolean endsWithin(Duration patience) {
		try {
			return this.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Kills the process like a power failure would, with SIGKILL.
	 */
	void kill() {
		this.process.destroyForcibly();
		await();
	}

	CliResult await() {
		return await(PATIENCE);
	}

	/**
	 * Waits for the end of the process; fails if it takes longer.
	 */
	CliResult await(Duration patience) {
		try {
			if (!this.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
				signal("QUIT"); // it prints where its threads are
				this.process.waitFor(5, TimeUnit.SECONDS);
				this.process.destroyForcibly();
				fail("The process did not end within %s. stdout: %s stderr: %s", patience, this.stdout.text(),
						this.stderr.text());
			}
			return new CliResult(this.process.exitValue(), this.stdout.textToTheEnd(), this.stderr.textToTheEnd());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A command that ended before anybody could ask.
	 */
	private static final class Ended extends LoreProcess {

		private final CliResult result;

		private Ended(CliResult result) {
			super(null);
			this.result = result;
		}

		@Override
		long pid() {
			throw new UnsupportedOperationException("The command ran in the JVM of the tests");
		}

		@Override
		boolean isAlive() {
			return false;
		}

		@Override
		String stderrSoFar() {
			return this.result.stderr();
		}

		@Override
		String stdoutSoFar() {
			return this.result.stdout();
		}

		@Override
		boolean endsWithin(Duration patience) {
			return true;
		}

		@Override
		void kill() {
			throw new UnsupportedOperationException("The command ran in the JVM of the tests");
		}

		@Override
		CliResult await(Duration patience) {
			return this.result;
		}

	}

	/**
	 * Reads a stream so that the process never waits for a reader.
	 */
	private static final class Collector {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private final Thread thread;

		private Collector(InputStream stream) {
			this.thread = new Thread(() -> collect(stream), "collector");
			this.thread.setDaemon(true);
			this.thread.start();
		}

		private void collect(InputStream stream) {
			byte[] buffer = new byte[8192];
			try {
				for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
					this.bytes.write(buffer, 0, count);
				}
			}
			catch (IOException ex) {
				// the process was killed
			}
		}

		private String text() {
			return this.bytes.toString(StandardCharsets.UTF_8);
		}

		private String textToTheEnd() throws InterruptedException {
			this.thread.join(PATIENCE.toMillis());
			return text();
		}

	}

}
