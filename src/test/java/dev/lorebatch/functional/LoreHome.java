package dev.lorebatch.functional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.lorebatch.cli.InProcess;
import dev.lorebatch.config.Surroundings;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.ShellWords;

/**
 * A user's machine in a temporary folder: a home, a current folder, an environment. The
 * processes started in it know nothing else.
 */
public final class LoreHome {

	private static final boolean LONG = Boolean.getBoolean("lore.long");

	private final Path root;

	private final Path temporaryFiles;

	private final Map<String, String> environment;

	private final boolean warmStarts;

	private final boolean warmRuns;

	private LoreHome(LoreHome other, boolean warmStarts, boolean warmRuns) {
		this.root = other.root;
		this.temporaryFiles = other.temporaryFiles;
		this.environment = other.environment;
		this.warmStarts = warmStarts;
		this.warmRuns = warmRuns;
	}

	LoreHome(Path folder) {
		this.root = folder.resolve("machine");
		this.temporaryFiles = folder.resolve("tmp");
		this.environment = new LinkedHashMap<>();
		this.warmStarts = false;
		this.warmRuns = false;
		create(home());
		create(currentFolder());
		create(this.temporaryFiles);
		inherit("PATH");
		inherit("JAVA_HOME");
		inherit("XDG_CACHE_HOME");
		with("HOME", home().toString());
		with("JAVA_OPTS", "-Djava.io.tmpdir=" + this.temporaryFiles);
	}

	/**
	 * A home whose GitLab is at the address, with a token that may see everything.
	 */
	public static LoreHome of(Path folder, URI gitlab) {
		return new LoreHome(folder).with("LORE_GITLAB_URL", gitlab.toString())
			.with("LORE_GITLAB_TOKEN", SampleTokens.FULL);
	}

	/**
	 * The same machine, but commands run in the JVM of the tests, one after the other:
	 * for what they answer and write, which is the same there, in a tenth of the time.
	 * With {@code -Plong} they are processes all the same.
	 */
	LoreHome warm() {
		return new LoreHome(this, !LONG, !LONG);
	}

	/**
	 * The same machine, where {@link #run} and {@link #shell} are {@link #warm} and
	 * {@link #start} starts a process.
	 */
	LoreHome warmRuns() {
		return new LoreHome(this, false, !LONG);
	}

	/**
	 * The same machine, and every command is a process.
	 */
	LoreHome cold() {
		return new LoreHome(this, false, false);
	}

	public LoreHome with(String variable, String value) {
		this.environment.put(variable, value);
		return this;
	}

	LoreHome without(String variable) {
		this.environment.remove(variable);
		return this;
	}

	/**
	 * The folder that holds everything the processes may leave behind, save for temporary
	 * files of the Java runtime.
	 */
	Path root() {
		return this.root;
	}

	Path home() {
		return this.root.resolve("home");
	}

	public Path currentFolder() {
		return this.root.resolve("work");
	}

	Path databaseFile() {
		return home().resolve(".local/share/lore/lore.db");
	}

	public TestDatabase database() {
		return new TestDatabase(databaseFile());
	}

	/**
	 * Every file and folder below {@link #root()} but the empty ones made by the test.
	 */
	List<Path> files() {
		try (Stream<Path> paths = Files.walk(this.root)) {
			return paths
				.filter((path) -> !path.equals(this.root) && !path.equals(home()) && !path.equals(currentFolder()))
				.map(this.root::relativize)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Every file below {@link #root()}, and the temporary ones.
	 */
	List<Path> everyFile() {
		List<Path> every = new ArrayList<>();
		files().forEach((file) -> every.add(this.root.resolve(file)));
		try (Stream<Path> paths = Files.walk(this.temporaryFiles)) {
			paths.forEach(every::add);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return every;
	}

	/**
	 * Starts the packaged program.
	 */
	LoreProcess start(String... arguments) {
		return this.warmStarts ? LoreProcess.ended(runHere(arguments)) : startWithInput("", arguments);
	}

	LoreProcess startWithInput(String input, String... arguments) {
		return start(List.of(), input, arguments);
	}

	/**
	 * Starts the packaged program below another one, for example as another user.
	 */
	LoreProcess startBelow(List<String> launcher, String... arguments) {
		return start(launcher, "", arguments);
	}

	/**
	 * Runs another installation.
	 */
	CliResult runProgram(Path program, String... arguments) {
		List<String> command = new ArrayList<>(List.of(program.toString()));
		command.addAll(Arrays.asList(arguments));
		return LoreProcess.start(command, currentFolder(), this.environment, "").await();
	}

	private CliResult runHere(String... arguments) {
		InProcess.Ended ended = InProcess.run(new Surroundings(this.environment, currentFolder()), arguments);
		return new CliResult(ended.exitCode(), ended.stdout(), ended.stderr());
	}

	private LoreProcess start(List<String> launcher, String input, String... arguments) {
		List<String> command = new ArrayList<>(launcher);
		command.add(LoreProgram.command());
		command.addAll(Arrays.asList(arguments));
		return LoreProcess.start(command, currentFolder(), this.environment, input);
	}

	/**
	 * Starts the packaged program and waits for its end.
	 */
	public CliResult run(String... arguments) {
		return this.warmRuns ? runHere(arguments) : start(arguments).await();
	}

	/**
	 * Starts the jar as it was downloaded, without anything that makes it start faster.
	 */
	CliResult runPlainJar(String... arguments) {
		return startPlainJarBelow(List.of(), arguments).await();
	}

	/**
	 * Starts the jar as it was downloaded, below another program.
	 */
	LoreProcess startPlainJarBelow(List<String> launcher, String... arguments) {
		List<String> command = new ArrayList<>(launcher);
		command.addAll(List.of("java", "-Djava.io.tmpdir=" + this.temporaryFiles, "-jar", LoreProgram.JAR.toString()));
		command.addAll(Arrays.asList(arguments));
		return LoreProcess.start(command, currentFolder(), this.environment, "");
	}

	/**
	 * Runs a command line as the program printed it.
	 */
	CliResult shell(String commandLine) {
		if (this.warmRuns) {
			List<String> words = ShellWords.split(commandLine).get(0);
			int program = words.get(0).equals("java") ? 3 : 1; // java -jar JAR, or the
																// launcher
			return runHere(words.subList(program, words.size()).toArray(String[]::new));
		}
		return startShell(commandLine).await();
	}

	LoreProcess startShell(String commandLine) {
		return LoreProcess.start(List.of("sh", "-c", commandLine), currentFolder(), this.environment, "");
	}

	/**
	 * Opens the folders to everyone, so that permissions can be tested as root, too.
	 * @return a launcher that gives up root's rights; none for everybody else
	 */
	List<String> launcherWithoutRoot() throws IOException {
		if (!"root".equals(System.getProperty("user.name"))) {
			return List.of();
		}
		for (Path path = this.temporaryFiles; path.getNameCount() > 1; path = path.getParent()) {
			path.toFile().setExecutable(true, false);
		}
		try (Stream<Path> paths = Files.walk(this.root)) {
			for (Path path : paths.toList()) {
				path.toFile().setReadable(true, false);
				path.toFile().setExecutable(Files.isDirectory(path), false);
			}
		}
		this.temporaryFiles.toFile().setWritable(true, false);
		return List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
	}

	private void inherit(String variable) {
		String value = System.getenv(variable);
		if (value != null) {
			with(variable, value);
		}
	}

	private static void create(Path folder) {
		try {
			Files.createDirectories(folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
