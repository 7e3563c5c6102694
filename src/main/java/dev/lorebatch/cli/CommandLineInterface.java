package dev.lorebatch.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;
import dev.lorebatch.machine.GivenText;
import dev.lorebatch.machine.OutOfMemory;
import dev.lorebatch.machine.TerminalWidth;

/**
 * Parses the arguments, runs the command, turns what it throws into one line and an exit
 * code.
 */
public class CommandLineInterface {

	/** Picocli takes nothing narrower. */
	private static final int NARROWEST_HELP = 55;

	private static final int WIDEST_HELP = 80;

	private final CommandContext context;

	private final AtomicBoolean outOfMemory = new AtomicBoolean();

	/**
	 * @param application the Spring application to open when a command needs it
	 */
	public CommandLineInterface(Class<?> application) {
		this(new CommandContext(Streams.ofProcess(), new ContextFactory(application)));
	}

	CommandLineInterface(CommandContext context) {
		this.context = context;
	}

	/**
	 * Runs the command that this process was started with.
	 * @param decoded its arguments as Java decoded them
	 * @return the exit status of the process
	 */
	public int runProcess(String[] decoded) {
		String[] arguments;
		try {
			arguments = GivenText.arguments(decoded);
		}
		catch (LoreException ex) {
			return report(ex, decoded);
		}
		// A thread that died of it may be one that others wait for, or that ends waits
		Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught(thread, thrown, arguments));
		try {
			return run(arguments);
		}
		catch (OutOfMemoryError ex) {
			return this.outOfMemory.compareAndSet(false, true) ? report(withRuns(OutOfMemory.failure(ex)), arguments)
					: ExitCode.OUT_OF_MEMORY.number();
		}
	}

	/**
	 * Ends the process if there is no memory left. The run is then recovered as one whose
	 * process was killed.
	 */
	private void uncaught(Thread thread, Throwable thrown, String[] arguments) {
		LoreException memory = OutOfMemory.findIn(thrown);
		if (memory == null) {
			LoggerFactory.getLogger(CommandLineInterface.class).error("The thread {} failed", thread.getName(), thrown);
			return;
		}
		if (!this.outOfMemory.compareAndSet(false, true)) {
			return; // another thread is about to end the process
		}
		try {
			report(withRuns(memory), arguments);
			this.context.streams().err().flush();
		}
		finally {
			Runtime.getRuntime().halt(memory.exitCode().number());
		}
	}

	/**
	 * Where the run that the process worked on is found, if it did.
	 */
	private LoreException withRuns(LoreException failure) {
		List<RecoveryAction> actions = this.context.hasDatabase()
				? List.of(RecoveryAction.of("see which run to restart, with more memory", "runs", "list")) : List.of();
		return new LoreException(failure.exitCode(), String.valueOf(failure.getMessage()), failure.suggestion(),
				actions, failure);
	}

	/**
	 * Runs one command.
	 * @return the exit status of the process
	 */
	public int run(String... arguments) {
		int exitCode = execute(arguments);
		String loss = this.context.streams().loss();
		if (loss == null || exitCode != ExitCode.COMPLETED.number()) {
			return exitCode; // a failure says more than the loss of the words about it
		}
		return report(new LoreException(ExitCode.IO, loss,
				"free some space there, or write it elsewhere, and run the command again"), arguments);
	}

	private int execute(String... arguments) {
		this.context.arguments(List.of(arguments));
		try {
			String[] translated = SchedulerForm.isUsed(arguments)
					? SchedulerForm.translate(List.of(arguments), this.context) : arguments;
			CommandLine commandLine = commandLine(translated);
			int exitCode = commandLine.execute(translated);
			commandLine.getOut().flush();
			commandLine.getErr().flush();
			if (exitCode == ExitCode.COMPLETED.number()) {
				this.context.requireDatabaseInPlace(); // closing it took a moment, too
			}
			return exitCode;
		}
		catch (LoreException ex) {
			return report(ex, arguments);
		}
	}

	/**
	 * The commands and their options; also what docs and manifest are made from.
	 */
	static CommandLine commandLine(CommandContext context) {
		CommandLine commandLine = bare(context);
		CommandTable.addAll(commandLine);
		return commandLine;
	}

	private static CommandLine bare(CommandContext context) {
		CommandLine commandLine = new CommandLine(new LoreCommand(), new CommandFactory(context));
		commandLine.setExpandAtFiles(false);
		commandLine.setAbbreviatedOptionsAllowed(false);
		commandLine.setAbbreviatedSubcommandsAllowed(false);
		return commandLine;
	}

	private CommandLine commandLine(String[] arguments) {
		CommandLine commandLine = bare(this.context);
		if (arguments.length == 0 || !CommandTable.add(commandLine, arguments[0])) {
			CommandTable.addAll(commandLine);
		}
		Streams streams = this.context.streams();
		if (streams.outIsTerminal() && asksForHelp(arguments)) {
			commandLine.setUsageHelpWidth(
					Math.max(NARROWEST_HELP, Math.min(WIDEST_HELP, TerminalWidth.columns(streams.environment()))));
		}
		boolean color = streams.outIsTerminal() && !streams.environment().containsKey("NO_COLOR")
				&& !List.of(arguments).contains("--no-color");
		return commandLine.registerConverter(Path.class, (name) -> streams.surroundings().path("the file", name))
			.setOut(writer(streams.out()))
			.setErr(writer(streams.err()))
			.setColorScheme(CommandLine.Help.defaultColorScheme(color ? Ansi.ON : Ansi.OFF))
			.setParameterExceptionHandler((ex, args) -> report(Failures.usage(ex), args))
			.setExecutionExceptionHandler((ex, failed, result) -> {
				LoggerFactory.getLogger(CommandLineInterface.class).debug("The command failed", ex);
				return report(Failures.of(ex), arguments);
			});
	}

	private static boolean asksForHelp(String... arguments) {
		List<String> given = List.of(arguments);
		return given.isEmpty() || given.get(0).equals("help") || given.contains("--help") || given.contains("-h");
	}

	private static PrintWriter writer(PrintStream stream) {
		return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
	}

	private int report(LoreException failure, String[] arguments) {
		String[] given = this.context.arguments().toArray(String[]::new);
		LoreException helped = (failure instanceof MistypedException mistyped) ? mistyped.withCommand(given) : failure;
		LoreException said = SchedulerForm.isUsed(given) ? SchedulerForm.inItsWords(helped) : helped;
		LoreException explained = this.context.signals().explain(said, said.exitCode());
		this.context.outputFor(arguments).error(explained, Map.of());
		return explained.exitCode().number();
	}

	/**
	 * Gives every command its {@link CommandContext}.
	 */
	private record CommandFactory(CommandContext context) implements CommandLine.IFactory {

		@Override
		public <K> K create(Class<K> type) throws Exception {
			try {
				return type.getDeclaredConstructor(CommandContext.class).newInstance(this.context);
			}
			catch (NoSuchMethodException ex) {
				return CommandLine.defaultFactory().create(type);
			}
		}

	}

}
