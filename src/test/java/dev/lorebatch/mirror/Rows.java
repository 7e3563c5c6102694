package dev.lorebatch.mirror;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.NotePosition;

/**
 * Rows for tests, with everything set that can be.
 */
final class Rows {

	static final String UPDATED_AT = "2026-03-01T10:00:00.000Z";

	private Rows() {
	}

	static IssueRow issue(long iid, String title, String updatedAt) {
		return issue(iid, title, updatedAt, List.of(new LabelRow("bug", 5L, "#ff0000", "A bug")), List.of("ada"));
	}

	static IssueRow issue(long iid, String title, String updatedAt, List<LabelRow> labels, List<String> assignees) {
		return new IssueRow(9_007_199_254_740_993L, iid, title, "Text", "opened", "issue", "grace", "1.0", true, false,
				3L, 2L, 1L, "2026-04-01", 5L, null, "2026-01-01T00:00:00.000Z", updatedAt, null, null,
				"https://gitlab.example/group/project/-/issues/" + iid, labels, assignees,
				"{\"iid\":" + iid + ",\"title\":\"" + title + "\"}");
	}

	static MergeRequestRow mergeRequest(long iid, String title, String updatedAt, List<String> reviewers) {
		return new MergeRequestRow(2_000 + iid, iid, title, null, "merged", false, null, null, "topic", "main", null,
				7L, "abc", "def", null, "ada", "mergeable", null, null, 0L, 0L, "2026-01-01T00:00:00.000Z", updatedAt,
				"2026-02-01T00:00:00.000Z", null, null, null, List.of(new LabelRow("bug", null, null, null)),
				List.of("ada", "grace"), reviewers, "{\"iid\":" + iid + "}");
	}

	static DiscussionRow discussion(String id, NoteRow... notes) {
		return new DiscussionRow(id, notes.length == 1, List.of(notes));
	}

	static NoteRow note(long id, String body) {
		return note(id, body, null);
	}

	static NoteRow note(long id, String body, @Nullable NotePosition position) {
		return new NoteRow(id, body, (position != null) ? "DiffNote" : null, "ada", false, false, true, true, "grace",
				"2026-02-02T00:00:00.000Z", "2026-02-01T00:00:00.000Z", "2026-02-02T00:00:00.000Z", position);
	}

	static ResourceEventRow event(long id, String action, String subject) {
		return new ResourceEventRow(id, "ada", action, 5L, subject, "2026-02-01T00:00:00.000Z");
	}

	static FileRow file(String path, String kind) {
		return new FileRow(path, path, kind, "complete", false, "100644", "100644", 10, 2);
	}

	static ReferenceRow mention(String key) {
		return new ReferenceRow("mentions", "issue", "group/project", key);
	}

}
