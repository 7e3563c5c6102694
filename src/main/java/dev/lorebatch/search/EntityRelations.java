package dev.lorebatch.search;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.search.EntityLookup.Found;

/**
 * What refers to what.
 */
public class EntityRelations {

	/**
	 * Both directions: what the entity's own rows say, and the rows of others that name
	 * it. The other side may not be in the mirror.
	 */
	private static final String REFERENCES = """
			SELECT DISTINCT r.reference_type AS why, r.target_type AS kind, r.target_project_path AS project,
				r.target_key AS iid
			FROM entity_references r WHERE r.source_type = ?1 AND r.source_id = ?2
			UNION
			SELECT CASE r.reference_type WHEN 'closes' THEN 'closed_by' WHEN 'closed_by' THEN 'closes'
					WHEN 'mentions' THEN 'mentioned_in' ELSE 'mentions' END,
				r.source_type, p.reference_path, CAST(coalesce(i.iid, m.iid) AS TEXT)
			FROM entity_references r
			JOIN projects p ON p.id = r.project_id
			LEFT JOIN issues i ON r.source_type = 'issue' AND i.id = r.source_id
			LEFT JOIN merge_requests m ON r.source_type = 'merge_request' AND m.id = r.source_id
			WHERE r.target_project_path = ?3 AND r.target_type = ?1 AND r.target_key = ?4
			""";

	private static final String TITLE = """
			SELECT e.title, e.state, e.web_url FROM %s e JOIN projects p ON p.id = e.project_id
			WHERE e.iid = ? AND (p.path = ? COLLATE NOCASE AND p.path_lost_at IS NULL)
			""";

	private final JdbcClient jdbc;

	public EntityRelations(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Everything that refers to the entity and that it refers to, closing relations
	 * first.
	 */
	public List<Relation> find(Found entity) {
		return this.jdbc
			.sql("SELECT * FROM (" + REFERENCES + ") ORDER BY why LIKE 'ment%', why, project, kind, length(iid), iid")
			.param(1, entity.kind().value())
			.param(2, entity.id())
			.param(3, entity.project())
			.param(4, String.valueOf(entity.iid()))
			.query((row, index) -> relation(row.getString("why"), row.getString("kind"), row.getString("project"),
					row.getString("iid")))
			.list()
			.stream()
			.filter((relation) -> !relation.reference().equalsIgnoreCase(entity.reference()))
			.toList();
	}

	private Relation relation(String why, String kind, String project, String key) {
		if (kind.equals("external") || !key.matches("\\d{1,18}")) {
			return new Relation(why, "external", project + " " + key, null, null, null);
		}
		EntityKind type = EntityKind.ofValue(kind);
		String reference = project + type.sigil() + key;
		return this.jdbc.sql(TITLE.formatted(type.resource()))
			.params(Long.parseLong(key), project)
			.query((row, index) -> new Relation(why, kind, reference, row.getString(1), row.getString(2),
					row.getString(3)))
			.optional()
			.orElse(new Relation(why, kind, reference, null, null, null));
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
