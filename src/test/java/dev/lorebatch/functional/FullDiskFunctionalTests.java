package dev.lorebatch.functional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A disk that gets full loses nothing: the run ends with one line, and its restart makes
 * what an undisturbed run makes.
 */
@EnabledOnOs(OS.LINUX)
class FullDiskFunctionalTests {

	private static final String[] SYNC = { "sync", "-p", "harbor/lighthouse", "--issue", "1,5,7", "--mr", "4",
			"--run-id", "r1" };

	@TempDir
	static Path shared;

	private static SampleGitLab sample;

	private static Map<String, List<String>> undisturbed;

	@TempDir
	Path folder;

	private GitLabGate gate;

	private LoreHome home;

	@BeforeAll
	static void syncUndisturbed() {
		sample = SampleGitLab.start(SampleOptions.defaults());
		LoreHome whole = LoreHome.of(shared, sample.url()).warm();
		assertThat(whole.run(SYNC)).succeeded();
		undisturbed = DatabaseDump.of(whole.database());
	}

	@AfterAll
	static void stopSample() {
		sample.close();
	}

	@BeforeEach
	void start() {
		this.gate = new GitLabGate(sample.url());
		this.home = LoreHome.of(this.folder, this.gate.url()).warmRuns();
	}

	@AfterEach
	void stop() {
		this.gate.close();
	}

	/**
	 * The kernel refuses the process to write behind the first page of any file, as a
	 * full disk does; no rights are needed for that.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "/issues?", "/issues/7/" })
	void aDiskThatGetsFullInMidRunIsTwelveAndTheRestartMakesUpForIt(String held) throws Exception {
		GitLabGate.Hold hold = this.gate.hold((target) -> target.contains(held));
		LoreProcess sync = this.home.start(SYNC);
		hold.awaitRequests(1);
		assumeTrue(run("prlimit", "--pid", String.valueOf(sync.pid()), "--fsize=4096:4096") == 0, "no prlimit here");
		hold.release();
		CliResult full = sync.await();
		assertThat(full).hasExitCode(ExitCode.IO).hasError(ExitCode.IO);
		assertThat(full.actions()).anyMatch((action) -> action.contains("runs restart r1"));
		assertRestartCompletes(this.home);
	}

	@Test
	void aFullFileSystemIsTwelveAndTheRestartMakesUpForIt() throws Exception {
		Path disk = Files.createDirectory(this.home.currentFolder().resolve("disk"));
		assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString()) == 0,
				"mounting is not allowed");
		try {
			this.home.with("LORE_DATABASE", disk.resolve("lore.db").toString());
			GitLabGate.Hold hold = this.gate.hold((target) -> target.contains("/issues/7/"));
			LoreProcess sync = this.home.start(SYNC);
			hold.awaitRequests(1);
			Path ballast = fill(disk);
			hold.release();
			assertThat(sync.await()).hasExitCode(ExitCode.IO)
				.hasError(ExitCode.IO)
				.hasMessageContaining("the disk is full");
			CliResult backup = this.home.run("db", "backup", disk.resolve("copy.db").toString());
			assertThat(backup).failedWith(ExitCode.IO).hasMessageContaining("copy.db was not written", "full");
			assertThat(disk).isDirectoryNotContaining("glob:**copy*");
			Files.delete(ballast);
			assertThat(this.home.run("runs", "restart", "r1")).succeeded();
			assertThat(DatabaseDump.of(new TestDatabase(disk.resolve("lore.db")))).isEqualTo(undisturbed);
		}
		finally {
			run("umount", "-l", disk.toString());
		}
	}

	/**
	 * The installed program has the library beside it; the jar has to unpack it.
	 */
	@Test
	void noRoomForTheLibraryIsTwelve() throws Exception {
		this.home.with("XDG_CACHE_HOME", this.home.home().resolve("cache").toString());
		List<String> limit = List.of("sh", "-c", "ulimit -f 200; exec \"$@\"", "sh");
		Path file = Files.writeString(this.home.currentFolder().resolve("x.db"), "x");
		List<LoreProcess> processes = List.of(this.home.startPlainJarBelow(limit, SYNC),
				this.home.startPlainJarBelow(limit, "db", "check", "--database", file.toString()));
		for (LoreProcess process : processes) {
			assertThat(process.await()).failedWith(ExitCode.IO).hasMessageContaining("SQLite's library");
		}
		assertRestartOrSyncCompletes();
	}

	private void assertRestartOrSyncCompletes() {
		assertThat(this.home.run(SYNC)).succeeded();
		assertThat(DatabaseDump.of(this.home.database())).isEqualTo(undisturbed);
	}

	private static void assertRestartCompletes(LoreHome home) {
		assertThat(home.run("db", "check")).succeeded();
		assertThat(home.run("runs", "list").data().path("runs").get(0).path("status").asString()).isEqualTo("failed");
		assertThat(home.run("runs", "restart", "r1")).succeeded();
		assertThat(DatabaseDump.of(home.database())).isEqualTo(undisturbed);
		assertThat(home.run("db", "check").data().path("findings")).isEmpty();
	}

	/**
	 * Writes until nothing fits any more.
	 */
	private static Path fill(Path disk) throws IOException {
		Path ballast = disk.resolve("ballast");
		byte[] page = new byte[4096];
		Arrays.fill(page, (byte) 1);
		try (var output = Files.newOutputStream(ballast)) {
			while (true) {
				output.write(page);
			}
		}
		catch (IOException ex) {
			return ballast;
		}
	}

	private static int run(String... command) throws Exception {
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
	}

}
