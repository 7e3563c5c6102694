package dev.lorebatch.mirror;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.mirror.Entities.Ingested;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for {@link Entities}, {@link Labels}, {@link Usernames} and
 * {@link Projects}.
 */
class EntitiesIntegrationTests {

	private static final String EARLIER = "2026-03-01T09:59:59.999Z";

	private static final String LATER = "2026-03-01T10:00:00.001Z";

	@TempDir
	Path folder;

	private final Entities entities = new Entities(new Labels(), new RawPayloads());

	private TestDatabase database;

	private long project;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
		this.project = this.database.insertProject(7, "group/project");
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void writesAnIssueWithEverythingThatBelongsToIt() {
		Ingested ingested = write(Rows.issue(1, "Title", Rows.UPDATED_AT));
		assertThat(ingested.change()).isEqualTo(Change.INSERTED);
		assertThat(this.database.rows("SELECT * FROM issues")).containsExactly(ingested.id() + "|" + this.project
				+ "|9007199254740993|1|Title|Text|opened|issue|grace|1.0|1|0|3|2|1|2026-04-01|5|null"
				+ "|2026-01-01T00:00:00.000Z|2026-03-01T10:00:00.000Z|null|null"
				+ "|https://gitlab.example/group/project/-/issues/1|null|null");
		assertThat(labels()).containsExactly("bug|5|#ff0000|A bug");
		assertThat(this.database.rows("SELECT username FROM issue_assignees")).containsExactly("ada");
		assertThat(this.database.rows("SELECT resource_type, resource_key, payload FROM raw_payloads"))
			.containsExactly("issue|1|{\"iid\":1,\"title\":\"Title\"}");
	}

	@Test
	void writesAMergeRequestWithEverythingThatBelongsToIt() {
		Ingested ingested = write(Rows.mergeRequest(3, "Title", Rows.UPDATED_AT, List.of("linus")));
		assertThat(ingested.change()).isEqualTo(Change.INSERTED);
		assertThat(this.database.rows("SELECT * FROM merge_requests")).containsExactly(ingested.id() + "|"
				+ this.project
				+ "|2003|3|Title|null|merged|0|null|null|topic|main|null|7|abc|def|null|ada|mergeable|null|null|0|0"
				+ "|2026-01-01T00:00:00.000Z|2026-03-01T10:00:00.000Z|2026-02-01T00:00:00.000Z|null|null|null|null|null");
		assertThat(this.database.rows("SELECT username FROM merge_request_assignees ORDER BY 1")).containsExactly("ada",
				"grace");
		assertThat(this.database.rows("SELECT username FROM merge_request_reviewers")).containsExactly("linus");
		assertThat(this.database.rows("SELECT resource_type, resource_key FROM raw_payloads"))
			.containsExactly("merge_request|3");
	}

	@Test
	void writingTheSameAgainChangesNothing() {
		// given
		write(Rows.issue(1, "Title", Rows.UPDATED_AT));
		write(Rows.mergeRequest(3, "Title", Rows.UPDATED_AT, List.of("linus")));
		String before = this.database.dump();

		// when
		long changes = changesBy(() -> {
			assertThat(write(Rows.issue(1, "Title", Rows.UPDATED_AT)).change()).isEqualTo(Change.UNCHANGED);
			assertThat(write(Rows.mergeRequest(3, "Title", Rows.UPDATED_AT, List.of("linus"))).change())
				.isEqualTo(Change.UNCHANGED);
		});

		// then
		assertThat(changes).isZero();
		assertThat(this.database.dump()).isEqualTo(before);
	}

	@Test
	void aLocalRowThatWasAskedForLaterIsNotOverwrittenWhateverThePayloadIsDated() {
		// given
		Ingested first = write(Rows.issue(1, "New", Rows.UPDATED_AT), 2);
		Ingested firstMergeRequest = write(Rows.mergeRequest(1, "New", Rows.UPDATED_AT, List.of("linus")), 2);
		String before = this.database.dump();

		// when
		Ingested stale = write(Rows.issue(1, "Old", LATER, List.of(), List.of()), 1);
		Ingested staleMergeRequest = write(Rows.mergeRequest(1, "Old", LATER, List.of()), 1);

		// then
		assertThat(stale).isEqualTo(new Ingested(first.id(), Change.STALE_SKIPPED, false));
		assertThat(staleMergeRequest).isEqualTo(new Ingested(firstMergeRequest.id(), Change.STALE_SKIPPED, false));
		assertThat(this.database.dump()).isEqualTo(before);
	}

	@Test
	void aPayloadThatWasAskedForLaterIsWrittenThoughItsDateIsEarlier() {
		write(Rows.issue(1, "New", Rows.UPDATED_AT), 1);
		write(Rows.mergeRequest(1, "New", Rows.UPDATED_AT, List.of("linus")), 1);
		assertThat(write(Rows.issue(1, "Restored", EARLIER), 2).change()).isEqualTo(Change.UPDATED);
		assertThat(write(Rows.mergeRequest(1, "Restored", EARLIER, List.of()), 2).change()).isEqualTo(Change.UPDATED);
		assertThat(this.database
			.rows("SELECT title, updated_at FROM issues UNION SELECT title, updated_at FROM " + "merge_requests"))
			.containsExactly("Restored|" + EARLIER);
	}

	@Test
	void aRowOfAnUnknownFetchIsOlderThanEveryPayload() {
		write(Rows.issue(1, "Of before", LATER), 1);
		this.database.execute("DELETE FROM last_fetches");
		assertThat(write(Rows.issue(1, "Asked for", EARLIER), 1).change()).isEqualTo(Change.UPDATED);
	}

	@Test
	void equalIsNotStale() {
		Ingested first = write(Rows.issue(1, "One", Rows.UPDATED_AT));
		assertThat(write(Rows.issue(1, "Two", Rows.UPDATED_AT)))
			.isEqualTo(new Ingested(first.id(), Change.UPDATED, false));
		assertThat(this.database.rows("SELECT title FROM issues")).containsExactly("Two");
	}

	@Test
	void ofTwoPayloadsOfOneTimeTheOneAskedForLaterWins() {
		Ingested issue = write(Rows.issue(1, "asked for later", Rows.UPDATED_AT), 2);
		Ingested mergeRequest = write(Rows.mergeRequest(1, "asked for later", Rows.UPDATED_AT, List.of("linus")), 2);
		assertThat(write(Rows.issue(1, "Old", Rows.UPDATED_AT, List.of(), List.of()), 1))
			.isEqualTo(new Ingested(issue.id(), Change.STALE_SKIPPED, false));
		assertThat(write(Rows.mergeRequest(1, "Old", Rows.UPDATED_AT, List.of()), 1))
			.isEqualTo(new Ingested(mergeRequest.id(), Change.STALE_SKIPPED, false));
		assertThat(this.database.rows("SELECT title FROM issues UNION ALL SELECT title FROM merge_requests"))
			.containsOnly("asked for later");
		assertThat(this.database.count("issue_labels")).isOne();
		assertThat(write(Rows.issue(1, "asked for last", Rows.UPDATED_AT), 3).change()).isEqualTo(Change.UPDATED);
	}

	@Test
	void aRowThatIsConfirmedIsAsNewAsTheLastFetch() {
		write(Rows.issue(1, "Title", Rows.UPDATED_AT), 1);
		assertThat(write(Rows.issue(1, "Title", Rows.UPDATED_AT), 3).change()).isEqualTo(Change.UNCHANGED);
		assertThat(write(Rows.issue(1, "Old", Rows.UPDATED_AT), 2).change()).isEqualTo(Change.STALE_SKIPPED);
	}

	@Test
	void labelDetailsOfALaterFetchAreKept() {
		write(Rows.issue(1, "T", Rows.UPDATED_AT, List.of(new LabelRow("bug", 5L, "#new", "new")), List.of()), 2);
		write(Rows.issue(2, "T", Rows.UPDATED_AT, List.of(new LabelRow("bug", 5L, "#old", "old")), List.of()), 1);
		assertThat(labels()).containsExactly("bug|5|#new|new");
		assertThat(this.database.count("issue_labels")).as("which issues have it is their own affair").isEqualTo(2);
		write(Rows.issue(2, "T", Rows.UPDATED_AT, List.of(new LabelRow("bug", 5L, "#last", "last")), List.of()), 3);
		assertThat(labels()).containsExactly("bug|5|#last|last");
	}

	@Test
	void aSlowRunDoesNotGiveAProjectItsOldNameBack() {
		Projects projects = new Projects();
		this.database.transactions().run((tx) -> projects.write(tx, new ProjectRow(42, "group/new", "New", null), 2));
		this.database.transactions().run((tx) -> projects.write(tx, new ProjectRow(42, "group/old", "Old", null), 1));
		assertThat(this.database.rows("SELECT path FROM projects WHERE gitlab_id = 42")).containsExactly("group/new");
	}

	@Test
	void newerIsWritten() {
		write(Rows.issue(1, "One", Rows.UPDATED_AT));
		assertThat(write(Rows.issue(1, "Two", LATER)).change()).isEqualTo(Change.UPDATED);
		write(Rows.mergeRequest(1, "One", Rows.UPDATED_AT, List.of()));
		assertThat(write(Rows.mergeRequest(1, "Two", LATER, List.of())).change()).isEqualTo(Change.UPDATED);
	}

	@Test
	void theSameIidInAnotherProjectIsAnotherIssue() {
		write(Rows.issue(1, "Here", Rows.UPDATED_AT));
		long other = this.database.insertProject(8, "group/other");
		Change change = this.database.transactions()
			.call((tx) -> this.entities.write(tx, other, Rows.issue(1, "There", EARLIER), 1))
			.change();
		assertThat(change).isEqualTo(Change.INSERTED);
		assertThat(this.database.rows("SELECT title FROM issues ORDER BY project_id")).containsExactly("Here", "There");
	}

	@Test
	void changesOfLabelsAloneAreChanges() {
		write(Rows.issue(1, "T", Rows.UPDATED_AT, List.of(label("a"), label("b")), List.of()));
		Change change = write(Rows.issue(1, "T", Rows.UPDATED_AT, List.of(label("b"), label("c")), List.of())).change();
		assertThat(change).isEqualTo(Change.UPDATED);
		assertThat(
				this.database.rows("SELECT l.name FROM issue_labels x JOIN labels l ON l.id = x.label_id ORDER BY 1"))
			.containsExactly("b", "c");
	}

	@Test
	void changesOfPeopleAloneAreChanges() {
		write(Rows.issue(1, "T", Rows.UPDATED_AT, List.of(), List.of("ada", "grace")));
		assertThat(write(Rows.issue(1, "T", Rows.UPDATED_AT, List.of(), List.of("grace"))).change())
			.isEqualTo(Change.UPDATED);
		assertThat(this.database.rows("SELECT username FROM issue_assignees")).containsExactly("grace");
		write(Rows.mergeRequest(1, "T", Rows.UPDATED_AT, List.of("linus")));
		assertThat(write(Rows.mergeRequest(1, "T", Rows.UPDATED_AT, List.of())).change()).isEqualTo(Change.UPDATED);
		assertThat(this.database.rows("SELECT username FROM merge_request_reviewers")).isEmpty();
	}

	@Test
	void whatGitLabRepeatsCountsOnce() {
		write(Rows.issue(1, "T", Rows.UPDATED_AT, List.of(label("a"), label("a")), List.of("ada", "ada")));
		long changes = changesBy(() -> write(
				Rows.issue(1, "T", Rows.UPDATED_AT, List.of(label("a"), label("a")), List.of("ada", "ada"))));
		assertThat(changes).isZero();
		assertThat(this.database.count("issue_labels")).isOne();
		assertThat(this.database.count("issue_assignees")).isOne();
	}

	@Test
	void aLabelMadeAnewUnderItsNameHasNoDetailsOfTheFormerOne() {
		write(Rows.issue(1, "T", Rows.UPDATED_AT, List.of(new LabelRow("bug", 5L, "#ff0000", "A bug")), List.of()));
		write(Rows.issue(2, "T", Rows.UPDATED_AT, List.of(new LabelRow("bug", 6L, "#00ff00", null)), List.of()));
		assertThat(labels()).containsExactly("bug|6|#00ff00|null");
	}

	@Test
	void labelDetailsThatAreNotSentAreKept() {
		write(Rows.issue(1, "T", Rows.UPDATED_AT, List.of(new LabelRow("bug", 5L, "#ff0000", "A bug")), List.of()));
		write(Rows.issue(2, "T", Rows.UPDATED_AT, List.of(label("bug")), List.of()));
		assertThat(labels()).containsExactly("bug|5|#ff0000|A bug");
		write(Rows.issue(2, "T", Rows.UPDATED_AT, List.of(new LabelRow("bug", 5L, "#00ff00", null)), List.of()));
		assertThat(labels()).containsExactly("bug|5|#00ff00|A bug");
	}

	@Test
	void labelsOfEqualNameBelongToTheirProject() {
		write(Rows.issue(1, "T", Rows.UPDATED_AT, List.of(label("bug")), List.of()));
		long other = this.database.insertProject(8, "group/other");
		this.database.transactions()
			.run((tx) -> this.entities.write(tx, other,
					Rows.issue(1, "T", Rows.UPDATED_AT, List.of(label("bug")), List.of()), 1));
		assertThat(this.database.count("labels")).isEqualTo(2);
	}

	@Test
	void namesAreDataAndNotSql() {
		String nasty = "'; DROP TABLE issues; -- \u0000 \"x\" 🐎";
		write(Rows.issue(1, "T", Rows.UPDATED_AT, List.of(label(nasty)), List.of(nasty)));
		long changes = changesBy(
				() -> write(Rows.issue(1, "T", Rows.UPDATED_AT, List.of(label(nasty)), List.of(nasty))));
		assertThat(changes).isZero();
		assertThat(this.database.rows("SELECT username FROM issue_assignees")).containsExactly(nasty);
		assertThat(this.database.rows("SELECT name FROM labels")).containsExactly(nasty);
	}

	@Test
	void aProjectKeepsItsIdWhenItIsRenamed() {
		Projects projects = new Projects();
		Long first = this.database.transactions()
			.call((tx) -> projects.write(tx, new ProjectRow(42, "group/old", "Old", null), 1));
		Long second = this.database.transactions()
			.call((tx) -> projects.write(tx, new ProjectRow(42, "group/new", "New", "https://x/group/new"), 2));
		assertThat(second).isEqualTo(first);
		assertThat(this.database.rows("SELECT path, name, web_url FROM projects WHERE gitlab_id = 42"))
			.containsExactly("group/new|New|https://x/group/new");
		long changes = changesBy(() -> this.database.transactions()
			.run((tx) -> projects.write(tx, new ProjectRow(42, "group/new", "New", "https://x/group/new"), 2)));
		assertThat(changes).isZero();
	}

	@Test
	void overviewsShowThem() {
		write(Rows.issue(1, "Title", Rows.UPDATED_AT, List.of(label("b"), label("a")), List.of()));
		write(Rows.mergeRequest(3, "Title", Rows.UPDATED_AT, List.of()));
		assertThat(this.database.rows("SELECT reference, labels, notes FROM issue_overview"))
			.containsExactly("group/project#1|a, b|0");
		assertThat(this.database.rows("SELECT reference, labels, notes, files FROM merge_request_overview"))
			.containsExactly("group/project!3|bug|0|0");
	}

	private Ingested write(IssueRow issue) {
		return write(issue, 1);
	}

	private Ingested write(IssueRow issue, long fetch) {
		return this.database.transactions().call((tx) -> this.entities.write(tx, this.project, issue, fetch));
	}

	private Ingested write(MergeRequestRow mergeRequest) {
		return write(mergeRequest, 1);
	}

	private Ingested write(MergeRequestRow mergeRequest, long fetch) {
		return this.database.transactions().call((tx) -> this.entities.write(tx, this.project, mergeRequest, fetch));
	}

	/**
	 * How many rows the work touched, even if only to write what was there.
	 */
	private long changesBy(Runnable work) {
		Long changes = this.database.transactions().call((tx) -> {
			Long before = tx.queryForLong("SELECT total_changes()");
			work.run();
			Long after = tx.queryForLong("SELECT total_changes()");
			return after - before;
		});
		return changes;
	}

	private List<String> labels() {
		return this.database.rows("SELECT name, gitlab_id, color, description FROM labels ORDER BY name");
	}

	private static LabelRow label(String name) {
		return new LabelRow(name, null, null, null);
	}

}
