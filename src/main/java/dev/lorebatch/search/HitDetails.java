package dev.lorebatch.search;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.NotePosition;
import dev.lorebatch.search.Fusion.Fused;

/**
 * Reads what is shown of a hit. Only for the few that are shown.
 */
class HitDetails {

	private static final int EXCERPT = 240;

	private static final String DETAILS = """
			SELECT d.id, d.source_type, d.title, d.confidential, p.reference_path AS path,
				coalesce(i.iid, m.iid) AS iid, coalesce(i.state, m.state) AS state,
				coalesce(i.author_username, m.author_username) AS author,
				coalesce(i.milestone_title, m.milestone_title) AS milestone,
				coalesce(i.created_at, m.created_at) AS created_at, coalesce(i.updated_at, m.updated_at) AS updated_at,
				coalesce(i.web_url, m.web_url) AS web_url, substr(d.body, 1, 400) AS beginning,
				CASE WHEN i.id IS NOT NULL
					THEN (SELECT json_group_array(name) FROM (SELECT l.name FROM issue_labels x
						JOIN labels l ON l.id = x.label_id WHERE x.issue_id = i.id ORDER BY l.name))
					ELSE (SELECT json_group_array(name) FROM (SELECT l.name FROM merge_request_labels x
						JOIN labels l ON l.id = x.label_id WHERE x.merge_request_id = m.id ORDER BY l.name)) END AS labels,
				t.gitlab_id AS thread_id, n.author_username AS thread_author, n.gitlab_id AS note_id,
				n.position_type, n.position_base_sha, n.position_start_sha, n.position_head_sha, n.position_old_path,
				n.position_new_path, n.position_old_line, n.position_new_line, n.position_line_range, n.position_x,
				n.position_y, n.position_width, n.position_height, m.sha AS newest
			FROM documents d
			JOIN projects p ON p.id = d.project_id
			LEFT JOIN issues i ON d.entity_type = 'issue' AND i.id = d.entity_id
			LEFT JOIN merge_requests m ON d.entity_type = 'merge_request' AND m.id = d.entity_id
			LEFT JOIN discussions t ON d.source_type = 'discussion' AND t.id = d.source_id
			LEFT JOIN notes n ON n.id = (SELECT x.id FROM notes x WHERE x.discussion_id = t.id ORDER BY x.ordinal LIMIT 1)
			WHERE d.id = ?
			""";

	private final JdbcClient jdbc;

	HitDetails(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * @param passage where the words were found, {@code null} if no word was
	 */
	SearchHit read(Fused fused, double score, @Nullable String passage) {
		return this.jdbc.sql(DETAILS)
			.param(fused.shown().documentId())
			.query((row, index) -> hit(row, fused, score, passage))
			.single();
	}

	private static SearchHit hit(ResultSet row, Fused fused, double score, @Nullable String passage)
			throws SQLException {
		Placed shown = fused.shown();
		String snippet = (passage == null || passage.isBlank()) ? excerpt(row.getString("beginning")) : passage;
		return new SearchHit(shown.kind(), row.getString("path"), row.getLong("iid"), row.getString("title"),
				row.getString("state"), row.getString("author"), labels(row.getString("labels")),
				row.getString("milestone"), row.getBoolean("confidential"), row.getString("created_at"),
				row.getString("updated_at"), row.getString("web_url"), score, shown.documentId(),
				snippet.replaceAll("\\s+", " ").strip(), thread(row), fused.lexical(), fused.vector());
	}

	private static SearchHit.@Nullable Discussion thread(ResultSet row) throws SQLException {
		String id = row.getString("thread_id");
		if (id == null) {
			return null;
		}
		String page = row.getString("web_url");
		String note = row.getString("note_id");
		return new SearchHit.Discussion(id, row.getString("thread_author"),
				(page != null && note != null) ? page + "#note_" + note : page, position(row), row.getString("newest"));
	}

	private static @Nullable NotePosition position(ResultSet row) {
		return NotePosition.of((column) -> {
			try {
				return row.getObject(column);
			}
			catch (SQLException ex) {
				throw new UncategorizedSQLException("read the position of a note", null, ex);
			}
		});
	}

	private static List<String> labels(String json) {
		return List.of(JsonMapper.shared().readValue(json, String[].class));
	}

	private static String excerpt(String beginning) {
		String line = beginning.replaceAll("\\s+", " ").strip();
		return (line.length() > EXCERPT) ? line.substring(0, line.offsetByCodePoints(0, EXCERPT / 2)) + "…" : line;
	}

}
