package dev.lorebatch.faults;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.GeneratedProject;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;

/**
 * A small project before and after some changes, each on a server of its own, so that a
 * lane can go back to the time before. Of five issues three change and one is deleted; of
 * three merge requests one changes.
 */
final class ProjectWorld implements AutoCloseable {

	static final String PATH = "harbor/knots";

	/** The issue that stays as it is. */
	static final long UNCHANGED = 1;

	private static final long[] CHANGED = { 2, 3, 4 };

	private static final long DELETED = 5;

	private static final SampleOptions OPTIONS = SampleOptions.defaults()
		.withGenerated(new GeneratedProject(PATH, 5, 3, 1, 11));

	private final SampleGitLab before = SampleGitLab.start(OPTIONS);

	private final SampleGitLab after = SampleGitLab.start(OPTIONS);

	ProjectWorld() {
		SampleProject project = this.after.project(PATH);
		Instant at = latest(project).plus(Duration.ofDays(1));
		for (long iid : CHANGED) {
			String state = project.issue(iid).state().equals("opened") ? "closed" : "opened";
			project.issue(iid)
				.edit(at.plusSeconds(iid), (edit) -> edit.title("Knot " + iid + " is tied anew").state(state));
		}
		project.issue(CHANGED[0]).addNote(at.plusSeconds(3600), "keeper", "It holds.");
		project.mergeRequest(1).edit(at, (edit) -> edit.title("Tie the knots anew"));
		project.issue(DELETED).delete();
	}

	/**
	 * Returns a run of what changed, by name.
	 */
	static SurgicalRequest changed(String runId) {
		return new SurgicalRequest(runId, PATH, Arrays.stream(CHANGED).boxed().toList(), List.of(1L), true, true);
	}

	private static Instant latest(SampleProject project) {
		return Stream
			.concat(project.issueIids().stream().map((iid) -> project.issue(iid).updatedAt()),
					project.mergeRequestIids().stream().map((iid) -> project.mergeRequest(iid).updatedAt()))
			.max(Instant::compareTo)
			.orElseThrow();
	}

	URI before() {
		return this.before.url();
	}

	URI after() {
		return this.after.url();
	}

	@Override
	public void close() {
		this.before.close();
		this.after.close();
	}

}
