package dev.lorebatch.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.preflight.PreflightFailedException;
import dev.lorebatch.run.EntityOutcome;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Issues that break every list they are in, and issues that do not exist.
 */
class BadMemberIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	private static final String ISSUES = "/api/v4/projects/7101/issues";

	private static final String BAD = "iids%5B%5D=5&";

	private static final Answer BROKEN = Answer.of(500, "{\"message\":\"500 Internal Server Error\"}");

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private TestMirror mirror;

	@BeforeEach
	void open() throws Exception {
		this.gitlab = new FaultyGitLab(this.sample.url());
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url());
	}

	@AfterEach
	void close() {
		this.mirror.close();
		this.gitlab.close();
		this.sample.close();
	}

	@Test
	void anIssueThatBreaksItsListsAndAnswersAloneIsSyncedWithTheOthers() throws Exception {
		this.gitlab.interceptTargets((target) -> isBadList(target) ? BROKEN : null);
		assertCompleted(surgical("s1"));
		assertThat(receipts("s1")).isEqualTo("[{line=1 verified}, {line=2 verified}, {line=5 verified}, "
				+ "{line=8 verified}, {line=16 verified}]");
	}

	@Test
	void anIssueThatGitLabCannotBuildFailsAlone() throws Exception {
		this.gitlab.interceptTargets((target) -> isBadList(target) || target.startsWith(ISSUES + "/5") ? BROKEN : null);
		PreflightFailedException failure = (PreflightFailedException) Objects
			.requireNonNull(LoreException.findIn(surgical("s1").getAllFailureExceptions().get(0)));
		assertThat(failure.failures()).singleElement().satisfies((failed) -> {
			assertThat(failed.entity().iid()).isEqualTo(5);
			assertThat(failed.outcome()).isEqualTo(EntityOutcome.FAILED);
			assertThat(failed.httpStatus()).isEqualTo(500);
		});
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK);
		assertThat(failure.actions().get(0).arguments()).containsExactly("sync", "-p", PROJECT, "--issue", "1,2,8,16");
		assertThat(this.gitlab.paths()).as("bounded").hasSizeLessThan(20);
		assertThat(this.mirror.count("SELECT count(*) FROM issues")).as("all or nothing").isZero();
	}

	@Test
	void anIssueThatBreaksTheListThatVerifiesLeavesTheOthersVerified() throws Exception {
		AtomicBoolean fetched = new AtomicBoolean();
		this.gitlab.interceptTargets((target) -> {
			fetched.compareAndSet(false, target.contains("/discussions"));
			return fetched.get() && (isBadList(target) || target.equals(ISSUES + "/5")) ? BROKEN : null;
		});
		assertCompleted(surgical("s1"));
		assertThat(receipts("s1")).contains("1 verified", "2 verified", "5 unproven", "8 verified", "16 verified");
		assertThat(this.mirror.rows("SELECT verification_note FROM sync_run_entities WHERE iid = 5").toString())
			.contains("asking once more failed: GET /projects/7101/issues/5", "HTTP 500");
	}

	@Test
	void aServerThatIsDownIsAskedLittleMore() throws Exception {
		this.gitlab.interceptTargets((target) -> target.startsWith(ISSUES) ? Answer.of(502, "{}") : null);
		LoreException failure = Objects.requireNonNull(FailureSummary.of(surgical("s1"), "s1"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK);
		assertThat(failure.retryable()).isTrue();
		assertThat(this.gitlab.paths().stream().filter((path) -> path.startsWith(ISSUES)))
			.hasSizeLessThanOrEqualTo(4 + 8);
	}

	@Test
	void tenThousandIssuesThatAreNotThereCostNoRequestEach() throws Exception {
		List<Long> iids = LongStream.concat(LongStream.of(1, 2), LongStream.rangeClosed(20_001, 29_998))
			.boxed()
			.toList();
		JobExecution execution = this.mirror.run(new SurgicalRequest("s1", PROJECT, iids, List.of(), true, true));
		PreflightFailedException failure = (PreflightFailedException) Objects
			.requireNonNull(LoreException.findIn(execution.getAllFailureExceptions().get(0)));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
		assertThat(failure.retryable()).isFalse();
		assertThat(failure).hasMessageContaining("9998 of 10000", "#20001 (not visible (inferred))");
		assertThat(this.gitlab.paths()).hasSizeLessThan(110);
		assertThat(this.mirror.rows(
				"SELECT outcome, http_status, error_code, attempts, count(*) AS n FROM sync_run_entities GROUP BY 1, 2, 3, 4")
			.toString())
			.isEqualTo("[{outcome=found, http_status=null, error_code=null, attempts=null, n=2}, "
					+ "{outcome=not_visible_inferred, http_status=null, error_code=NOT_FOUND, attempts=0, n=9998}]");
		assertThat(this.mirror.rows("SELECT error_message FROM sync_run_entities WHERE iid = 20001").toString())
			.contains("inferred and not asked for alone", "higher than #2, the highest IID that was read");
	}

	@Test
	void fewIssuesThatAreNotThereAreAskedForAlone() throws Exception {
		this.mirror.run(new SurgicalRequest("s1", PROJECT, List.of(1L, 9_001L, 9_002L), List.of(), true, true));
		assertThat(this.mirror
			.count("SELECT count(*) FROM sync_run_entities WHERE outcome = 'not_found' AND http_status = 404"))
			.isEqualTo(2);
	}

	@Test
	void whereNothingWasReadTheNewestIssueTells() throws Exception {
		List<Long> iids = LongStream.rangeClosed(20_001, 20_200).boxed().toList();
		this.mirror.run(new SurgicalRequest("s1", PROJECT, iids, List.of(), true, true));
		assertThat(this.mirror.count("SELECT count(*) FROM sync_run_entities WHERE outcome = 'not_visible_inferred'"))
			.isEqualTo(200);
		assertThat(this.gitlab.paths().stream().filter((path) -> path.startsWith(ISSUES))).hasSize(2 + 1);
	}

	private static boolean isBadList(String target) {
		return target.startsWith(ISSUES + "?") && (target + "&").contains(BAD);
	}

	private JobExecution surgical(String runId) throws Exception {
		return this.mirror
			.run(new SurgicalRequest(runId, PROJECT, List.of(1L, 2L, 5L, 8L, 16L), List.of(), true, true));
	}

	private String receipts(String runId) {
		return this.mirror
			.rows("SELECT iid || ' ' || verification AS line FROM sync_run_entities WHERE run_id = ? ORDER BY iid",
					runId)
			.toString();
	}

	private static void assertCompleted(JobExecution execution) {
		assertThat(execution.getStatus()).as(execution.getAllFailureExceptions().toString())
			.isEqualTo(BatchStatus.COMPLETED);
	}

}
