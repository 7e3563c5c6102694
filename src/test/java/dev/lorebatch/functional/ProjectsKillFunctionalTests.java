package dev.lorebatch.functional;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleProject;
import dev.lorebatch.support.LongVersion;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs of whole projects, killed at their commits, come to the same content, and those
 * that look for what is gone to the same tombstones.
 */
class ProjectsKillFunctionalTests {

	private static final String PROJECT = "harbor/tools/rope-kit";

	private static final String[] RECONCILE = { "sync", "-p", PROJECT, "--reconcile", "--run-id", "r1" };

	private static final String GONE = "SELECT 'issue' AS kind, iid FROM issues WHERE gone_at IS NOT NULL "
			+ "UNION ALL SELECT 'merge request', iid FROM merge_requests WHERE gone_at IS NOT NULL ORDER BY 1, 2";

	private static final int KILLED = 137;

	private static final int MOST = 500;

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	@TempDir
	Path folder;

	private TestDatabase base;

	private List<Map<String, Object>> gone;

	private Map<String, List<String>> content;

	@BeforeEach
	void begin() {
		LoreHome home = home("whole").warm();
		assertThat(home.run("sync", "-p", PROJECT, "--run-id", "base")).succeeded();
		this.base = home("base").database();
		home.database().copyTo(this.base);
		SampleProject project = this.sample.project(PROJECT);
		project.issue(1).delete();
		project.issue(2).delete();
		project.mergeRequest(1).delete();
		assertThat(home.run(RECONCILE)).succeeded();
		this.gone = home.database().query(GONE);
		this.content = withoutTimes(home);
		assertThat(this.gone).hasSize(3);
	}

	@AfterEach
	void end() {
		this.sample.close();
	}

	@Test
	void aDeathAmongTheTombstonesCostsNothingButARestart() {
		assertThat(dies(20)).isTrue();
	}

	@Test
	@LongVersion
	void neitherDoesOneAtAnyOtherCommit() {
		long deaths = IntStream.rangeClosed(1, MOST).takeWhile(this::dies).count();
		System.out.printf("killed at %d commits of a run that reconciles%n", deaths);
		assertThat(deaths).isGreaterThan(20);
	}

	/**
	 * Of a first run, too, which has everything to write.
	 */
	@Test
	@LongVersion
	void norDoesOneAtAnyCommitOfAFullSync() {
		String[] sync = { "sync", "--full", "-p", PROJECT, "--run-id", "full" };
		LoreHome undisturbed = home("full").warm();
		assertThat(undisturbed.run(sync)).succeeded();
		Map<String, List<String>> whole = DatabaseDump.of(undisturbed.database());
		long deaths = IntStream.rangeClosed(1, MOST).takeWhile((commit) -> {
			LoreHome home = home("full-" + commit);
			boolean died = dies(home, commit, sync);
			assertThat(DatabaseDump.of(home.database())).as("killed at commit %d", commit).isEqualTo(whole);
			return died;
		}).count();
		System.out.printf("killed at %d commits of a full sync%n", deaths);
		assertThat(deaths).isBetween(20L, MOST - 1L);
	}

	/**
	 * Whether it died before its end; if so, it was restarted.
	 */
	private boolean dies(int commit) {
		LoreHome home = home("killed-" + commit);
		this.base.copyTo(home.database());
		boolean died = dies(home, commit, RECONCILE);
		assertThat(home.database().query(GONE)).as("killed at commit %d", commit).isEqualTo(this.gone);
		assertThat(withoutTimes(home)).as("killed at commit %d", commit).isEqualTo(this.content);
		return died;
	}

	private static boolean dies(LoreHome home, int commit, String... sync) {
		home.with("JDK_JAVA_OPTIONS", "-Dlore.test.fail-point=%s:%d".formatted(FailPoint.AFTER_COMMIT.label(), commit));
		boolean died = home.run(sync).exitCode() == KILLED;
		home.without("JDK_JAVA_OPTIONS");
		if (died) {
			assertThat(home.warm().run(sync)).succeeded();
		}
		return died;
	}

	private Map<String, List<String>> withoutTimes(LoreHome home) {
		Map<String, List<String>> dump = DatabaseDump.of(home.database());
		dump.keySet().removeAll(List.of("issues", "merge_requests")); // gone_at differs;
																		// compared above
		return dump;
	}

	private LoreHome home(String name) {
		return LoreHome.of(this.folder.resolve(name), this.sample.url());
	}

}
