package dev.lorebatch.functional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.LongVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The installed program: {@link LoreProgram} is one, so all other functional tests run
 * it, too. Here is what can happen to an installation.
 */
class InstallFunctionalTests {

	@TempDir
	Path folder;

	private LoreHome home;

	@BeforeEach
	void start() {
		this.home = new LoreHome(this.folder);
	}

	@Test
	@LongVersion
	void installsAgainAndPassesExitCodesSignalsAndArguments() throws IOException {
		Path target = this.folder.resolve("it's a folder");
		CliResult first = this.home.runPlainJar("install", "--to", target.toString());
		assertThat(first).succeeded();
		Path lore = target.resolve("bin/lore");
		assertThat(first.data().path("launcher").asString()).isEqualTo(lore.toString());
		assertThat(first.data().path("archive_bytes").asLong()).isPositive();
		assertThat(lore.getParent().toFile().list()).as("nothing else is left").containsExactly("lore");
		assertThat(target.resolve("lib/lore").toFile().list()).hasSize(1);
		Path link = Files.createSymbolicLink(this.folder.resolve("link"), lore);
		assertThat(this.home.runProgram(link, "--version").stdout()).startsWith("lore-batch ");
		CliResult usage = this.home.runProgram(lore, "issue", "a b", "--database", "x y.db");
		assertThat(usage).failedWith(ExitCode.USAGE);
		assertThat(this.home.runProgram(lore, "runs", "show", "r1").error().path("suggestion").asString()).isNotBlank();
		assertThat(this.home.runPlainJar("install", "--to", target.toString())).as("the same again").succeeded();
		assertThat(this.home.runProgram(lore, "install", "--to", target.toString())).as("by itself").succeeded();
		assertThat(target.resolve("lib/lore").toFile().list()).hasSize(1);
	}

	@Test
	void manualPagesAndCompletionsLieWhereTheyAreLookedFor() throws IOException {
		Path share = Path.of(LoreProgram.command()).getParent().resolveSibling("share");
		assertThat(share.resolve("man/man1/lore.1")).content().contains(".TH", "lore\\-sync");
		assertThat(share.resolve("man/man1/lore-runs-restart.1")).content().contains("lore runs restart");
		assertThat(share.resolve("bash-completion/completions/lore")).content().contains("complete -F _complete_lore");
		assertThat(share.resolve("fish/vendor_completions.d/lore.fish")).content().contains("complete -c lore");
	}

	/**
	 * Another Java, or a copied or damaged installation: slower, and nothing else.
	 */
	@Test
	void anArchiveThatDoesNotFitIsNotUsed() throws IOException {
		Path program = Path.of(LoreProgram.command());
		Path apps = program.getParent().resolveSibling("lib/lore");
		Path app = apps.resolve(apps.toFile().list()[0]);
		Path copy = this.folder.resolve("copy");
		copyProgram(app, copy);
		Path archive;
		try (var files = Files.list(copy)) {
			archive = files.filter((file) -> file.getFileName().toString().startsWith("classes."))
				.findFirst()
				.orElseThrow();
		}
		Path lore = Files.writeString(this.folder.resolve("lore"),
				Files.readString(program).replace(app.toString(), copy.toString()));
		assertThat(lore.toFile().setExecutable(true)).isTrue();
		assertWorks(lore); // the class path is another one
		Files.write(archive, new byte[10_000]);
		assertWorks(lore);
		Files.delete(archive);
		assertWorks(lore);
		try (var files = Files.list(copy)) {
			for (Path library : files.filter((file) -> file.toString().contains("sqlite")).toList()) {
				Files.delete(library);
			}
		}
		assertWorks(lore);
		Files.delete(copy.resolve("lore-batch.jar"));
		CliResult gone = this.home.runProgram(lore, "--version");
		assertThat(gone.exitCode()).isEqualTo(ExitCode.IO.number());
		assertThat(gone.stderr()).contains("run lore-batch install again");
	}

	@Test
	@LongVersion
	void whatIsNotOursIsNotReplaced() throws IOException {
		Path other = Files.createDirectories(this.folder.resolve("bin")).resolve("lore");
		Files.writeString(other, "#!/bin/sh\necho something else\n");
		assertThat(this.home.runPlainJar("install", "--to", this.folder.toString())).failedWith(ExitCode.USAGE)
			.hasMessageContaining("is something else");
		assertThat(other).hasContent("#!/bin/sh\necho something else\n");
		Path file = Files.createFile(this.folder.resolve("file"));
		assertThat(this.home.runPlainJar("install", "--to", file.toString())).failedWith(ExitCode.IO);
	}

	/**
	 * The launcher names itself in the next command, and its process is the program.
	 */
	@Test
	void nextCommandsNameTheLauncher() {
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults())) {
			LoreHome user = LoreHome.of(this.folder.resolve("user"), sample.url());
			CliResult failed = user.run("sync", "-p", "harbor/lighthouse", "--issue", "1,6");
			assertThat(failed).failedWithResult(ExitCode.NOT_FOUND);
			assertThat(failed.actions().get(0)).startsWith(LoreProgram.command() + " sync ");
			assertThat(user.shell(failed.actions().get(0))).succeeded();
		}
	}

	/**
	 * Each of these takes part of a start in which nothing else does.
	 */
	@Test
	void aSyncDoesNotStartWhatItDoesNotUse() throws IOException {
		Path log = this.folder.resolve("initialized");
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults())) {
			LoreHome user = LoreHome.of(this.folder.resolve("user"), sample.url())
				.with("JAVA_OPTS", "-Xlog:class+init=info:file=" + log);
			assertThat(user.run("sync", "-p", "harbor/lighthouse", "--issue", "1")).succeeded();
		}
		assertThat(Files.readString(log)).contains("org/springframework/batch/core/job/SimpleJob")
			.as("Flight Recorder")
			.doesNotContain("jdk/jfr/internal/MetadataRepository")
			.as("logging by file")
			.doesNotContain("LogbackLoggingSystem")
			.as("other jobs")
			.doesNotContain("ProjectsPreflightTasklet");
	}

	private void assertWorks(Path lore) {
		CliResult result = this.home.runProgram(lore, "runs", "list", "--database",
				this.folder.resolve("new.db").toString());
		assertThat(result.stderr()).isEmpty();
		assertThat(result).succeeded();
	}

	private static void copyProgram(Path from, Path to) throws IOException {
		try (var files = Files.walk(from)) {
			for (Path file : files.toList()) {
				Path target = to.resolve(from.relativize(file).toString());
				if (Files.isDirectory(file)) {
					Files.createDirectories(target);
				}
				else {
					Files.copy(file, target);
				}
			}
		}
	}

}
