package dev.lorebatch.cli;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.lorebatch.config.Surroundings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the options of {@link DemoCommand}.
 */
class DemoCommandTests {

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource({ "--port,65536", "--latency,-1", "--rate-limit,-1", "'--generate','1,2,3,4'", "--generate,-1",
			"'--generate','1,1,901'", "--generate,1000001" })
	void numbersThatCannotBeMeantAreRefused(String option, String value) {
		InProcess.Ended ended = InProcess.run(new Surroundings(Map.of("HOME", this.folder.toString()), this.folder),
				"demo", "--serve", option, value);
		assertThat(ended.exitCode()).isEqualTo(2);
		assertThat(ended.stderr()).contains("must be sensible numbers");
	}

}
