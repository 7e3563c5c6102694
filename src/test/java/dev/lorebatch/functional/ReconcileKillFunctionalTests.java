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
 * A run that looks for what is gone, killed at its commits, comes to the same tombstones.
 */
class ReconcileKillFunctionalTests {

	private static final String PROJECT = "harbor/tools/rope-kit";

	private static final String[] RECONCILE = { "sync", "-p", PROJECT, "--reconcile", "--run-id", "r1" };

	private static final String GONE = "SELECT 'issue' AS kind, iid FROM issues WHERE gone_at IS NOT NULL "
			+ "UNION ALL SELECT 'merge request', iid FROM merge_requests WHERE gone_at IS NOT NULL ORDER BY 1, 2";

	private static final int KILLED = 137;

	private static final int MOST = 200;

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
	 * Whether it died before its end; if so, it was restarted.
	 */
	private boolean dies(int commit) {
		LoreHome home = home("killed-" + commit);
		this.base.copyTo(home.database());
		home.with("JDK_JAVA_OPTIONS", "-Dlore.test.fail-point=%s:%d".formatted(FailPoint.AFTER_COMMIT.label(), commit));
		boolean died = home.run(RECONCILE).exitCode() == KILLED;
		home.without("JDK_JAVA_OPTIONS");
		if (died) {
			assertThat(home.warm().run(RECONCILE)).succeeded();
		}
		assertThat(home.database().query(GONE)).as("killed at commit %d", commit).isEqualTo(this.gone);
		assertThat(withoutTimes(home)).as("killed at commit %d", commit).isEqualTo(this.content);
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
