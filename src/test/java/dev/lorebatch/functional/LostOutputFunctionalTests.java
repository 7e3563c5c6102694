package dev.lorebatch.functional;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * An answer that could not be written is no success; one that somebody read enough of is.
 */
@EnabledOnOs(OS.LINUX)
class LostOutputFunctionalTests {

	private static final String SYNC = "sync -p harbor/lighthouse --issue 1 --run-id r1";

	@TempDir
	static Path folder;

	private static SampleGitLab sample;

	private static LoreHome home;

	@BeforeAll
	static void syncOnce() {
		sample = SampleGitLab.start(SampleOptions.defaults());
		home = LoreHome.of(folder, sample.url());
		assertThat(home.warm().run(SYNC.split(" "))).succeeded();
	}

	@AfterAll
	static void stop() {
		sample.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { SYNC, "db check", "search lamp", "runs list --human", "robot-docs", "--version", "--help",
			"sync --help", "sync -p harbor/lighthouse --issue 1 --dry-run", "db backup %s.db", "demo --serve" })
	void anAnswerToAFullDiskIsTwelve(String command) {
		CliResult result = shell(command.formatted(folder.resolve("backup")) + " > /dev/full");
		assertThat(result.exitCode()).as("%s", result).isEqualTo(ExitCode.IO.number());
		assertThat(result.stderr()).contains("stdout could not be written: ").doesNotContain("Exception");
	}

	@Test
	void aClosedStdoutIsTwelve() {
		assertThat(shell("runs list >&-")).failedWith(ExitCode.IO).hasMessageContaining("stdout could not be written");
	}

	@Test
	void progressToAFullDiskIsTwelveAndTheResultIsWhole() {
		CliResult result = shell("sync -p harbor/lighthouse --issue 1 --human 2> /dev/full");
		assertThat(result.exitCode()).as("%s", result).isEqualTo(ExitCode.IO.number());
		assertThat(result.stdout()).contains("completed");
	}

	@Test
	void aStderrThatNothingIsWrittenToMayBeFull() {
		assertThat(shell("runs list 2> /dev/full")).hasExitCode(ExitCode.COMPLETED).hasOneDocumentOnStdout(true);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2> /dev/full", "> /dev/full", "> /dev/full 2> /dev/full" })
	void aFailureKeepsItsOwnCode(String where) {
		assertThat(shell("runs show nobody " + where)).hasExitCode(ExitCode.NOT_FOUND_LOCALLY);
		assertThat(shell("sync --nonsense " + where)).hasExitCode(ExitCode.USAGE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "robot-docs", "sync --help", "db check", SYNC })
	void aReaderThatHasReadEnoughIsZero(String command) throws Exception {
		Path code = folder.resolve("code");
		CliResult result = home
			.startShell("{ sleep 0.1; %s %s; echo $? > %s; } | true; while [ ! -s %s ]; do sleep 0.1; done"
				.formatted(LoreProgram.command(), command, code, code))
			.await();
		assertThat(Files.readString(code).strip()).as("%s", result).isEqualTo("0");
		assertThat(result.stderr()).isEmpty();
		Files.delete(code);
	}

	@Test
	void aReaderThatHasReadEnoughIsZeroOnStderrToo() throws Exception {
		Path code = folder.resolve("code");
		home.startShell("{ { %s sync -p harbor/lighthouse --issue 1 --human; echo $? > %s; } 2>&1 >&3 | true; } 3> %s; "
			.formatted(LoreProgram.command(), code, folder.resolve("out"))
				+ "while [ ! -s %s ]; do sleep 0.1; done".formatted(code))
			.await();
		assertThat(Files.readString(code).strip()).isEqualTo("0");
		Files.delete(code);
	}

	@Test
	void requestsOfTheDemonstrationToAFullDiskAreTwelve() {
		CliResult result = shell("demo --requests /dev/full --database %s".formatted(folder.resolve("demo.db")));
		assertThat(result.exitCode()).as("%s", result).isEqualTo(ExitCode.IO.number());
		assertThat(result.stderr()).contains("cannot write to /dev/full");
	}

	private static CliResult shell(String command) {
		return home.startShell(LoreProgram.command() + " " + command).await();
	}

}
