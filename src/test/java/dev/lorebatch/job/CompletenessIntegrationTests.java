package dev.lorebatch.job;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.SampleEntity;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.FaultyGitLab.Header;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sets that were read to their end, and contradict what is known of them.
 */
class CompletenessIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	private static final String ISSUE = "/api/v4/projects/7101/issues/5";

	private static final String DISCUSSIONS = ISSUE + "/discussions";

	private static final String STATE_EVENTS = ISSUE + "/resource_state_events";

	private static final Answer NO_ROUTE = Answer.of(404, "{\"error\":\"404 Not Found\"}");

	private static final Instant LATER = Instant.parse("2026-11-20T10:00:00Z");

	private static final Answer NOTHING = new Answer(200, "[]",
			List.of(new Header("X-Next-Page", ""), new Header("X-Page", "1"), new Header("X-Total", "0")));

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	private final SampleEntity issue = this.sample.project(PROJECT).issue(5);

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private @Nullable TestMirror mirror;

	@BeforeEach
	void open() throws Exception {
		this.gitlab = new FaultyGitLab(this.sample.url());
		for (int number = 1; number <= 3; number++) {
			this.issue.addNote(LATER.plusSeconds(100L * number), "keeper", "Note " + number);
		}
	}

	@AfterEach
	void close() {
		if (this.mirror != null) {
			this.mirror.close();
		}
		this.gitlab.close();
		this.sample.close();
	}

	@Test
	void notesThatGitLabCountsAndDoesNotListAreKept() throws Exception {
		assertCompleted(surgical("s1"));
		assertThat(receipt("s1")).isEqualTo("verified null");
		List<Map<String, Object>> notes = notes();
		answer(DISCUSSIONS, NOTHING);
		assertCompleted(surgical("s2"));
		assertThat(notes()).isNotEmpty().isEqualTo(notes);
		assertThat(receipt("s2"))
			.isEqualTo("unproven discussions: GitLab counts %d notes of people, its list has 0".formatted(userNotes()));
		assertThat(reads(DISCUSSIONS)).as("read once more, and not for ever").isEqualTo(2);
		assertThat(warning("s2")).contains("#5 is unproven: discussions: GitLab counts");
		assertThat(unproven()).isOne();
	}

	@Test
	void theNextRunLooksAgainAtWhatIsUnproven() throws Exception {
		assertCompleted(project("r1", RunMode.INCREMENTAL));
		answer(DISCUSSIONS, NOTHING);
		List<Map<String, Object>> notes = notes();
		assertCompleted(project("r2", RunMode.FULL));
		assertThat(notes()).isNotEmpty().isEqualTo(notes);
		assertThat(warning("r2")).contains(PROJECT + "#5 is unproven: discussions: GitLab counts");
		assertCompleted(project("r3", RunMode.INCREMENTAL));
		assertThat(unproven()).as("it still is").isOne();
		this.gitlab.intercept((path) -> null);
		this.gitlab.forgetPaths();
		assertCompleted(project("r4", RunMode.INCREMENTAL));
		assertThat(reads(DISCUSSIONS)).isOne();
		assertThat(unproven()).isZero();
		assertThat(mirror().count("SELECT count(*) FROM dependent_jobs")).isZero();
	}

	@Test
	void aFirstReadingThatBringsLessThanGitLabCountsIsNotComplete() throws Exception {
		answer(DISCUSSIONS, NOTHING);
		assertCompleted(project("r1", RunMode.INCREMENTAL));
		assertThat(unproven()).isOne();
		this.gitlab.intercept((path) -> null);
		assertCompleted(project("r2", RunMode.INCREMENTAL));
		assertThat(unproven()).isZero();
		assertThat(notes()).isNotEmpty();
	}

	@Test
	void anAnswerThatIsRightTheSecondTimeIsBelieved() throws Exception {
		assertCompleted(surgical("s1"));
		List<Map<String, Object>> notes = notes();
		AtomicInteger reads = new AtomicInteger();
		this.gitlab.intercept((path) -> (path.equals(DISCUSSIONS) && reads.incrementAndGet() == 1) ? NOTHING : null);
		assertCompleted(surgical("s2"));
		assertThat(receipt("s2")).isEqualTo("verified null");
		assertThat(notes()).isEqualTo(notes);
		assertThat(reads).hasValue(2);
	}

	@Test
	void aDeletedNoteIsGoneAfterTwoEqualAnswers() throws Exception {
		assertCompleted(surgical("s1"));
		long deleted = this.issue.noteIds().get(this.issue.noteIds().size() - 1);
		this.issue.deleteNote(deleted);
		this.gitlab.forgetPaths();
		assertCompleted(surgical("s2"));
		assertThat(receipt("s2")).isEqualTo("verified null");
		assertThat(mirror().count("SELECT count(*) FROM notes WHERE gitlab_id = ?", deleted)).isZero();
		assertThat(reads(DISCUSSIONS)).isEqualTo(2);
		this.gitlab.forgetPaths();
		assertCompleted(surgical("s3"));
		assertThat(reads(DISCUSSIONS)).isOne();
	}

	@Test
	void twoDifferentAnswersThatAreBothTooShortProveNothing() throws Exception {
		assertCompleted(surgical("s1", "closed"));
		long events = mirror().count(
				"SELECT count(*) FROM resource_label_events e JOIN issues i ON i.id = e.issue_id " + "WHERE i.iid = 5");
		assertThat(events).isGreaterThan(1);
		String one = "{\"id\":990001,\"created_at\":\"2026-11-20T10:00:00Z\",\"action\":\"add\"}";
		AtomicInteger reads = new AtomicInteger();
		this.gitlab
			.intercept((path) -> !path.equals(ISSUE + "/resource_label_events") ? null : (reads.incrementAndGet() == 1)
					? NOTHING : new Answer(200, "[" + one + "]", List.of(new Header("X-Next-Page", ""))));
		assertCompleted(surgical("s2"));
		assertThat(receipt("s2"))
			.isEqualTo("unproven resource_label_events: two readings gave 0 and 1 rows, and the mirror has " + events);
		assertThat(reads).hasValue(2);
	}

	@Test
	void eventsThatAreFewerThanGitLabsTotalAreUnproven() throws Exception {
		answer(ISSUE + "/resource_milestone_events",
				new Answer(200, "[]", List.of(new Header("X-Next-Page", ""), new Header("X-Total", "2"))));
		assertCompleted(surgical("s1"));
		assertThat(receipt("s1")).isEqualTo("unproven resource_milestone_events: GitLab counts 2, its list has 0");
	}

	@Test
	void anEndpointThatTheMirrorHasRowsOfIsNotMissing() throws Exception {
		assertCompleted(surgical("s1"));
		answer(ISSUE + "/resource_label_events", NO_ROUTE);
		assertCompleted(surgical("s2"));
		assertThat(receipt("s2")).startsWith("unproven resource_label_events: GitLab does not know the list");
	}

	@Test
	void aNoteThatIsDeletedAfterPreflightIsNoticedByTheClosingList() throws Exception {
		long deleted = this.issue.noteIds().get(this.issue.noteIds().size() - 1);
		this.gitlab.intercept((path) -> {
			if (path.equals(DISCUSSIONS) && this.issue.noteIds().contains(deleted)) {
				this.issue.deleteNote(deleted);
			}
			return null;
		});
		assertCompleted(surgical("s1"));
		assertThat(receipt("s1")).isEqualTo("verified null");
		assertThat(rounds("s1")).isOne();
		assertThat(reads(DISCUSSIONS)).as("twice, because it contradicts the count, and once more").isEqualTo(3);
		assertThat(unproven()).isZero();
		assertThat(warning("s1")).isNull();
	}

	@Test
	void anUnprovenEntityThatMovesEachTimeIsFetchedAgainBoundedly() throws Exception {
		assertCompleted(surgical("s1"));
		this.gitlab.forgetPaths();
		AtomicInteger lists = new AtomicInteger();
		this.gitlab.intercept((path) -> {
			if (path.equals("/api/v4/projects/7101/issues")) {
				this.issue.edit(LATER.plusSeconds(1000L * lists.incrementAndGet()), (edit) -> edit.title("Title"));
			}
			return path.equals(DISCUSSIONS) ? NOTHING : null;
		});
		assertCompleted(surgical("s2"));
		assertThat(receipt("s2")).startsWith("unproven discussions: GitLab counts");
		assertThat(rounds("s2")).isEqualTo(2);
		assertThat(reads(DISCUSSIONS)).isEqualTo(3 * 2);
	}

	@Test
	void anUnprovenEntityThatIsDeletedIsGone() throws Exception {
		AtomicInteger lists = new AtomicInteger();
		this.gitlab.intercept((path) -> {
			if (path.equals("/api/v4/projects/7101/issues") && lists.incrementAndGet() == 2) {
				this.issue.delete();
			}
			return path.equals(DISCUSSIONS) ? NOTHING : null;
		});
		assertCompleted(surgical("s1"));
		assertThat(mirror().rows("SELECT outcome, verification_note FROM sync_run_entities")).extracting(Map::toString)
			.containsExactly("{outcome=gone, verification_note=null}");
		assertThat(unproven()).isZero();
	}

	@Test
	void anEndpointThatIsSaidOnceToBeUnknownIsAskedOnceMore() throws Exception {
		AtomicInteger reads = new AtomicInteger();
		this.gitlab.intercept((path) -> (path.equals(STATE_EVENTS) && reads.incrementAndGet() == 1) ? NO_ROUTE : null);
		assertCompleted(surgical("s1", "closed"));
		assertThat(reads).hasValue(2);
		assertThat(stateEvents()).isPositive();
		assertThat(receipt("s1")).isEqualTo("verified null");
		assertThat(mirror().count("SELECT count(*) FROM sync_run_retries WHERE cause = 'HTTP 404'"))
			.as("the wait is on record")
			.isOne();
	}

	@Test
	void anEndpointThatOneEntityHasIsNotUnknownForAnother() throws Exception {
		this.issue.edit(LATER.plusSeconds(500), (edit) -> edit.state("closed"));
		answer(STATE_EVENTS, NO_ROUTE);
		assertCompleted(project("r1", RunMode.INCREMENTAL));
		assertThat(reads(STATE_EVENTS)).as("bounded").isEqualTo(3);
		assertThat(unproven()).isOne();
		assertThat(warning("r1")).contains(PROJECT + "#5 is unproven: resource_state_events: GitLab does not know");
		this.gitlab.intercept((path) -> null);
		assertCompleted(project("r2", RunMode.INCREMENTAL));
		assertThat(unproven()).isZero();
		assertThat(stateEvents()).isPositive();
	}

	@Test
	void anEndpointThatReturnsWithinTheRunIsReadForAllWithoutIt() throws Exception {
		this.issue.edit(LATER.plusSeconds(500), (edit) -> edit.state("closed"));
		AtomicInteger reads = new AtomicInteger();
		this.gitlab.intercept((path) -> (path.equals(STATE_EVENTS) && reads.incrementAndGet() <= 2) ? NO_ROUTE : null);
		assertCompleted(project("r1", RunMode.INCREMENTAL));
		assertThat(reads).hasValue(3);
		assertThat(unproven()).isZero();
		assertThat(warning("r1")).isNull();
		assertThat(stateEvents()).isPositive();
	}

	@Test
	void aServerWithoutAListIsAskedOnceMoreForEachKind() throws Exception {
		this.gitlab.intercept((path) -> path.matches(".*/resource_[a-z]+_events") ? NO_ROUTE : null);
		assertCompleted(project("r1", RunMode.FULL));
		long sets = mirror()
			.count("SELECT 3 * ((SELECT count(*) FROM issues) + (SELECT count(*) FROM merge_requests))");
		assertThat(this.gitlab.paths().stream().filter((path) -> path.endsWith("_events")))
			.as("state, label and milestone events of issues and merge requests")
			.hasSize((int) sets + 6);
		assertThat(unproven()).isZero();
		assertThat(warning("r1")).isNull();
	}

	@Test
	void aServerThatKnowsNotEvenDiscussionsIsNotBelieved() throws Exception {
		this.issue.edit(LATER.plusSeconds(500), (edit) -> edit.state("closed"));
		this.gitlab.intercept((path) -> path.matches(".*/issues/[0-9]+/.*") ? NO_ROUTE : null);
		assertThat(project("r1", RunMode.INCREMENTAL).getStatus()).isEqualTo(BatchStatus.FAILED);
		this.gitlab.intercept((path) -> null);
		assertCompleted(project("r1", RunMode.INCREMENTAL));
		assertThat(stateEvents()).isPositive();
		assertThat(unproven()).isZero();
	}

	@Test
	void aViewThatDoesNotSeeEverythingIsNotComparedWithTheCount() throws Exception {
		this.mirror = TestMirror.open(this.folder.resolve("guest.db"), this.gitlab.url(),
				"lore.gitlab.token=" + SampleTokens.GUEST);
		assertCompleted(surgical("s1"));
		assertThat(mirror().count("SELECT count(*) FROM notes WHERE system = 0")).isLessThan(userNotes());
		assertThat(receipt("s1")).isEqualTo("verified null");
		assertThat(reads(DISCUSSIONS)).isOne();
	}

	@Test
	void aSecondReadingThatARunDiedInIsStillTheSecondOne() throws Exception {
		assertCompleted(surgical("s1"));
		AtomicInteger reads = new AtomicInteger();
		this.gitlab.intercept((path) -> !path.equals(DISCUSSIONS) ? null
				: (reads.incrementAndGet() == 1) ? NOTHING : Answer.of(400, "{}"));
		assertThat(surgical("s2").getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(mirror().count("SELECT count(*) FROM dependent_jobs WHERE scope_run_id = 's2' AND first_rows = 0"))
			.isOne();
		answer(DISCUSSIONS, NOTHING);
		assertCompleted(surgical("s2"));
		assertThat(reads(DISCUSSIONS)).isOne();
		assertThat(receipt("s2")).startsWith("unproven discussions");
	}

	private JobExecution surgical(String runId) throws Exception {
		return mirror().run(new SurgicalRequest(runId, PROJECT, List.of(5L), List.of(), false, false));
	}

	private JobExecution surgical(String runId, String state) throws Exception {
		this.issue.edit(LATER.plusSeconds(500), (edit) -> edit.labels("bug", "tide"));
		this.issue.edit(LATER.plusSeconds(600), (edit) -> edit.labels().state(state));
		return surgical(runId);
	}

	private JobExecution project(String runId, RunMode mode) throws Exception {
		return mirror().run(new ProjectSyncRequest(runId, mode, List.of(PROJECT), null, false, false));
	}

	private static void assertCompleted(JobExecution execution) {
		assertThat(execution.getStatus()).as(execution.getAllFailureExceptions().toString())
			.isEqualTo(BatchStatus.COMPLETED);
	}

	private void answer(String wanted, Answer answer) {
		this.gitlab.forgetPaths();
		this.gitlab.intercept((path) -> path.equals(wanted) ? answer : null);
	}

	private long reads(String path) {
		return this.gitlab.paths().stream().filter(path::equals).count();
	}

	private String receipt(String runId) {
		Map<String, Object> row = mirror()
			.rows("SELECT verification, verification_note FROM sync_run_entities WHERE run_id = ?", runId)
			.get(0);
		return row.get("verification") + " " + row.get("verification_note");
	}

	private long rounds(String runId) {
		return mirror().count("SELECT verify_rounds FROM sync_run_entities WHERE run_id = ?", runId);
	}

	private long stateEvents() {
		return mirror()
			.count("SELECT count(*) FROM resource_state_events e JOIN issues i ON i.id = e.issue_id WHERE i.iid = 5");
	}

	private @Nullable String warning(String runId) {
		return mirror().bean(SyncRuns.class)
			.findPhases(runId)
			.stream()
			.map(SyncRuns.PhaseRow::warning)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private long unproven() {
		return mirror().count("SELECT count(*) FROM dependent_states WHERE complete = 0 AND unproven IS NOT NULL");
	}

	private long userNotes() {
		return mirror().count("SELECT user_notes_count FROM issues WHERE iid = 5");
	}

	private List<Map<String, Object>> notes() {
		return mirror().rows("SELECT n.* FROM notes n JOIN discussions d ON d.id = n.discussion_id "
				+ "JOIN issues i ON i.id = d.issue_id WHERE i.iid = 5 ORDER BY n.id");
	}

	private TestMirror mirror() {
		if (this.mirror == null) {
			this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url());
		}
		return this.mirror;
	}

}
