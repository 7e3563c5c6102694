package dev.lorebatch.documents;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.queue.SourceType;

/**
 * Reads what a document is made of.
 */
class DocumentSources {

	private static final String ISSUE = """
			SELECT i.*, p.path AS project_path, p.path || '#' || i.iid AS reference,
				(SELECT group_concat(name, ', ') FROM (SELECT l.name FROM issue_labels x
					JOIN labels l ON l.id = x.label_id WHERE x.issue_id = i.id ORDER BY l.name)) AS labels,
				(SELECT group_concat(username, ', ') FROM (SELECT username FROM issue_assignees
					WHERE issue_id = i.id ORDER BY username)) AS assignees
			FROM issues i JOIN projects p ON p.id = i.project_id WHERE i.id = ?
			""";

	private static final String MERGE_REQUEST = """
			SELECT m.*, p.path AS project_path, p.path || '!' || m.iid AS reference,
				(SELECT group_concat(name, ', ') FROM (SELECT l.name FROM merge_request_labels x
					JOIN labels l ON l.id = x.label_id WHERE x.merge_request_id = m.id ORDER BY l.name)) AS labels,
				(SELECT group_concat(username, ', ') FROM (SELECT username FROM merge_request_assignees
					WHERE merge_request_id = m.id ORDER BY username)) AS assignees,
				(SELECT group_concat(username, ', ') FROM (SELECT username FROM merge_request_reviewers
					WHERE merge_request_id = m.id ORDER BY username)) AS reviewers
			FROM merge_requests m JOIN projects p ON p.id = m.project_id WHERE m.id = ?
			""";

	private static final String DISCUSSION = """
			SELECT d.id, p.id AS project_id, p.path AS project_path,
				CASE WHEN d.issue_id IS NULL THEN p.path || '!' || m.iid ELSE p.path || '#' || i.iid END AS reference,
				CASE WHEN d.issue_id IS NULL THEN 'merge request' ELSE 'issue' END AS parent_kind,
				coalesce(i.title, m.title) AS title, coalesce(i.web_url, m.web_url) AS web_url
			FROM discussions d
			LEFT JOIN issues i ON i.id = d.issue_id
			LEFT JOIN merge_requests m ON m.id = d.merge_request_id
			JOIN projects p ON p.id = coalesce(i.project_id, m.project_id)
			WHERE d.id = ?
			""";

	private final JdbcClient jdbc;

	DocumentSources(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * The row of a source, {@code null} if it is gone.
	 */
	@Nullable Map<String, @Nullable Object> find(SourceType type, long id) {
		String sql = switch (type) {
			case ISSUE -> ISSUE;
			case MERGE_REQUEST -> MERGE_REQUEST;
			case DISCUSSION -> DISCUSSION;
		};
		List<Map<String, @Nullable Object>> rows = this.jdbc.sql(sql).param(id).query().listOfRows();
		return rows.isEmpty() ? null : rows.get(0);
	}

	List<Map<String, @Nullable Object>> findNotes(long discussionId) {
		return this.jdbc.sql("SELECT * FROM notes WHERE discussion_id = ? ORDER BY ordinal")
			.param(discussionId)
			.query()
			.listOfRows();
	}

	List<String> findPaths(long mergeRequestId) {
		return this.jdbc.sql("""
				SELECT CASE WHEN old_path = new_path THEN new_path ELSE old_path || ' -> ' || new_path END
				FROM merge_request_files WHERE merge_request_id = ? ORDER BY new_path, old_path
				""").param(mergeRequestId).query(String.class).list();
	}

}
