package dev.lorebatch.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.search.EntityLookup.Found;

/**
 * What refers to what.
 */
public class EntityRelations {

	/**
	 * Both directions: what the entity's own rows say, and the rows of others that name
	 * it. A path means the project of the text itself, else the one that has it now, else
	 * the one that had it last. The other side may not be in the mirror. Visible to the
	 * test that reads its query plan.
	 */
	static final String REFERENCES = """
			SELECT r.reference_type AS why, r.target_type AS kind, t.id AS project_id,
				coalesce(t.reference_path, r.target_project_path) AS project, r.target_key AS iid
			FROM entity_references r
			JOIN projects p ON p.id = r.project_id
			LEFT JOIN projects t ON t.id = iif(r.target_project_path = p.path, p.id,
				(SELECT n.project_id FROM project_names n WHERE n.path = r.target_project_path))
			WHERE r.source_type = ?1 AND r.source_id = ?2
			UNION
			SELECT CASE r.reference_type WHEN 'closes' THEN 'closed_by' WHEN 'closed_by' THEN 'closes'
					WHEN 'mentions' THEN 'mentioned_in' ELSE 'mentions' END,
				r.source_type, p.id, p.reference_path, CAST(coalesce(i.iid, m.iid) AS TEXT)
			FROM (SELECT path FROM projects WHERE id = ?3
				UNION SELECT path FROM project_names WHERE project_id = ?3) a
			CROSS JOIN entity_references r ON r.target_project_path = a.path AND r.target_type = ?1 AND r.target_key = ?4
			JOIN projects p ON p.id = r.project_id
			LEFT JOIN issues i ON r.source_type = 'issue' AND i.id = r.source_id
			LEFT JOIN merge_requests m ON r.source_type = 'merge_request' AND m.id = r.source_id
			WHERE iif(r.target_project_path = p.path, p.id = ?3,
				EXISTS (SELECT 1 FROM project_names n WHERE n.path = r.target_project_path AND n.project_id = ?3))
			""";

	/** What is said of a target first is shown, the rest left out. */
	private static final String ORDER = """
			 ORDER BY CASE why WHEN 'closes' THEN 1 WHEN 'closed_by' THEN 2 WHEN 'mentions' THEN 3 ELSE 4 END,
				project, kind, length(iid), iid
			""";

	private static final String TITLE = "SELECT title, state, web_url FROM %s WHERE project_id = ? AND iid = ?";

	private final JdbcClient jdbc;

	public EntityRelations(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Everything that refers to the entity and that it refers to, each of them once:
	 * closing relations first, then what the entity mentions, then what mentions it.
	 */
	public List<Relation> find(Found entity) {
		long projectId = this.jdbc.sql("SELECT id FROM projects WHERE gitlab_id = ?")
			.param(entity.projectGitLabId())
			.query(Long.class)
			.single();
		Map<Target, Relation> relations = new LinkedHashMap<>();
		Target self = Target.of(entity.kind().value(), projectId, entity.project(), String.valueOf(entity.iid()));
		RowCallbackHandler collect = (row) -> {
			long id = row.getLong("project_id");
			Long project = row.wasNull() ? null : id;
			Target target = Target.of(row.getString("kind"), project, row.getString("project"), row.getString("iid"));
			if (!target.equals(self) && !relations.containsKey(target)) {
				relations.put(target, relation(row.getString("why"), row.getString("project"), target));
			}
		};
		this.jdbc.sql("SELECT * FROM (" + REFERENCES + ")" + ORDER)
			.param(1, entity.kind().value())
			.param(2, entity.id())
			.param(3, projectId)
			.param(4, String.valueOf(entity.iid()))
			.query(collect);
		return List.copyOf(relations.values());
	}

	private Relation relation(String why, String project, Target target) {
		if (target.kind().equals("external")) {
			return new Relation(why, "external", project + " " + target.key(), null, null, null);
		}
		EntityKind kind = EntityKind.ofValue(target.kind());
		String reference = project + kind.sigil() + target.key();
		Relation unknown = new Relation(why, target.kind(), reference, null, null, null);
		if (target.projectId() == null || !target.key().matches("\\d{1,18}")) {
			return unknown;
		}
		return this.jdbc.sql(TITLE.formatted(kind.resource()))
			.params(target.projectId(), Long.parseLong(target.key()))
			.query((row, index) -> new Relation(why, target.kind(), reference, row.getString(1), row.getString(2),
					row.getString(3)))
			.optional()
			.orElse(unknown);
	}

	/**
	 * What is referred to, however its project is called.
	 *
	 * @param projectId local id of the project, {@code null} if the mirror does not know
	 * it
	 * @param path of a project that the mirror does not know, else empty
	 */
	private record Target(String kind, @Nullable Long projectId, String path, String key) {

		static Target of(String kind, @Nullable Long projectId, String path, String key) {
			return new Target(kind, projectId, (projectId != null) ? "" : path.toLowerCase(Locale.ROOT), key);
		}

	}

	/**
	 * Another issue or merge request.
	 *
	 * @param why how the entity relates to it: {@code closes}, {@code closed_by},
	 * {@code mentions}, {@code mentioned_in} or {@code similar}
	 * @param title {@code null} if it is not in the mirror
	 */
	public record Relation(String why, String kind, String reference, @Nullable String title, @Nullable String state,
			@Nullable String webUrl) {
	}

}
