package dev.lorebatch.cli;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.config.Settings;
import dev.lorebatch.database.OpenedDatabase;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.failure.RecoveryAction;

/**
 * What a command works with.
 */
class CommandContext {

	private final Streams streams;

	private final ContextFactory contexts;

	private final long startedNanos = System.nanoTime();

	private final Signals signals = new Signals();

	private List<String> arguments = List.of();

	private Settings schedulerSettings = new Settings();

	private @Nullable Output output;

	private @Nullable OpenedDatabase database;

	private @Nullable Mirror mirror;

	CommandContext(Streams streams, ContextFactory contexts) {
		this.streams = streams;
		this.contexts = contexts;
	}

	Streams streams() {
		return this.streams;
	}

	/**
	 * Sets the command line as it was given.
	 */
	void arguments(List<String> arguments) {
		this.arguments = arguments;
	}

	/**
	 * The command line as it was given.
	 */
	List<String> arguments() {
		return this.arguments;
	}

	Signals signals() {
		return this.signals;
	}

	/**
	 * Properties that came with the scheduler form, {@code --lore.x=y}.
	 */
	void schedulerSettings(Settings settings) {
		this.schedulerSettings = settings;
	}

	/**
	 * How to print, known as soon as the options are.
	 */
	Output output(GlobalOptions options) {
		boolean byDefault = "1".equals(this.streams.environment().get("LORE_ROBOT")) || !this.streams.outIsTerminal();
		boolean robot = options.robot || (byDefault && !options.human);
		this.output = new Output(this.streams, robot, new NextCommand(options.carriedOver()), this.startedNanos,
				this::requireTruth);
		return this.output;
	}

	/**
	 * Makes the output of what is made for another program that reads text, and goes into
	 * a file or a pipe: JSON only if that is asked for.
	 */
	Output textOutput(GlobalOptions options) {
		options.human = !options.robot && !"1".equals(this.streams.environment().get("LORE_ROBOT"));
		return output(options);
	}

	/**
	 * How to print when parsing failed or the command got no further.
	 */
	Output outputFor(String[] arguments) {
		if (this.output != null) {
			return this.output;
		}
		GlobalOptions options = new GlobalOptions();
		for (String argument : arguments) {
			options.robot |= argument.equals("-J") || argument.equals("--robot");
			options.human |= argument.equals("--human");
		}
		return output(options);
	}

	/**
	 * Whether what goes to stdout may be coloured.
	 */
	boolean color(GlobalOptions options) {
		return this.streams.outIsTerminal() && !options.noColor && !this.streams.environment().containsKey("NO_COLOR");
	}

	LoreEnvironment environment(GlobalOptions options) {
		Settings settings = options.settings();
		settings.addAll(this.schedulerSettings);
		return LoreEnvironment.load(this.streams.surroundings(), settings, options.config);
	}

	ConfigurableApplicationContext open(LoreEnvironment environment) {
		ConfigurableApplicationContext spring = this.contexts.open(environment);
		this.database = spring.getBean(OpenedDatabase.class);
		return spring;
	}

	/**
	 * Returns whether the command has the database open to write, or had.
	 */
	boolean hasDatabase() {
		return this.database != null;
	}

	/**
	 * Opens the mirror for a command that prints what it reads there.
	 * @param sync what to run if there is no database yet
	 */
	Mirror mirror(LoreEnvironment environment, RecoveryAction sync) {
		Mirror opened = Mirror.open(environment, sync);
		this.mirror = opened;
		return opened;
	}

	/**
	 * Makes sure that the result a command is about to print is true: others find what it
	 * did, and what it read is what is there.
	 * @throws LoreException if it is not
	 */
	private void requireTruth() {
		requireDatabaseInPlace();
		if (this.mirror != null) {
			this.mirror.requireInPlace();
		}
	}

	/**
	 * Makes sure that others find what the command did. Whatever it claims is about the
	 * database at the path.
	 * @throws LoreException if the database it opened went away
	 */
	void requireDatabaseInPlace() {
		if (this.database != null) {
			this.database.requireInPlace();
		}
	}

	/**
	 * Stops the command as soon as its database goes away, instead of working for hours
	 * on what nobody will find.
	 */
	void stopWithoutDatabase(Runnable stop) {
		if (this.database != null) {
			this.database.onLoss(stop);
		}
	}

}
