package dev.lorebatch.documents;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.ColumnMapRowMapper;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.queue.SourceType;

/**
 * Reads what a document is made of, as the transaction sees it that writes the document.
 */
class DocumentSources {

	private static final String ISSUE = """
			SELECT i.*, p.path AS project_path, p.path || '#' || i.iid AS reference,
				(SELECT group_concat(name, ', ') FROM (SELECT l.name FROM issue_labels x
					JOIN labels l ON l.id = x.label_id WHERE x.issue_id = i.id ORDER BY l.name)) AS labels,
				(SELECT group_concat(username, ', ') FROM (SELECT username FROM issue_assignees
					WHERE issue_id = i.id ORDER BY username)) AS assignees
			FROM issues i JOIN projects p ON p.id = i.project_id WHERE i.id = ? AND i.gone_at IS NULL
			""";

	private static final String MERGE_REQUEST = """
			SELECT m.*, p.path AS project_path, p.path || '!' || m.iid AS reference,
				(SELECT group_concat(name, ', ') FROM (SELECT l.name FROM merge_request_labels x
					JOIN labels l ON l.id = x.label_id WHERE x.merge_request_id = m.id ORDER BY l.name)) AS labels,
				(SELECT group_concat(username, ', ') FROM (SELECT username FROM merge_request_assignees
					WHERE merge_request_id = m.id ORDER BY username)) AS assignees,
				(SELECT group_concat(username, ', ') FROM (SELECT username FROM merge_request_reviewers
					WHERE merge_request_id = m.id ORDER BY username)) AS reviewers
			FROM merge_requests m JOIN projects p ON p.id = m.project_id WHERE m.id = ? AND m.gone_at IS NULL
			""";

	private static final String DISCUSSION = """
			SELECT d.id, p.id AS project_id, p.path AS project_path,
				CASE WHEN d.issue_id IS NULL THEN p.path || '!' || m.iid ELSE p.path || '#' || i.iid END AS reference,
				CASE WHEN d.issue_id IS NULL THEN 'merge_request' ELSE 'issue' END AS entity_type,
				coalesce(d.issue_id, d.merge_request_id) AS entity_id, coalesce(i.confidential, 0) AS confidential,
				coalesce(i.title, m.title) AS title, coalesce(i.web_url, m.web_url) AS web_url
			FROM discussions d
			LEFT JOIN issues i ON i.id = d.issue_id
			LEFT JOIN merge_requests m ON m.id = d.merge_request_id
			JOIN projects p ON p.id = coalesce(i.project_id, m.project_id)
			WHERE d.id = ? AND coalesce(i.gone_at, m.gone_at) IS NULL
			""";

	/** What people wrote; who may not see it must not see how much there is of it. */
	private static final String THREADS = """
			SELECT count(DISTINCT d.id) AS threads, count(*) AS comments,
				count(DISTINCT CASE WHEN n.resolvable = 1 AND n.resolved = 0 THEN d.id END) AS unresolved
			FROM discussions d JOIN notes n ON n.discussion_id = d.id AND n.system = 0
			WHERE d.%1$s = ? AND NOT EXISTS (SELECT 1 FROM notes x WHERE x.discussion_id = d.id AND x.internal = 1)
			""";

	private static final String SYSTEM_NOTES = """
			SELECT n.body FROM discussions d JOIN notes n ON n.discussion_id = d.id AND n.system = 1
			WHERE d.%1$s = ? AND NOT EXISTS (SELECT 1 FROM notes x WHERE x.discussion_id = d.id AND x.internal = 1)
			ORDER BY d.position, n.ordinal
			""";

	private final WriteTransaction transaction;

	DocumentSources(WriteTransaction transaction) {
		this.transaction = transaction;
	}

	/**
	 * The row of a source, {@code null} if it is gone, or its issue or merge request is.
	 */
	@Nullable SourceRow find(SourceType type, long id) {
		String sql = switch (type) {
			case ISSUE -> ISSUE;
			case MERGE_REQUEST -> MERGE_REQUEST;
			case DISCUSSION -> DISCUSSION;
		};
		List<SourceRow> rows = rows(sql, id);
		return rows.isEmpty() ? null : rows.get(0);
	}

	List<SourceRow> findNotes(long discussionId) {
		return rows("SELECT * FROM notes WHERE discussion_id = ? ORDER BY ordinal", discussionId);
	}

	/**
	 * How many threads and comments an entity has: {@code threads}, {@code comments},
	 * {@code unresolved}.
	 */
	SourceRow countThreads(EntityKind kind, long id) {
		return rows(THREADS.formatted(column(kind)), id).get(0);
	}

	List<String> findSystemNotes(EntityKind kind, long id) {
		return strings(SYSTEM_NOTES.formatted(column(kind)), id);
	}

	List<String> findPaths(long mergeRequestId) {
		return strings("""
				SELECT CASE WHEN old_path = new_path THEN new_path ELSE old_path || ' -> ' || new_path END
				FROM merge_request_files WHERE merge_request_id = ? ORDER BY new_path, old_path
				""", mergeRequestId);
	}

	private List<SourceRow> rows(String sql, long id) {
		return this.transaction.query(sql, new ColumnMapRowMapper(), id).stream().map(SourceRow::new).toList();
	}

	private List<String> strings(String sql, long id) {
		return this.transaction.query(sql, (row, index) -> row.getString(1), id);
	}

	private static String column(EntityKind kind) {
		return kind.value() + "_id";
	}

}
