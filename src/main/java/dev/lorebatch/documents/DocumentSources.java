package dev.lorebatch.documents;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.queue.SourceType;

/**
 * What the documents of some sources are made of, as the transaction sees it that writes
 * them. It is read for all of them at once: most sources are small, and a statement for
 * each takes longer than what it reads.
 */
class DocumentSources {

	private static final String NONE = "[]";

	static final String ISSUE = """
			SELECT i.*, p.reference_path AS project_path, p.reference_path || '#' || i.iid AS reference,
				(SELECT group_concat(name, ', ') FROM (SELECT l.name FROM issue_labels x
					JOIN labels l ON l.id = x.label_id WHERE x.issue_id = i.id ORDER BY l.name)) AS labels,
				(SELECT group_concat(username, ', ') FROM (SELECT username FROM issue_assignees
					WHERE issue_id = i.id ORDER BY username)) AS assignees
			FROM issues i JOIN projects p ON p.id = i.project_id
			WHERE i.id IN (SELECT value FROM json_each(?)) AND i.gone_at IS NULL AND p.gone_at IS NULL
			""";

	static final String MERGE_REQUEST = """
			SELECT m.*, p.reference_path AS project_path, p.reference_path || '!' || m.iid AS reference,
				(SELECT group_concat(name, ', ') FROM (SELECT l.name FROM merge_request_labels x
					JOIN labels l ON l.id = x.label_id WHERE x.merge_request_id = m.id ORDER BY l.name)) AS labels,
				(SELECT group_concat(username, ', ') FROM (SELECT username FROM merge_request_assignees
					WHERE merge_request_id = m.id ORDER BY username)) AS assignees,
				(SELECT group_concat(username, ', ') FROM (SELECT username FROM merge_request_reviewers
					WHERE merge_request_id = m.id ORDER BY username)) AS reviewers
			FROM merge_requests m JOIN projects p ON p.id = m.project_id
			WHERE m.id IN (SELECT value FROM json_each(?)) AND m.gone_at IS NULL AND p.gone_at IS NULL
			""";

	static final String DISCUSSION = """
			SELECT d.id, p.id AS project_id, p.reference_path AS project_path,
				p.reference_path || CASE WHEN d.issue_id IS NULL THEN '!' || m.iid ELSE '#' || i.iid END AS reference,
				CASE WHEN d.issue_id IS NULL THEN 'merge_request' ELSE 'issue' END AS entity_type,
				coalesce(d.issue_id, d.merge_request_id) AS entity_id, coalesce(i.confidential, 0) AS confidential,
				coalesce(i.title, m.title) AS title, coalesce(i.web_url, m.web_url) AS web_url
			FROM discussions d
			LEFT JOIN issues i ON i.id = d.issue_id
			LEFT JOIN merge_requests m ON m.id = d.merge_request_id
			JOIN projects p ON p.id = coalesce(i.project_id, m.project_id)
			WHERE d.id IN (SELECT value FROM json_each(?)) AND coalesce(i.gone_at, m.gone_at, p.gone_at) IS NULL
			""";

	/** What people wrote; who may not see it must not see how much there is of it. */
	static final String THREADS = """
			SELECT d.%1$s AS owner, count(DISTINCT d.id) AS threads, count(*) AS comments,
				count(DISTINCT CASE WHEN n.resolvable = 1 AND n.resolved = 0 THEN d.id END) AS unresolved
			FROM discussions d JOIN notes n ON n.discussion_id = d.id AND n.system = 0
			WHERE d.%1$s IN (SELECT value FROM json_each(?))
				AND NOT EXISTS (SELECT 1 FROM notes x WHERE x.discussion_id = d.id AND x.internal = 1)
			GROUP BY d.%1$s
			""";

	static final String SYSTEM_NOTES = """
			SELECT d.%1$s AS owner, n.body FROM discussions d JOIN notes n ON n.discussion_id = d.id AND n.system = 1
			WHERE d.%1$s IN (SELECT value FROM json_each(?))
				AND NOT EXISTS (SELECT 1 FROM notes x WHERE x.discussion_id = d.id AND x.internal = 1)
			ORDER BY d.%1$s, d.position, n.ordinal
			""";

	static final String NOTES = """
			SELECT discussion_id AS owner, notes.* FROM notes
			WHERE discussion_id IN (SELECT value FROM json_each(?)) ORDER BY discussion_id, ordinal
			""";

	static final String FILES = """
			SELECT merge_request_id AS owner, change_kind,
				CASE WHEN old_path = new_path THEN new_path ELSE old_path || ' -> ' || new_path END AS path
			FROM merge_request_files WHERE merge_request_id IN (SELECT value FROM json_each(?))
			ORDER BY merge_request_id, new_path, old_path, occurrence
			""";

	private final Map<SourceKey, SourceRow> found = new HashMap<>();

	private final Map<SourceKey, List<SourceRow>> threads = new HashMap<>();

	private final Map<SourceKey, List<SourceRow>> systemNotes = new HashMap<>();

	private final Map<SourceKey, List<SourceRow>> notes = new HashMap<>();

	private final Map<SourceKey, List<SourceRow>> files = new HashMap<>();

	private DocumentSources() {
	}

	/**
	 * Reads everything about these sources into memory.
	 */
	static DocumentSources read(WriteTransaction tx, Collection<SourceKey> sources) {
		DocumentSources read = new DocumentSources();
		read.readEntities(tx, SourceType.ISSUE, ISSUE, SourceKey.ids(sources, SourceType.ISSUE));
		String mergeRequests = SourceKey.ids(sources, SourceType.MERGE_REQUEST);
		read.readEntities(tx, SourceType.MERGE_REQUEST, MERGE_REQUEST, mergeRequests);
		group(tx, FILES, mergeRequests, SourceType.MERGE_REQUEST, read.files);
		String discussions = SourceKey.ids(sources, SourceType.DISCUSSION);
		read.readRows(tx, SourceType.DISCUSSION, DISCUSSION, discussions);
		group(tx, NOTES, discussions, SourceType.DISCUSSION, read.notes);
		return read;
	}

	/**
	 * The row of a source, {@code null} if it is gone, or its issue or merge request is.
	 */
	@Nullable SourceRow find(SourceKey source) {
		return this.found.get(source);
	}

	/**
	 * The notes of a discussion in their order.
	 */
	List<SourceRow> findNotes(SourceKey discussion) {
		return this.notes.getOrDefault(discussion, List.of());
	}

	/**
	 * How many threads and comments an entity has: {@code threads}, {@code comments},
	 * {@code unresolved}; {@code null} if there are none.
	 */
	@Nullable SourceRow countThreads(SourceKey entity) {
		List<SourceRow> counts = this.threads.getOrDefault(entity, List.of());
		return counts.isEmpty() ? null : counts.get(0);
	}

	List<String> findSystemNotes(SourceKey entity) {
		return this.systemNotes.getOrDefault(entity, List.of()).stream().map((row) -> row.string("body")).toList();
	}

	/**
	 * The files that a merge request changes: {@code path} and {@code change_kind}.
	 */
	List<SourceRow> findFiles(SourceKey mergeRequest) {
		return this.files.getOrDefault(mergeRequest, List.of());
	}

	private void readEntities(WriteTransaction tx, SourceType type, String sql, String ids) {
		readRows(tx, type, sql, ids);
		String column = type.value() + "_id";
		group(tx, THREADS.formatted(column), ids, type, this.threads);
		group(tx, SYSTEM_NOTES.formatted(column), ids, type, this.systemNotes);
	}

	private void readRows(WriteTransaction tx, SourceType type, String sql, String ids) {
		rows(tx, sql, ids).forEach((row) -> this.found.put(new SourceKey(type, row.number("id")), row));
	}

	private static void group(WriteTransaction tx, String sql, String ids, SourceType type,
			Map<SourceKey, List<SourceRow>> groups) {
		rows(tx, sql, ids).forEach(
				(row) -> groups.computeIfAbsent(new SourceKey(type, row.number("owner")), (owner) -> new ArrayList<>())
					.add(row));
	}

	private static List<SourceRow> rows(WriteTransaction tx, String sql, String ids) {
		return ids.equals(NONE) ? List.of() : tx.query(sql, new SourceRowMapper(), ids);
	}

}
