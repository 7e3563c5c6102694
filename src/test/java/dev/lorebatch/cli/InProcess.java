package dev.lorebatch.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TimeZone;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

import dev.lorebatch.LoreBatchApplication;
import dev.lorebatch.config.Surroundings;
import dev.lorebatch.logging.StderrLogging;

/**
 * Runs commands in the JVM of the tests, which is warm: a tenth of what a process takes.
 * For tests of what a command answers and leaves in the database. Signals and stdin are
 * those of the tests; what is logged, too, unless {@code --debug} is among the arguments.
 */
public final class InProcess {

	static {
		TimeZone.setDefault(TimeZone.getTimeZone("UTC")); // as the program does
	}

	private static final String AOT = "spring.aot.enabled";

	private InProcess() {
	}

	/**
	 * Runs one command to its end. One at a time: Spring Batch knows the steps that run
	 * in a JVM by their number, and every database has a first one.
	 */
	public static synchronized Ended run(Surroundings surroundings, String... arguments) {
		return execute(false, surroundings, arguments);
	}

	/**
	 * Runs one command as if somebody read its output on a terminal.
	 */
	public static synchronized Ended runOnTerminal(Surroundings surroundings, String... arguments) {
		return execute(true, surroundings, arguments);
	}

	/**
	 * Runs one command while {@link #run} waits for another one that runs no job, such as
	 * {@code verify}. For what a server under test does before it answers that command:
	 * {@link #run} would wait there for its own end.
	 */
	public static Ended runBeside(Surroundings surroundings, String... arguments) {
		return execute(false, surroundings, arguments);
	}

	private static Ended execute(boolean terminal, Surroundings surroundings, String... arguments) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		StandardStream stderr = new StandardStream("stderr", err);
		Streams streams = new Streams(new StandardStream("stdout", out), stderr, terminal, false, surroundings);
		boolean ahead = Boolean.getBoolean(AOT);
		boolean debug = List.of(arguments).contains("--debug");
		PrintStream ofTests = System.err;
		try {
			if (debug) {
				System.setErr(stderr); // what is logged is part of what the command
										// prints
			}
			int exitCode = new CommandLineInterface(
					new CommandContext(streams, new ContextFactory(LoreBatchApplication.class)))
				.run(arguments);
			return new Ended(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
		}
		finally {
			if (debug) {
				System.setErr(ofTests);
				logAsBefore();
			}
			if (!ahead) {
				System.clearProperty(AOT); // other tests make contexts of their own
			}
		}
	}

	/**
	 * Else all that follows in this JVM would be logged as for the command.
	 */
	private static void logAsBefore() {
		LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
		loggers.reset();
		StderrLogging logging = new StderrLogging();
		logging.setContext(loggers);
		logging.configure(loggers);
	}

	/**
	 * What a command left behind.
	 */
	public record Ended(int exitCode, String stdout, String stderr) {

	}

}
