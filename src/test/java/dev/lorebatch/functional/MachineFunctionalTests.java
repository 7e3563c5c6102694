package dev.lorebatch.functional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Machines that refuse something: memory, code from a folder, room. The cause is named,
 * and nothing is left that was not there.
 */
@EnabledOnOs(OS.LINUX)
class MachineFunctionalTests {

	private static final String[] SYNC = { "sync", "-p", "harbor/lighthouse", "--issue", "1", "--run-id", "r1" };

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private LoreHome home;

	@BeforeEach
	void start() {
		this.sample = SampleGitLab
			.start(SampleOptions.defaults().withGenerated(new GeneratedProject("bench/generated", 60, 12, 900, 42)));
		this.home = LoreHome.of(this.folder, this.sample.url());
	}

	@AfterEach
	void stop() {
		this.sample.close();
	}

	/**
	 * Sets of 900 notes, sixteen at a time, in a heap that a small sync fits in.
	 */
	@Test
	void setsThatDoNotFitInMemoryAreTwentyFourAndTheRunCanBeRestarted() {
		String options = "-Djava.io.tmpdir=" + this.folder.resolve("tmp");
		this.home.with("JAVA_OPTS", options + " -Xmx20m -Xmn6m");
		CliResult full = this.home.run("sync", "-p", "bench/generated", "--run-id", "r1");
		assertThat(full.exitCode()).as(full.stderr()).isEqualTo(ExitCode.OUT_OF_MEMORY.number());
		CliResult told = new CliResult(full.exitCode(), full.stdout(), lastLine(full.stderr()));
		assertThat(told).hasError(ExitCode.OUT_OF_MEMORY)
			.hasMessageContaining("the memory that Java may use is full: ")
			.hasNoStackTrace();
		assertThat(told.error().path("suggestion").asString()).contains("JAVA_OPTS=-Xmx256m");
		assertThat(told.actions()).anyMatch((action) -> action.contains(" runs "));
		this.home.with("JAVA_OPTS", options);
		assertThat(this.home.run("runs", "restart", "r1")).succeeded();
		assertThat(this.home.database().count("dependent_jobs")).isZero();
	}

	@Test
	void aHeapTooSmallToStartInIsTwentyFour() {
		CliResult full = this.home.with("JAVA_OPTS", "-Xmx8m -Xmn2m").run(SYNC);
		assertThat(full.exitCode()).as(full.stderr()).isEqualTo(ExitCode.OUT_OF_MEMORY.number());
		assertThat(full.stderr()).doesNotContain("\tat ", "INTERNAL_ERROR");
	}

	@Test
	void codeThatMayNotBeRunFromCacheAndTemporaryFolderIsTwelveAndLeavesNoDatabase() throws Exception {
		Path disk = mount("size=32m,noexec");
		try {
			this.home.with("XDG_CACHE_HOME", Files.createDirectory(disk.resolve("cache")).toString());
			String temporary = "-Djava.io.tmpdir=" + Files.createDirectory(disk.resolve("tmp"));
			this.home.with("JAVA_TOOL_OPTIONS", temporary);
			CliResult refused = plainJar();
			assertThat(refused).failedWith(ExitCode.IO)
				.hasMessageContaining("SQLite's library cannot be loaded", "noexec", disk + "/cache", disk + "/tmp");
			assertThat(refused.error().path("suggestion").asString()).contains("XDG_CACHE_HOME=")
				.doesNotContain("space");
			assertThat(this.home.databaseFile()).doesNotExist();
			this.home.with("XDG_CACHE_HOME", this.home.home().resolve("cache").toString());
			assertThat(plainJar()).as("the way out").succeeded();
		}
		finally {
			execute("umount", "-l", disk.toString());
		}
	}

	/**
	 * From no room at all to one page short of a run.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 0, 2, 6, 10, 40, 160, 280 })
	void aDiskThatIsFullWhenTheProgramStartsIsTwelve(int pages) throws Exception {
		Path disk = mount("size=2m");
		try {
			this.home.with("LORE_DATABASE", disk.resolve("lore.db").toString());
			fill(disk, 512 - pages);
			CliResult full = this.home.run(SYNC);
			assertThat(full).hasExitCode(ExitCode.IO).hasError(ExitCode.IO).hasMessageContaining("the disk is full");
			assertThat(this.home.run(SYNC)).as("again")
				.hasExitCode(ExitCode.IO)
				.hasMessageContaining("the disk is full");
			Files.delete(disk.resolve("ballast"));
			assertThat(execute("mount", "-o", "remount,size=32m", disk.toString())).isZero();
			assertThat(this.home.run(SYNC)).as("with room").succeeded();
		}
		finally {
			execute("umount", "-l", disk.toString());
		}
	}

	@Test
	void aFullDiskCanBeLookedAt() throws Exception {
		Path disk = mount("size=16m");
		try {
			this.home.with("LORE_DATABASE", disk.resolve("lore.db").toString());
			assertThat(this.home.run(SYNC)).succeeded();
			fill(disk, 4096);
			for (String[] command : List.of(new String[] { "search", "tide" }, new String[] { "issue", "1" },
					new String[] { "runs", "list" }, new String[] { "runs", "show", "r1" },
					new String[] { "db", "check" })) {
				assertThat(this.home.run(command)).succeeded();
			}
			assertThat(disk.toFile().list()).containsExactlyInAnyOrder("ballast", "lore.db");
		}
		finally {
			execute("umount", "-l", disk.toString());
		}
	}

	@Test
	void whatJavaPrintsIsBeforeTheLineOfTheProgram() {
		CliResult refused = this.home.with("JAVA_TOOL_OPTIONS", "-Dsome=thing").run("runs", "show", "r1");
		assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_FOUND_LOCALLY.number());
		assertThat(refused.stderr()).startsWith("Picked up JAVA_TOOL_OPTIONS");
		assertThat(new CliResult(refused.exitCode(), "", lastLine(refused.stderr())))
			.hasError(ExitCode.NOT_FOUND_LOCALLY);
	}

	/**
	 * Without what Java says of its options.
	 */
	private CliResult plainJar() {
		List<String> command = new ArrayList<>(List.of("java", "-jar", LoreProgram.JAR.toString()));
		command.addAll(List.of(SYNC));
		CliResult result = this.home.startShell(String.join(" ", command)).await();
		return new CliResult(result.exitCode(), result.stdout(),
				result.exitCode() != 0 ? lastLine(result.stderr()) : "");
	}

	private static String lastLine(String text) {
		List<String> lines = text.lines().toList();
		return lines.get(lines.size() - 1) + "\n";
	}

	private Path mount(String options) throws Exception {
		Path disk = Files.createDirectory(this.folder.resolve("disk"));
		assumeTrue(execute("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString()) == 0,
				"mounting is not allowed");
		return disk;
	}

	private static void fill(Path disk, int pages) {
		byte[] page = new byte[4096];
		Arrays.fill(page, (byte) 1);
		try (var output = Files.newOutputStream(disk.resolve("ballast"))) {
			for (int written = 0; written < pages; written++) {
				output.write(page);
			}
		}
		catch (IOException ex) {
			// it is full
		}
	}

	private static int execute(String... command) throws Exception {
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
	}

}
