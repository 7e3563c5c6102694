package dev.lorebatch.mirror;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.NotePosition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for the sets below an entity: discussions, events, files, references
 * and raw payloads are made equal to what GitLab has.
 */
class ChildSetsIntegrationTests {

	@TempDir
	Path folder;

	private final Discussions discussions = new Discussions();

	private final ResourceEvents events = new ResourceEvents();

	private final MergeRequestFiles files = new MergeRequestFiles();

	private final References references = new References();

	private final RawPayloads rawPayloads = new RawPayloads();

	private TestDatabase database;

	private Parent issue;

	private Parent otherIssue;

	private Parent mergeRequest;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
		long project = this.database.insertProject(7, "group/project");
		this.issue = new Parent(EntityKind.ISSUE, project, this.database.insertIssue(project, 1), 1);
		this.otherIssue = new Parent(EntityKind.ISSUE, project, this.database.insertIssue(project, 2), 2);
		Entities entities = new Entities(new Labels(), this.rawPayloads);
		long id = this.database.transactions()
			.call((tx) -> entities.write(tx, project, Rows.mergeRequest(3, "Title", Rows.UPDATED_AT, List.of()), 1))
			.id();
		this.mergeRequest = new Parent(EntityKind.MERGE_REQUEST, project, id, 3);
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void discussionsBecomeEqualToTheSet() {
		// given
		Discussions.Replaced first = replace(this.issue, Rows.discussion("a", Rows.note(1, "one"), Rows.note(2, "two")),
				Rows.discussion("b", Rows.note(3, "three")));
		replace(this.otherIssue, Rows.discussion("a", Rows.note(1, "elsewhere")));

		// when a thread is gone, a note is gone, one is edited, one is new
		Discussions.Replaced second = replace(this.issue,
				Rows.discussion("a", Rows.note(2, "two, edited"), Rows.note(4, "four")));

		// then
		assertThat(first.discussions()).isEqualTo(2);
		assertThat(first.notes()).isEqualTo(3);
		assertThat(second.discussionIds()).containsExactly(first.discussionIds().get(0));
		assertThat(notes(this.issue)).containsExactly("a|0|2|0|two, edited", "a|0|4|1|four");
		assertThat(notes(this.otherIssue)).containsExactly("a|0|1|0|elsewhere");
	}

	@Test
	void discussionsKeepGitLabsOrder() {
		replace(this.issue, Rows.discussion("b", Rows.note(2, "two")), Rows.discussion("a", Rows.note(1, "one")));
		replace(this.issue, Rows.discussion("a", Rows.note(1, "one")), Rows.discussion("b", Rows.note(2, "two")));
		assertThat(notes(this.issue)).containsExactly("a|0|1|0|one", "b|1|2|0|two");
	}

	@Test
	void whatAnotherViewDoesNotGetStaysInItsPlace() {
		DiscussionRow first = Rows.discussion("a", Rows.note(1, "one"), Rows.note(2, "two"), Rows.note(3, "three"));
		DiscussionRow hidden = Rows.discussion("b", Rows.note(4, "among us"));
		DiscussionRow last = Rows.discussion("c", Rows.note(5, "five"));
		replace(this.issue, first, hidden, last);
		replacePayloads(this.issue, Map.of("a", "[1,2,3]", "b", "[4]"));
		DiscussionRow shown = Rows.discussion("a", Rows.note(1, "one"), Rows.note(3, "three"), Rows.note(6, "six"));
		DiscussionRow added = Rows.discussion("d", Rows.note(7, "seven"));

		Discussions.Replaced replaced = replace(AbsentRows.KEPT, shown, last, added);

		assertThat(notes(this.issue)).containsExactly("a|0|1|0|one", "a|0|2|1|two", "a|0|3|2|three", "a|0|6|3|six",
				"b|1|4|0|among us", "c|2|5|0|five", "d|3|7|0|seven");
		assertThat(replaced.deleted()).isZero();
		assertThat(replaced.partlyUnseen()).containsExactlyInAnyOrder("a", "b");
		assertThat(this.database.rows("SELECT gitlab_id FROM notes WHERE unseen = 1 ORDER BY 1")).containsExactly("2",
				"4");
		assertThat(replace(AbsentRows.REMOVED_IF_SEEN, shown, added).deleted()).as("it saw the last one").isOne();
		assertThat(notes(this.issue)).as("what it never saw stays")
			.containsExactly("a|0|1|0|one", "a|0|2|1|two", "a|0|3|2|three", "a|0|6|3|six", "b|1|4|0|among us",
					"d|2|7|0|seven");
		replace(this.issue, shown, hidden);
		assertThat(this.database.rows("SELECT count(*) FROM notes WHERE unseen = 1")).containsExactly("0");
		assertThat(notes(this.issue)).containsExactly("a|0|1|0|one", "a|0|3|1|three", "a|0|6|2|six",
				"b|1|4|0|among us");
	}

	@Test
	void eventsAndReferencesThatAnotherViewDoesNotGetStay() {
		replaceEvents(this.issue, ResourceEvents.Kind.LABEL, Rows.event(1, "add", "x"), Rows.event(2, "add", "y"));
		this.database.transactions()
			.run((tx) -> this.events.replace(tx, this.issue, ResourceEvents.Kind.LABEL,
					List.of(Rows.event(1, "add", "x")), AbsentRows.KEPT, (kept) -> assertThat(kept).isEqualTo("2")));
		assertThat(this.database.rows("SELECT gitlab_id, unseen FROM resource_label_events ORDER BY 1"))
			.containsExactly("1|0", "2|1");
		replaceReferences("closed_by", Rows.mention("1"), Rows.mention("2"));
		SetChange change = this.database.transactions()
			.call((tx) -> this.references.replace(tx, this.issue, "closed_by", List.of(Rows.mention("1")),
					AbsentRows.KEPT));
		assertThat(change.deleted()).isZero();
		assertThat(this.database.rows("SELECT target_key, unseen FROM entity_references ORDER BY 1"))
			.containsExactly("1|0", "2|1");
	}

	@Test
	void anEmptySetRemovesEverything() {
		replace(this.issue, Rows.discussion("a", Rows.note(1, "one")));
		Discussions.Replaced replaced = replace(this.issue);
		assertThat(replaced).isEqualTo(new Discussions.Replaced(List.of(), 0, 0, 1, List.of()));
		assertThat(this.database.count("discussions")).isZero();
		assertThat(this.database.count("notes")).isZero();
	}

	@Test
	void positionsOfDiffNotesAreKept() {
		NotePosition text = new NotePosition("text", "b", "s", "h", "old.c", "new.c", null, 12L, "{\"start\":{}}", null,
				null, null, null);
		NotePosition image = new NotePosition("image", "b", "s", "h", "a.png", "a.png", null, null, null, 10.25, 3.0,
				640.0, 480.0);
		replace(this.mergeRequest, Rows.discussion("a", Rows.note(1, "x", text), Rows.note(2, "y", image)));
		assertThat(this.database
			.rows("""
					SELECT type, position_type, position_old_path, position_new_path, position_old_line, position_new_line,
						position_line_range, position_x, position_y, position_width, position_height FROM notes ORDER BY ordinal
					"""))
			.containsExactly("DiffNote|text|old.c|new.c|null|12|{\"start\":{}}|null|null|null|null",
					"DiffNote|image|a.png|a.png|null|null|null|10.25|3.0|640.0|480.0");
	}

	@Test
	void aThreadThatVanishesLeavesSearchAtOnce() {
		// given
		Discussions.Replaced first = replace(this.issue, Rows.discussion("a", Rows.note(1, "one")),
				Rows.discussion("b", Rows.note(2, "two")));
		document(first.discussionIds().get(0), "walrus");
		document(first.discussionIds().get(1), "penguin");
		assertThat(search("walrus")).isOne();

		// when
		replace(this.issue, Rows.discussion("b", Rows.note(2, "two")));

		// then
		assertThat(search("walrus")).isZero();
		assertThat(search("penguin")).isOne();
		assertThat(this.database.rows("SELECT source_id FROM documents"))
			.containsExactly(String.valueOf(first.discussionIds().get(1)));
		this.database.execute("INSERT INTO documents_fts (documents_fts, rank) VALUES ('integrity-check', 1)");
	}

	@Test
	void documentsOfOtherSourcesWithTheSameIdStay() {
		Discussions.Replaced first = replace(this.issue, Rows.discussion("a", Rows.note(1, "one")));
		this.database.execute("""
				INSERT INTO documents (source_type, source_id, project_id, entity_type, entity_id, title, content,
					content_hash)
				VALUES ('issue', ?, ?, 'issue', 0, 'T', 'walrus', 'h')
				""", first.discussionIds().get(0), this.issue.projectId());
		replace(this.issue);
		assertThat(search("walrus")).isOne();
	}

	@Test
	void vectorsAndPendingWorkGoWithTheDocument() {
		Discussions.Replaced first = replace(this.issue, Rows.discussion("a", Rows.note(1, "one")));
		document(first.discussionIds().get(0), "walrus");
		this.database.execute("""
				INSERT INTO embeddings (document_id, chunk_index, provider, model, dimensions, chunk_size, content_hash,
					vector) SELECT id, 0, 'p', 'm', 1, 2000, 'h', x'0000000000' FROM documents
				""");
		this.database
			.execute("INSERT INTO pending_embeddings (document_id, origin_run_id) SELECT id, 'R' FROM documents");
		replace(this.issue);
		assertThat(this.database.count("embeddings")).isZero();
		assertThat(this.database.count("pending_embeddings")).isZero();
	}

	@ParameterizedTest
	@EnumSource(ResourceEvents.Kind.class)
	void eventsBecomeEqualToTheSet(ResourceEvents.Kind kind) {
		for (Parent parent : List.of(this.issue, this.mergeRequest)) {
			// given
			SetChange first = replaceEvents(parent, kind, Rows.event(1, "add", "x"), Rows.event(2, "add", "y"));

			// when one has vanished, one has lost its label, one is new
			SetChange second = replaceEvents(parent, kind,
					new ResourceEventRow(2, null, "add", null, null, "2026-02-01T00:00:00.000Z"),
					Rows.event(3, "remove", "z"));

			// then
			assertThat(first).isEqualTo(new SetChange(2, 2, 0, 0));
			assertThat(second).isEqualTo(new SetChange(2, 1, 1, 1));
		}
		String table = "resource_" + kind.name().toLowerCase(java.util.Locale.ROOT) + "_events";
		assertThat(this.database.rows("SELECT gitlab_id, issue_id IS NULL FROM " + table + " ORDER BY 2, 1"))
			.containsExactly("2|0", "3|0", "2|1", "3|1");
	}

	@Test
	void theWordsOfAnEventStandInTheRightColumns() {
		replaceEvents(this.issue, ResourceEvents.Kind.LABEL, Rows.event(1, "add", "bug"));
		replaceEvents(this.issue, ResourceEvents.Kind.MILESTONE, Rows.event(1, "remove", "1.0"));
		replaceEvents(this.issue, ResourceEvents.Kind.STATE, Rows.event(1, "closed", "abc123"));
		assertThat(this.database.rows("SELECT user_username, action, label_gitlab_id, label_name, created_at "
				+ "FROM resource_label_events"))
			.containsExactly("ada|add|5|bug|2026-02-01T00:00:00.000Z");
		assertThat(this.database
			.rows("SELECT action, milestone_gitlab_id, milestone_title FROM resource_milestone_events"))
			.containsExactly("remove|5|1.0");
		assertThat(this.database
			.rows("SELECT state, source_merge_request_gitlab_id, source_commit FROM resource_state_events"))
			.containsExactly("closed|5|abc123");
	}

	@Test
	void filesBecomeEqualToTheSet() {
		// given
		SetChange first = replaceFiles(Rows.file("a", "modified"), Rows.file("b", "added"),
				new FileRow("old", "new", "renamed", "too_large", null, null, null, null, null));

		// when
		SetChange second = replaceFiles(Rows.file("a", "deleted"),
				new FileRow("old", "new", "renamed", "complete", true, "1", "2", 1, 1),
				new FileRow("old", "newer", "renamed", "unknown", null, null, null, null, null));

		// then
		assertThat(first).isEqualTo(new SetChange(3, 3, 0, 0));
		assertThat(second).isEqualTo(new SetChange(3, 1, 2, 1));
		assertThat(this.database.rows("SELECT old_path, new_path, change_kind, completeness, additions "
				+ "FROM merge_request_files ORDER BY 1, 2"))
			.containsExactly("a|a|deleted|complete|10", "old|new|renamed|complete|1", "old|newer|renamed|unknown|null");
	}

	@Test
	void referencesOfOnePlaceLeaveThoseOfOthers() {
		assertThat(replaceReferences("description", Rows.mention("1"), Rows.mention("2"))).isTrue();
		assertThat(replaceReferences("discussions", Rows.mention("1"))).isTrue();
		assertThat(replaceReferences("description", Rows.mention("2"), Rows.mention("3"), Rows.mention("3"))).isTrue();
		assertThat(replaceReferences("description", Rows.mention("3"), Rows.mention("2"))).isFalse();
		assertThat(this.database.rows("SELECT provenance, target_key FROM entity_references ORDER BY 1, 2"))
			.containsExactly("description|2", "description|3", "discussions|1");
		assertThat(replaceReferences("description")).isTrue();
		assertThat(this.database.rows("SELECT provenance FROM entity_references")).containsExactly("discussions");
	}

	@Test
	void pathsInOtherLettersAreStoredAsTheyWereWrittenAndFoundByAnyLetters() {
		ReferenceRow capitals = new ReferenceRow("mentions", "issue", "Group/Docs", "1");
		ReferenceRow small = new ReferenceRow("mentions", "issue", "group/docs", "1");
		assertThat(replaceReferences("description", capitals, small)).isTrue();
		assertThat(replaceReferences("description", small, capitals)).isFalse();
		assertThat(this.database.rows("SELECT target_project_path FROM entity_references "
				+ "WHERE target_project_path = 'GROUP/docs' ORDER BY target_project_path COLLATE BINARY"))
			.containsExactly("Group/Docs", "group/docs");
		assertThat(replaceReferences("description", small)).isTrue();
		assertThat(this.database.rows("SELECT target_project_path FROM entity_references"))
			.containsExactly("group/docs");
	}

	@Test
	void rawPayloadsBecomeEqualToTheSet() {
		// given
		replacePayloads(this.issue, Map.of("a", "{\"v\":1}", "b", "{\"v\":1}"));
		replacePayloads(this.otherIssue, Map.of("a", "{\"v\":9}"));

		// when
		replacePayloads(this.issue, Map.of("b", "{\"v\":2}", "c", "{\"v\":1}"));

		// then
		assertThat(this.database.rows("""
				SELECT resource_key, payload, payload_hash = ? FROM raw_payloads WHERE resource_type = 'discussion'
				ORDER BY 1
				""", ContentHash.of("{\"v\":2}"))).containsExactly("issue/1/b|{\"v\":2}|1", "issue/1/c|{\"v\":1}|0",
				"issue/2/a|{\"v\":9}|0");
		assertThat(this.database.count("raw_payloads WHERE resource_type = 'merge_request'")).isOne();
	}

	@Test
	void writingTheSameSetsAgainChangesNothing() {
		// given
		this.database.transactions().run(this::writeAll);
		String before = this.database.dump();

		// when
		Long changes = this.database.transactions().call((tx) -> {
			Long start = tx.queryForLong("SELECT total_changes()");
			writeAll(tx);
			return tx.queryForLong("SELECT total_changes()") - start;
		});

		// then
		assertThat(changes.longValue()).isZero();
		assertThat(this.database.dump()).isEqualTo(before);
	}

	@Test
	void theOrderInWhichSetsArriveDoesNotMatter() {
		replaceFiles(Rows.file("a", "modified"), Rows.file("b", "added"));
		String before = this.database.dump();
		assertThat(replaceFiles(Rows.file("b", "added"), Rows.file("a", "modified")))
			.isEqualTo(new SetChange(2, 0, 0, 0));
		assertThat(this.database.dump()).isEqualTo(before);
	}

	@Test
	void childrenGoWithTheirParent() {
		this.database.transactions().run(this::writeAll);
		this.database.execute("DELETE FROM issues WHERE id = ?", this.issue.id());
		this.database.execute("DELETE FROM merge_requests WHERE id = ?", this.mergeRequest.id());
		Stream
			.of("discussions", "notes", "resource_state_events", "resource_label_events", "resource_milestone_events",
					"merge_request_files", "merge_request_labels", "merge_request_assignees")
			.forEach((table) -> assertThat(this.database.count(table)).as(table).isZero());
	}

	private void writeAll(WriteTransaction tx) {
		for (Parent parent : List.of(this.issue, this.mergeRequest)) {
			this.discussions.replace(tx, parent, List.of(Rows.discussion("a", Rows.note(1, "one"), Rows.note(2, "two")),
					Rows.discussion("b", Rows.note(3, "three",
							new NotePosition("image", "b", "s", "h", "a", "a", 1L, 2L, "{}", 0.1, 1.0 / 3, 3.0, 4.0)))),
					AbsentRows.REMOVED);
			for (ResourceEvents.Kind kind : ResourceEvents.Kind.values()) {
				this.events.replace(tx, parent, kind,
						List.of(Rows.event(1, "add", "x"),
								new ResourceEventRow(2, null, null, null, null, "2026-02-01T00:00:00.000Z")),
						AbsentRows.REMOVED, (kept) -> {
						});
			}
			this.references.replace(tx, parent, "description", List.of(Rows.mention("1"), Rows.mention("2")));
			this.rawPayloads.replace(tx, parent, "discussion", Map.of("a", "{}", "b", "[]"), Set.of());
		}
		this.files.replace(tx, this.mergeRequest, List.of(Rows.file("a", "added"),
				new FileRow("b", "c", "renamed", "collapsed", null, null, null, null, null)));
	}

	private Discussions.Replaced replace(Parent parent, DiscussionRow... rows) {
		return this.database.transactions()
			.call((tx) -> this.discussions.replace(tx, parent, List.of(rows), AbsentRows.REMOVED));
	}

	private Discussions.Replaced replace(AbsentRows absent, DiscussionRow... rows) {
		return this.database.transactions()
			.call((tx) -> this.discussions.replace(tx, this.issue, List.of(rows), absent));
	}

	private SetChange replaceEvents(Parent parent, ResourceEvents.Kind kind, ResourceEventRow... rows) {
		return this.database.transactions()
			.call((tx) -> this.events.replace(tx, parent, kind, List.of(rows), AbsentRows.REMOVED, (kept) -> {
			}));
	}

	private SetChange replaceFiles(FileRow... rows) {
		return this.database.transactions().call((tx) -> this.files.replace(tx, this.mergeRequest, List.of(rows)));
	}

	private boolean replaceReferences(String provenance, ReferenceRow... rows) {
		return this.database.transactions()
			.call((tx) -> this.references.replace(tx, this.issue, provenance, new ArrayList<>(List.of(rows))));
	}

	private void replacePayloads(Parent parent, Map<String, String> payloads) {
		this.database.transactions()
			.run((tx) -> this.rawPayloads.replace(tx, parent, "discussion", payloads, Set.of()));
	}

	private void document(long discussionId, String content) {
		this.database.execute("""
				INSERT INTO documents (source_type, source_id, project_id, entity_type, entity_id, title, content,
					content_hash)
				VALUES ('discussion', ?, ?, 'issue', 0, 'T', ?, 'h')
				""", discussionId, this.issue.projectId(), content);
	}

	private long search(String word) {
		return this.database.count("documents_fts WHERE documents_fts MATCH ?", word);
	}

	private List<String> notes(Parent parent) {
		return this.database.rows("""
				SELECT d.gitlab_id, d.position, n.gitlab_id, n.ordinal, n.body
				FROM discussions d JOIN notes n ON n.discussion_id = d.id
				WHERE d.issue_id = ? ORDER BY d.position, n.ordinal
				""", parent.id());
	}

}
