package dev.lorebatch.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.GitLabPages;
import dev.lorebatch.entity.NotePosition;
import dev.lorebatch.entity.ReferenceGrammar;
import dev.lorebatch.search.EntityLookup.Found;

/**
 * Reads one issue or merge request with all that belongs to it. Rows are maps from the
 * fields of the JSON output to values.
 */
public class EntityDetails {

	private static final Map<EntityKind, String> HEADER = Map.of(EntityKind.ISSUE, """
			SELECT e.iid, e.title, e.state, e.issue_type, e.author_username AS author, e.milestone_title AS milestone,
				e.confidential, e.due_date, e.created_at, e.updated_at, e.closed_at, e.gone_at,
				e.gone_run_id, e.moved_to_gitlab_id, e.web_url, e.description
			FROM issues e WHERE e.id = ?
			""", EntityKind.MERGE_REQUEST,
			"""
					SELECT e.iid, e.title, e.state, e.draft, e.author_username AS author, e.milestone_title AS milestone,
						e.source_branch, e.target_branch, e.sha, e.created_at, e.updated_at, e.merged_at, e.closed_at, e.gone_at,
						e.gone_run_id, e.web_url,
						e.description
					FROM merge_requests e WHERE e.id = ?
					""");

	private static final String PROJECT = """
			SELECT gitlab_id AS project_id, path_lost_at AS project_path_lost_at, gone_at AS project_gone_at,
				iif(path_lost_at IS NULL, NULL, path) AS project_former_path
			FROM projects WHERE gitlab_id = ?
			""";

	private static final String MOVED_ISSUE = """
			SELECT p.reference_path || '#' || i.iid FROM issues i JOIN projects p ON p.id = i.project_id
			WHERE i.gitlab_id = ? ORDER BY p.path_lost_at IS NOT NULL LIMIT 1
			""";

	/** Since there is no request for an issue by its global id. */
	private static final String MOVED_NOTE = """
			SELECT n.body FROM discussions d JOIN notes n ON n.discussion_id = d.id AND n.system = 1
			WHERE d.issue_id = ? AND n.body LIKE 'moved to %' ORDER BY n.created_at DESC, n.gitlab_id DESC LIMIT 1
			""";

	private static final String NOTES = """
			SELECT d.gitlab_id AS discussion_id, n.gitlab_id AS note_id, n.author_username AS author, n.created_at,
				n.system, n.internal, n.resolvable, n.resolved, n.body, n.position_type, n.position_base_sha,
				n.position_start_sha, n.position_head_sha, n.position_old_path, n.position_new_path, n.position_old_line,
				n.position_new_line, n.position_line_range, n.position_x, n.position_y, n.position_width,
				n.position_height
			FROM discussions d JOIN notes n ON n.discussion_id = d.id WHERE d.%s_id = ?
			ORDER BY d.position, n.ordinal
			""";

	private static final String EVENTS = """
			SELECT 'state' AS type, state AS action, user_username AS user, NULL AS name, created_at, gitlab_id
			FROM resource_state_events WHERE %1$s_id = ?1
			UNION ALL SELECT 'label', action, user_username, label_name, created_at, gitlab_id
			FROM resource_label_events WHERE %1$s_id = ?1
			UNION ALL SELECT 'milestone', action, user_username, milestone_title, created_at, gitlab_id
			FROM resource_milestone_events WHERE %1$s_id = ?1
			ORDER BY created_at, gitlab_id
			""";

	private static final String FILES = """
			SELECT old_path, new_path, change_kind AS change, completeness, additions, deletions, old_mode, new_mode
			FROM merge_request_files WHERE merge_request_id = ? ORDER BY new_path, old_path, occurrence
			""";

	private final JdbcClient jdbc;

	public EntityDetails(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	public Map<String, @Nullable Object> header(Found entity) {
		Map<String, @Nullable Object> header = new LinkedHashMap<>();
		header.put("kind", entity.kind().value());
		header.put("reference", entity.reference());
		header.put("project", entity.project());
		header.putAll(this.jdbc.sql(PROJECT).param(entity.projectGitLabId()).query().singleRow());
		header.putAll(this.jdbc.sql(HEADER.getOrDefault(entity.kind(), "")).param(entity.id()).query().singleRow());
		header.computeIfAbsent("gone_at", (field) -> header.get("project_gone_at"));
		header.computeIfPresent("confidential", (field, value) -> isTrue(value));
		header.computeIfPresent("draft", (field, value) -> isTrue(value));
		if (header.remove("moved_to_gitlab_id") instanceof Number moved) {
			header.put("moved_to", movedTo(entity, moved.longValue()));
		}
		header.put("labels", names(entity, "SELECT l.name FROM %1$s_labels x JOIN labels l ON l.id = x.label_id "
				+ "WHERE x.%1$s_id = ? ORDER BY l.name"));
		header.put("assignees", names(entity, "SELECT username FROM %1$s_assignees WHERE %1$s_id = ? ORDER BY 1"));
		if (entity.kind() == EntityKind.MERGE_REQUEST) {
			header.put("reviewers", names(entity, "SELECT username FROM %1$s_reviewers WHERE %1$s_id = ? ORDER BY 1"));
		}
		return header;
	}

	/**
	 * The discussions in their order, each with its notes. The {@code position} of a note
	 * is a {@link NotePosition}, or {@code null}.
	 */
	public Map<String, List<Map<String, @Nullable Object>>> threads(Found entity) {
		Map<String, List<Map<String, @Nullable Object>>> threads = new LinkedHashMap<>();
		for (Map<String, @Nullable Object> note : rows(NOTES, entity)) {
			String thread = String.valueOf(note.remove("discussion_id"));
			for (String flag : List.of("system", "internal", "resolvable", "resolved")) {
				note.computeIfPresent(flag, (field, value) -> isTrue(value));
			}
			addPosition(note);
			threads.computeIfAbsent(thread, (id) -> new java.util.ArrayList<>()).add(note);
		}
		return threads;
	}

	/**
	 * Path and line are those of one side of the diff, the position has both.
	 */
	private static void addPosition(Map<String, @Nullable Object> note) {
		NotePosition position = NotePosition.of(note::get);
		note.keySet().removeIf((column) -> column.startsWith("position_"));
		Object body = note.remove("body");
		note.put("path", (position != null) ? position.path() : null);
		note.put("line", (position != null) ? position.line() : null);
		note.put("position", position);
		note.put("body", body);
	}

	/**
	 * What happened to state, labels and milestone, in order.
	 */
	public List<Map<String, @Nullable Object>> events(Found entity) {
		List<Map<String, @Nullable Object>> events = rows(EVENTS, entity);
		events.forEach((event) -> event.remove("gitlab_id"));
		return events;
	}

	/**
	 * What a merge request changes.
	 */
	public List<Map<String, @Nullable Object>> files(Found entity) {
		return (entity.kind() == EntityKind.MERGE_REQUEST) ? rows(FILES, entity) : List.of();
	}

	/**
	 * Where the issue is now: GitLab says the global id only. In the mirror is either the
	 * other issue, or what GitLab noted when it was moved.
	 */
	private Map<String, @Nullable Object> movedTo(Found entity, long gitlabId) {
		String reference = this.jdbc.sql(MOVED_ISSUE)
			.param(gitlabId)
			.query(String.class)
			.optional()
			.orElseGet(() -> this.jdbc.sql(MOVED_NOTE)
				.param(entity.id())
				.query(String.class)
				.optional()
				.map((note) -> fullReference(note, entity.project()))
				.orElse(null));
		Map<String, @Nullable Object> movedTo = new LinkedHashMap<>();
		movedTo.put("gitlab_id", gitlabId);
		movedTo.put("reference", reference);
		return movedTo;
	}

	private static @Nullable String fullReference(String note, String project) {
		return ReferenceGrammar.findIn(note, GitLabPages.ofTexts(null))
			.stream()
			.map(ReferenceGrammar.Found::name)
			.filter((name) -> name.kind() == EntityKind.ISSUE)
			.findFirst()
			.map((name) -> name.projectPath(project) + name.kind().sigil() + name.iid())
			.orElse(null);
	}

	private List<String> names(Found entity, String sql) {
		return this.jdbc.sql(sql.formatted(entity.kind().value())).param(entity.id()).query(String.class).list();
	}

	private List<Map<String, @Nullable Object>> rows(String sql, Found entity) {
		return this.jdbc.sql(sql.formatted(entity.kind().value())).param(1, entity.id()).query().listOfRows();
	}

	private static boolean isTrue(@Nullable Object value) {
		return value instanceof Number number && number.intValue() != 0;
	}

}
