package dev.lorebatch.faults;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;

/**
 * Every fault at every kind of request of a surgical run, once, twice and for ever, and
 * the page that says what happens.
 */
class FaultMatrixIntegrationTests {

	@TempDir
	Path folder;

	@Test
	void everyFaultAtEveryRequestEndsAsThePageSays() throws Exception {
		try (SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults())) {
			new FaultPage("docs/reference/fault-matrix.md", List.of(Column.values()), 2, 4).assertHolds(this.folder,
					(settings) -> new Lane(settings, sample.url()),
					(matrix) -> new FaultMatrixPage(matrix, FaultLanes.neutral()).render());
		}
	}

}
