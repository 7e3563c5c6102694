package dev.lorebatch.documents;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.queue.SourceType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DocumentSources}.
 */
class DocumentSourcesIntegrationTests {

	@TempDir
	Path folder;

	private TestDatabase database;

	@BeforeEach
	void createDatabase() {
		this.database = TestDatabase.in(this.folder);
	}

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	static List<String> statements() {
		return List.of(DocumentSources.ISSUE, DocumentSources.MERGE_REQUEST, DocumentSources.DISCUSSION,
				DocumentSources.NOTES, DocumentSources.FILES, DocumentSources.THREADS.formatted("issue_id"),
				DocumentSources.THREADS.formatted("merge_request_id"),
				DocumentSources.SYSTEM_NOTES.formatted("issue_id"),
				DocumentSources.SYSTEM_NOTES.formatted("merge_request_id"),
				Documents.STORED.replace("source_type = ?", "source_type = 'issue'"));
	}

	@ParameterizedTest
	@MethodSource("statements")
	void whatIsReadDoesNotGrowWithTheMirror(String sql) {
		assertThat(this.database.queryPlan(sql, "[1,2]")).isNotEmpty()
			.noneMatch((step) -> step.startsWith("SCAN") && !step.contains("json_each") && !step.contains("SUBQUERY")
					&& !step.contains("(subquery"));
	}

	@Test
	void everySourceGetsItsOwnRowsInTheirOrder() {
		// given
		long project = this.database.insertProject(1, "group/project");
		List<Long> issues = new ArrayList<>();
		for (int iid = 1; iid <= 3; iid++) {
			issues.add(this.database.insertIssue(project, iid));
		}
		long second = insertDiscussion(issues.get(1), 7);
		long third = insertDiscussion(issues.get(2), 8);
		insertNote(second, 1, 0, "two, later");
		insertNote(second, 0, 0, "two, first");
		insertNote(third, 1, 1, "closed");
		insertNote(third, 0, 1, "assigned");

		// when
		List<SourceKey> keys = new ArrayList<>(
				issues.stream().map((id) -> new SourceKey(SourceType.ISSUE, id)).toList());
		keys.add(new SourceKey(SourceType.DISCUSSION, second));
		keys.add(new SourceKey(SourceType.ISSUE, 999));
		DocumentSources read = this.database.transactions().call((tx) -> DocumentSources.read(tx, keys));

		// then
		assertThat(keys.subList(0, 3)).allSatisfy((key) -> assertThat(read.find(key)).isNotNull()
			.extracting((row) -> row.number("id"))
			.isEqualTo(key.id()));
		assertThat(read.find(keys.get(4))).isNull();
		assertThat(read.countThreads(keys.get(0))).isNull();
		assertThat(read.countThreads(keys.get(1))).isNotNull()
			.extracting((row) -> row.number("comments"))
			.isEqualTo(2L);
		assertThat(read.findSystemNotes(keys.get(1))).isEmpty();
		assertThat(read.findSystemNotes(keys.get(2))).containsExactly("assigned", "closed");
		assertThat(read.findNotes(keys.get(3))).extracting((note) -> note.string("body"))
			.containsExactly("two, first", "two, later");
	}

	private long insertDiscussion(long issueId, long gitlabId) {
		return this.database.transactions()
			.call((tx) -> tx.queryForLong(
					"INSERT INTO discussions (gitlab_id, issue_id, position) VALUES (?, ?, 0) RETURNING id",
					String.valueOf(gitlabId), issueId));
	}

	private void insertNote(long discussionId, int ordinal, int system, String body) {
		this.database.transactions().run((tx) -> tx.update("""
				INSERT INTO notes (gitlab_id, discussion_id, ordinal, body, system, created_at)
				VALUES (?, ?, ?, ?, ?, '2026-01-01T00:00:00.000Z')
				""", discussionId * 10 + ordinal, discussionId, ordinal, body, system));
	}

}
