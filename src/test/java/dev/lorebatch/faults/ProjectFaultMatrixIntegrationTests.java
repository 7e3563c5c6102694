package dev.lorebatch.faults;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault at every kind of request of a run of a whole project, once, three times and
 * for ever, then another run and a restart, and the page that says what happens.
 */
class ProjectFaultMatrixIntegrationTests {

	@TempDir
	Path folder;

	@Test
	void aFaultNeverMakesAProjectSyncClaimWhatIsNotSo() throws Exception {
		try (ProjectWorld world = new ProjectWorld()) {
			new FaultPage("docs/reference/project-fault-matrix.md", List.of(ProjectPlace.values()), 1, 2).assertHolds(
					this.folder, (settings) -> new ProjectLane(settings, world), ProjectFaultMatrixPage::render);
		}
	}

}
