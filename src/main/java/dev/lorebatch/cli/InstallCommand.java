package dev.lorebatch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.install.Installation;

/**
 * {@code install}.
 */
@Command(name = "install", mixinStandardHelpOptions = true,
		description = "Installs this program as `lore`, which starts in a fraction of the time: with an archive "
				+ "of its classes, and Java options for short runs, manual pages, and completion for bash and fish. Run it again for another version or "
				+ "another Java.",
		footer = { "", "Examples:", "  lore-batch install", "  lore-batch install --to /opt/lore" })
class InstallCommand implements Callable<Integer> {

	private final CommandContext context;

	@Mixin
	final GlobalOptions global = new GlobalOptions();

	@Option(names = "--to", paramLabel = "<folder>",
			description = "Makes <folder>/bin/lore, <folder>/lib/lore and files below <folder>/share. Default: ~/.local.")
	@Nullable Path target;

	InstallCommand(CommandContext context) {
		this.context = context;
	}

	@Override
	public Integer call() {
		Output output = this.context.output(this.global);
		Path folder = (this.target != null) ? this.target
				: this.context.streams().surroundings().folders().home().resolve(".local");
		Installation.Installed installed = new Installation(ownJar(), folder, manuals(), output::note).run();
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("launcher", installed.launcher().toString());
		data.put("app", installed.app().toString());
		data.put("archive", installed.archive().toString());
		data.put("archive_bytes", installed.archiveBytes());
		data.put("java", installed.java().toString());
		data.put("java_version", installed.javaFeature());
		output.result(true, data,
				TerminalText.of("installed %s (Java %d)", installed.launcher(), installed.javaFeature()));
		return ExitCode.COMPLETED.number();
	}

	/**
	 * Where man, bash and fish look for such texts below a folder whose {@code bin} is in
	 * the path, without being told. zsh looks nowhere below home.
	 */
	private Map<Path, String> manuals() {
		Map<Path, String> manuals = new LinkedHashMap<>();
		Path share = Path.of("share");
		ManPage.all(CommandLineInterface.commandLine(this.context).getCommandSpec())
			.forEach((name, page) -> manuals.put(share.resolve(Path.of("man", "man1", name + ".1")), page));
		manuals.put(share.resolve(Path.of("bash-completion", "completions", ProgramName.INSTALLED)),
				BashCompletion.script(CommandLineInterface.commandLine(this.context)));
		manuals.put(share.resolve(Path.of("fish", "vendor_completions.d", ProgramName.INSTALLED + ".fish")),
				FishCompletion.script(CommandLineInterface.commandLine(this.context)));
		return manuals;
	}

	/**
	 * The file that was downloaded, or the copy that is installed already.
	 */
	private static Path ownJar() {
		Path jar = Path.of(System.getProperty("java.class.path", ""));
		if (Files.isRegularFile(jar)) {
			try (JarFile file = new JarFile(jar.toFile())) {
				if (file.getEntry(InstallCommand.class.getName().replace('.', '/') + ".class") != null) {
					return jar;
				}
			}
			catch (IOException ex) {
				// no jar, then
			}
		}
		throw new LoreException(ExitCode.USAGE, "only the jar can be installed, and this process does not run from one",
				"run it as java -jar lore-batch.jar install");
	}

}
