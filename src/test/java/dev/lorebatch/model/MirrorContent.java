package dev.lorebatch.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.lorebatch.functional.DatabaseDump;
import dev.lorebatch.functional.TestDatabase;
import dev.lorebatch.support.TestMirror;

/**
 * What a mirror says of the projects that are synced.
 */
final class MirrorContent {

	/** Takes the rows of what is gone away; threads go by foreign key. */
	private static final List<String> FORGET = List.of("""
			DELETE FROM raw_payloads WHERE (resource_type = '%1$s' AND EXISTS (SELECT 1 FROM %2$s e WHERE
				e.gone_at IS NOT NULL AND e.project_id = raw_payloads.project_id
				AND e.iid = CAST(raw_payloads.resource_key AS INTEGER)))
			OR (parent_type = '%1$s' AND parent_id IN (SELECT id FROM %2$s WHERE gone_at IS NOT NULL))
			""", """
			DELETE FROM entity_references WHERE source_type = '%1$s'
				AND source_id IN (SELECT id FROM %2$s WHERE gone_at IS NOT NULL)
			""", "DELETE FROM %2$s WHERE gone_at IS NOT NULL");

	/** Marks the projects that nobody syncs any more, unless they are gone. */
	private static final String LEAVE = """
			UPDATE projects SET path = 'left/' || gitlab_id WHERE gone_at IS NULL AND gitlab_id NOT IN (%s)
			""";

	private static final Pattern OF_A_LEFT_PROJECT = Pattern
		.compile("\\b(project|issue|merge_request|discussion|document|source|parent)_id=left/");

	private MirrorContent() {
	}

	/**
	 * In the words of {@link Upstream#describe()}.
	 * @param ids GitLab's ids of the projects
	 */
	static List<String> describe(TestMirror mirror, Collection<Long> ids) {
		List<String> lines = new ArrayList<>(describe(mirror, ids, "issue", "#"));
		lines.addAll(describe(mirror, ids, "merge_request", "!"));
		return lines.stream().sorted().toList();
	}

	private static List<String> describe(TestMirror mirror, Collection<Long> ids, String kind, String sigil) {
		return mirror.jdbc().sql("""
				SELECT p.path || '%3$s' || e.iid || ' ' || e.title || ' [' || e.state || '] <'
					|| coalesce((SELECT group_concat(name, ',') FROM (SELECT l.name FROM %1$s_labels x
						JOIN labels l ON l.id = x.label_id WHERE x.%1$s_id = e.id ORDER BY l.name)), '') || '> ('
					|| coalesce((SELECT group_concat(gitlab_id, ',') FROM (SELECT n.gitlab_id FROM notes n
						JOIN discussions d ON d.id = n.discussion_id WHERE d.%1$s_id = e.id
						ORDER BY n.gitlab_id)), '') || ')'
				FROM %2$s e JOIN projects p ON p.id = e.project_id WHERE e.gone_at IS NULL AND p.gone_at IS NULL
					AND p.gitlab_id IN (%4$s)
				""".formatted(kind, kind + "s", sigil, list(ids))).query(String.class).list();
	}

	/**
	 * GitLab's ids of all notes of what is not gone.
	 */
	static Set<Long> notes(TestMirror mirror, Collection<Long> ids) {
		return new HashSet<>(mirror.jdbc().sql("""
				SELECT n.gitlab_id FROM notes n JOIN discussions d ON d.id = n.discussion_id
				LEFT JOIN issues i ON i.id = d.issue_id LEFT JOIN merge_requests m ON m.id = d.merge_request_id
				JOIN projects p ON p.id = coalesce(i.project_id, m.project_id)
				WHERE coalesce(i.gone_at, m.gone_at, p.gone_at) IS NULL AND p.gitlab_id IN (%s)
				""".formatted(list(ids))).query(Long.class).list());
	}

	/**
	 * The title of one entity, and GitLab's ids of its notes.
	 * @param kind as a column is named for it
	 */
	static List<String> titleAndNotes(TestMirror mirror, String kind, long gitlabId) {
		return mirror.jdbc().sql("""
				SELECT title FROM %1$ss WHERE gitlab_id = ?1 UNION ALL
				SELECT CAST(n.gitlab_id AS TEXT) FROM notes n JOIN discussions d ON d.id = n.discussion_id
					JOIN %1$ss e ON e.id = d.%1$s_id WHERE e.gitlab_id = ?1
				""".formatted(kind)).param(gitlabId).query(String.class).list();
	}

	/**
	 * In the words of {@link Upstream#places()}: the given projects, and whatever has one
	 * of the paths.
	 */
	static List<String> places(TestMirror mirror, Collection<Long> ids, Collection<String> paths) {
		return mirror.jdbc()
			.sql("""
					SELECT gitlab_id || ' ' || path FROM projects WHERE gitlab_id IN (%s)
						OR (path_lost_at IS NULL AND lower(path) IN (%s))
					""".formatted(list(ids),
					paths.stream()
						.map((path) -> "'" + path.toLowerCase(Locale.ROOT) + "'")
						.collect(Collectors.joining(","))))
			.query(String.class)
			.list()
			.stream()
			.sorted()
			.toList();
	}

	/**
	 * All that is there, without the rows of what has a tombstone, and of projects that
	 * are synced no more. Documents and vectors of what is gone are not left out: there
	 * must be none.
	 * @param file of the mirror; the copy that is looked at stands beside it
	 */
	static Map<String, List<String>> of(TestMirror mirror, Path file, Collection<Long> ids) throws Exception {
		Path copy = file.resolveSibling("copy-of-" + file.getFileName());
		Files.deleteIfExists(copy);
		mirror.jdbc().sql("VACUUM INTO ?").param(copy.toString()).update();
		TestDatabase database = new TestDatabase(copy);
		forget(database, ids);
		Map<String, List<String>> content = new TreeMap<>(DatabaseDump.of(database));
		content.keySet()
			.retainAll(List.of("issues", "merge_requests", "issue_labels", "merge_request_labels", "issue_assignees",
					"merge_request_assignees", "merge_request_reviewers", "discussions", "notes",
					"resource_state_events", "resource_label_events", "resource_milestone_events",
					"merge_request_files", "entity_references", "raw_payloads", "documents", "embeddings"));
		content.replaceAll(
				(table, rows) -> rows.stream().filter((row) -> !OF_A_LEFT_PROJECT.matcher(row).find()).toList());
		return content;
	}

	private static void forget(TestDatabase database, Collection<Long> ids) throws SQLException {
		try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA foreign_keys = ON");
			for (String kind : List.of("issue", "merge_request")) {
				for (String sql : FORGET) {
					statement.executeUpdate(sql.formatted(kind, kind + "s"));
				}
			}
			statement.executeUpdate(LEAVE.formatted(list(ids)));
		}
	}

	private static String list(Collection<Long> ids) {
		return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
	}

}
