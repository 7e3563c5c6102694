package dev.lorebatch.job;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.run.SyncRun;
import dev.lorebatch.run.SyncRuns;
import dev.lorebatch.sample.SampleEntity;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The convergence receipt: what a run does when GitLab changes while it fetches.
 */
class VerificationIntegrationTests {

	private static final String PROJECT = "harbor/lighthouse";

	private static final String LIST = "/api/v4/projects/7101/issues";

	private static final Instant LONG_AGO = Instant.parse("2020-01-01T10:00:00Z");

	private static final Instant LATER = Instant.parse("2026-11-20T10:00:00Z");

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	private final AtomicInteger lists = new AtomicInteger();

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private @Nullable TestMirror mirror;

	@BeforeEach
	void open() throws Exception {
		this.gitlab = new FaultyGitLab(this.sample.url());
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
	void anEntityThatStandsStillIsVerified() throws Exception {
		assertThat(run(request(List.of(1L, 5L), List.of(4L))).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(mirror()
			.rows("SELECT verification, verification_note, verify_rounds, settling, settles_at FROM sync_run_entities"))
			.hasSize(3)
			.extracting(Map::toString)
			.containsOnly("{verification=verified, verification_note=null, verify_rounds=0, settling=0, "
					+ "settles_at=null}");
		assertThat(mirror().count("SELECT count(*) FROM sync_run_entities WHERE verified_at >= dependents_at"))
			.isEqualTo(3);
		assertThat(ledger().counters().get("dependents")).containsEntry("verified", 3L)
			.doesNotContainKeys("moving", "refetched");
	}

	@Test
	void theReceiptHasPagesAndRowsOfEachSet() throws Exception {
		run(request(List.of(24L), List.of()));
		assertThat(mirror().rows("SELECT value ->> 'pages' AS pages, value ->> 'rows' AS entries FROM "
				+ "sync_run_entities, json_each(dependents) WHERE key = 'discussions'"))
			.extracting(Map::toString)
			.containsExactly("{pages=2, entries=%d}".formatted(issue(24).noteIds().size()));
		assertThat(mirror().rows("SELECT key FROM sync_run_entities, json_each(dependents) ORDER BY key"))
			.extracting((row) -> row.get("key"))
			.containsExactly("closed_by", "discussions", "resource_label_events", "resource_milestone_events",
					"resource_state_events");
	}

	@Test
	void anEntityThatMovedWhileItWasFetchedIsFetchedAgain() throws Exception {
		beforeClosingList((list) -> {
			if (list == 1) {
				issue(5).edit(LATER, (edit) -> edit.title("Moved while it was fetched"));
				issue(5).addNote(LATER, "keeper", "written between two requests");
			}
		});
		assertThat(run(request(List.of(1L, 5L), List.of())).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(receipts()).containsExactly("1 verified 0 inserted", "5 verified 1 inserted");
		assertThat(mirror().count("SELECT count(*) FROM notes WHERE body = 'written between two requests'")).isOne();
		assertThat(mirror().rows("SELECT title FROM issues WHERE iid = 5")).extracting(Map::toString)
			.containsExactly("{title=Moved while it was fetched}");
		assertThat(mirror().count("SELECT count(*) FROM documents WHERE content LIKE '%written between two requests%'"))
			.as("its documents come from the second fetch")
			.isOne();
		assertThat(this.lists).as("list of preflight, first and second closing list").hasValue(3);
		assertThat(requestsBelow(1)).isEqualTo(5);
		assertThat(requestsBelow(5)).isEqualTo(10);
		assertThat(ledger().counters().get("dependents")).containsEntry("verified", 2L)
			.containsEntry("refetched", 1L)
			.containsEntry("discussions", 2L);
	}

	@Test
	void aNoteThatMovesOnlyTheCountIsNoticed() throws Exception {
		Instant updatedAt = issue(5).updatedAt();
		beforeClosingList((list) -> {
			if (list == 1) {
				issue(5).addNote(updatedAt.plusSeconds(30), "keeper", "too soon after the last one");
			}
		});
		run(request(List.of(5L), List.of()));
		assertThat(issue(5).updatedAt()).as("GitLab's throttle").isEqualTo(updatedAt);
		assertThat(receipts()).containsExactly("5 verified 1 inserted");
		assertThat(mirror().count("SELECT count(*) FROM notes WHERE body = 'too soon after the last one'")).isOne();
	}

	@Test
	void anEntityThatNeverStandsStillIsMovingAfterItsRounds() throws Exception {
		beforeClosingList(
				(list) -> issue(5).edit(LATER.plusSeconds(100L * list), (edit) -> edit.title("Title " + list)));
		assertThat(run(request(List.of(1L, 5L), List.of())).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(receipts()).containsExactly("1 verified 0 inserted", "5 moving 2 inserted");
		assertThat(this.lists).hasValue(1 + 3);
		assertThat(requestsBelow(5)).as("bounded").isEqualTo(3 * 5);
		assertThat(warnings()).containsExactly("#5 kept changing while it was fetched");
		assertThat(ledger().counters().get("dependents")).containsEntry("moving", 1L).containsEntry("refetched", 2L);
		assertThat(
				mirror().count("SELECT count(*) FROM documents WHERE source_type = 'issue' AND title LIKE '%Title 2%'"))
			.as("the state of the last fetch, whole")
			.isOne();
	}

	@Test
	void roundsCanBeSet() throws Exception {
		beforeClosingList(
				(list) -> issue(5).edit(LATER.plusSeconds(100L * list), (edit) -> edit.title("Title " + list)));
		run(request(List.of(5L), List.of()), "lore.sync.verify-rounds=0");
		assertThat(receipts()).containsExactly("5 moving 0 inserted");
		assertThat(this.lists).hasValue(2);
	}

	@Test
	void anEntityThatVanishedIsGone() throws Exception {
		beforeClosingList((list) -> issue(5).delete());
		assertThat(run(request(List.of(1L, 5L), List.of())).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(receipts()).containsExactly("1 verified 0 inserted", "5 unproven 0 inserted");
		assertThat(mirror().rows("SELECT outcome FROM sync_run_entities WHERE iid = 5")).extracting(Map::toString)
			.containsExactly("{outcome=gone}");
		assertThat(warnings()).isEmpty();
		assertThat(mirror().count("SELECT count(*) FROM issues WHERE iid = 5")).as("what was fetched is kept").isOne();
	}

	@Test
	void aClosingListThatFailsIsAWarning() throws Exception {
		interceptLists((list) -> (list > 0) ? Answer.of(503, "busy") : null);
		assertThat(run(request(List.of(1L, 5L), List.of(4L))).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(ledger().phase()).isEqualTo("done");
		assertThat(receipts()).containsExactly("1 unproven 0 inserted", "4 verified 0 inserted",
				"5 unproven 0 inserted");
		assertThat(warnings()).singleElement()
			.asString()
			.startsWith("#1, #5 are unproven: asking once more failed: GET /projects/7101/issues")
			.contains("503");
		assertThat(this.lists).as("its retries, once").hasValue(1 + 4);
		assertThat(mirror().count("SELECT count(*) FROM documents")).as("docs ran").isPositive();
	}

	@Test
	void withoutVerificationNothingMoreIsAsked() throws Exception {
		assertThat(run(new SurgicalRequest("r1", PROJECT, List.of(1L, 5L), List.of(4L), true, true, false)).getStatus())
			.isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.gitlab.paths()).hasSize(1 + 3 + 2 * 5 + 6);
		assertThat(receipts()).allMatch((receipt) -> receipt.contains("unproven 0"));
		assertThat(warnings()).isEmpty();
	}

	@Test
	void aPayloadThatCannotBeReadAnyMoreFailsTheRunAndARestartMendsIt() throws Exception {
		issue(5).edit(LATER, (edit) -> edit.title("Before"));
		interceptLists((list) -> (list == 1) ? Answer.of(200, """
				[{"id":1,"iid":5,"title":{"odd":true},"state":"opened","user_notes_count":0,
				"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-11-21T00:00:00Z"}]""") : null);
		JobExecution first = run(request(List.of(5L), List.of()));
		assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(first.getAllFailureExceptions())
			.anySatisfy((thrown) -> assertThat(LoreException.findIn(thrown)).extracting(LoreException::exitCode)
				.isEqualTo(ExitCode.TRANSFORM));
		assertThat(mirror().rows("SELECT outcome, error_code FROM sync_run_entities")).extracting(Map::toString)
			.containsExactly("{outcome=transform_failed, error_code=TRANSFORM}");
		assertThat(mirror().rows("SELECT title FROM issues")).extracting(Map::toString)
			.containsExactly("{title=Before}");

		assertThat(run(request(List.of(5L), List.of())).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(mirror().rows("SELECT outcome, verification, verification_note, error_code FROM sync_run_entities"))
			.extracting(Map::toString)
			.containsExactly("{outcome=synced, verification=verified, verification_note=null, error_code=null}");
		assertThat(requestsBelow(5)).as("dependents are not fetched again").isEqualTo(5);
	}

	@Test
	void aStopInTheClosingListLeavesTheRestToARestart() throws Exception {
		interceptLists((list) -> {
			if (list == 1) {
				mirror().bean(ActiveRuns.class).stopAll();
			}
			return null;
		});
		assertThat(run(request(List.of(1L, 5L), List.of())).getStatus()).isEqualTo(BatchStatus.STOPPED);
		assertThat(receipts()).containsExactly("1 unproven 0 inserted", "5 unproven 0 inserted");
		mirror().bean(ActiveRuns.class).reset();
		this.gitlab.forgetPaths();
		assertThat(run(request(List.of(1L, 5L), List.of())).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(receipts()).containsExactly("1 verified 0 inserted", "5 verified 0 inserted");
		assertThat(this.gitlab.paths()).containsExactly("/api/v4/projects/harbor%2Flighthouse", LIST, LIST);
	}

	@Test
	void aRestartComparesWithWhatWasWrittenNotWithWhatItsPreflightSaw() throws Exception {
		interceptLists((list) -> {
			if (list == 1) {
				mirror().bean(ActiveRuns.class).stopAll();
			}
			return null;
		});
		run(request(List.of(5L), List.of()));
		mirror().bean(ActiveRuns.class).reset();
		issue(5).edit(LATER, (edit) -> edit.title("Between the attempts"));
		assertThat(run(request(List.of(5L), List.of())).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(receipts()).containsExactly("5 verified 1 inserted");
		assertThat(mirror().rows("SELECT title FROM issues")).extracting(Map::toString)
			.containsExactly("{title=Between the attempts}");
	}

	@Test
	void failedDependentsOfOneEntityDoNotKeepTheOthersFromTheirReceipt() throws Exception {
		this.gitlab.intercept((path) -> path.endsWith("/issues/5/discussions")
				? Answer.of(400, "{\"message\":\"400 Bad request\"}") : null);
		assertThat(run(request(List.of(1L, 5L), List.of())).getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(receipts()).containsExactly("1 verified 0 inserted", "5 unproven 0 inserted");
		assertThat(warnings()).isEmpty();
	}

	@Test
	void anOutageSkipsTheVerification() throws Exception {
		this.gitlab
			.intercept((path) -> path.matches(".*/issues/\\d+/.*") ? Answer.of(500, "{\"message\":\"500\"}") : null);
		assertThat(run(request(List.of(1L, 2L, 3L), List.of())).getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(this.gitlab.paths()).filteredOn(LIST::equals).hasSize(1);
	}

	@Test
	void aNewerRowThatAnotherRunWroteIsWhatTheListIsComparedWith() throws Exception {
		beforeClosingList((list) -> {
		});
		run(request(List.of(5L), List.of()));
		// as if a faster run had written it while this one fetched an older payload
		mirror().jdbc()
			.sql("UPDATE issues SET updated_at = '2026-11-20T10:00:00.000Z', title = 'Faster', user_notes_count = 99")
			.update();
		this.lists.set(0);
		beforeClosingList((list) -> issue(5).edit(LATER, (edit) -> edit.title("Faster")));
		run(new SurgicalRequest("r2", PROJECT, List.of(5L), List.of(), true, true));
		assertThat(mirror().rows("SELECT change, verification, verify_rounds, gitlab_updated_at FROM "
				+ "sync_run_entities WHERE run_id = 'r2'"))
			.as("equal is not stale: the count of notes differed, so it was fetched again")
			.extracting(Map::toString)
			.containsExactly("{change=updated, verification=verified, verify_rounds=1, "
					+ "gitlab_updated_at=2026-11-20T10:00:00.000Z}");
	}

	@Test
	void anEntityWhoseTimeGoesBackWhileItIsFetchedIsFetchedAgain() throws Exception {
		beforeClosingList((list) -> {
			if (list == 1) {
				issue(5).edit(LONG_AGO, (edit) -> edit.title("Restored meanwhile"));
			}
		});
		assertThat(run(request(List.of(1L, 5L), List.of())).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(receipts()).containsExactly("1 verified 0 inserted", "5 verified 1 inserted");
		assertThat(mirror().rows("SELECT title FROM issues WHERE iid = 5")).extracting(Map::toString)
			.containsExactly("{title=Restored meanwhile}");
	}

	@Test
	void aRowThatWasAskedForAfterTheClosingListStaysAndIsComparedWithTheNextOne() throws Exception {
		beforeClosingList((list) -> {
			if (list == 1) { // as if another run had asked and written right now
				mirror().jdbc()
					.sql("UPDATE issues SET title = 'Asked for later', updated_at = '2020-01-01T10:00:00.000Z'")
					.update();
				mirror().jdbc()
					.sql("UPDATE last_fetches SET fetch_id = (SELECT max(id) + 1 FROM sync_run_fetches) "
							+ "WHERE resource_type = 'issue'")
					.update();
				issue(5).edit(LATER, (edit) -> edit.title("In the closing list"));
			}
			else if (list == 2) {
				assertThat(mirror().rows("SELECT title FROM issues")).as("the first list did not overwrite it")
					.extracting(Map::toString)
					.containsExactly("{title=Asked for later}");
			}
		});
		run(request(List.of(5L), List.of()));
		assertThat(receipts()).containsExactly("5 verified 2 inserted");
		assertThat(mirror().rows("SELECT title FROM issues")).extracting(Map::toString)
			.containsExactly("{title=In the closing list}");
	}

	@Test
	void anEntityThatJustChangedIsSettling() throws Exception {
		Instant justNow = Instant.now().plusSeconds(600); // however slow this machine is
		issue(5).edit(justNow, (edit) -> edit.title("Just now"));
		assertThat(run(request(List.of(1L, 5L), List.of())).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(mirror().rows("SELECT iid, settling, verification FROM sync_run_entities ORDER BY iid"))
			.extracting(Map::toString)
			.containsExactly("{iid=1, settling=0, verification=verified}",
					"{iid=5, settling=1, verification=verified}");
		assertThat(mirror().count("SELECT count(*) FROM sync_run_entities WHERE settles_at > verified_at "
				+ "AND strftime('%s', settles_at) - strftime('%s', gitlab_updated_at) = 90"))
			.isOne();
		assertThat(warnings()).as("it is no error").isEmpty();
	}

	/**
	 * Does something before each closing list of issues is answered, counted from 1.
	 */
	private void beforeClosingList(IntConsumer change) {
		interceptLists((list) -> {
			if (list > 0) {
				change.accept(list);
			}
			return null;
		});
	}

	/**
	 * Asked for every list of issues, 0 is that of preflight.
	 */
	private void interceptLists(ListAnswer answer) {
		this.gitlab.intercept((path) -> path.equals(LIST) ? answer.answer(this.lists.getAndIncrement()) : null);
	}

	private JobExecution run(SurgicalRequest request, String... properties) throws Exception {
		if (this.mirror == null) {
			this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url(), properties);
		}
		return this.mirror.run(request);
	}

	private TestMirror mirror() {
		return java.util.Objects.requireNonNull(this.mirror);
	}

	private SampleEntity issue(long iid) {
		return this.sample.project(PROJECT).issue(iid);
	}

	private SyncRun ledger() {
		return mirror().bean(SyncRuns.class).find("r1").orElseThrow();
	}

	private List<String> receipts() {
		return mirror()
			.rows("SELECT iid || ' ' || verification || ' ' || verify_rounds || ' ' || change AS receipt "
					+ "FROM sync_run_entities WHERE run_id = 'r1' ORDER BY iid")
			.stream()
			.map((row) -> String.valueOf(row.get("receipt")))
			.toList();
	}

	private List<String> warnings() {
		return mirror().rows("SELECT warning FROM sync_run_phases WHERE warning IS NOT NULL")
			.stream()
			.map((row) -> String.valueOf(row.get("warning")))
			.toList();
	}

	private long requestsBelow(long iid) {
		return this.gitlab.paths().stream().filter((path) -> path.startsWith(LIST + "/" + iid + "/")).count();
	}

	private static SurgicalRequest request(List<Long> issues, List<Long> mergeRequests) {
		return new SurgicalRequest("r1", PROJECT, issues, mergeRequests, true, true);
	}

	/**
	 * What to answer to a list, {@code null} to pass it on.
	 */
	@FunctionalInterface
	private interface ListAnswer {

		@Nullable Answer answer(int list);

	}

}
