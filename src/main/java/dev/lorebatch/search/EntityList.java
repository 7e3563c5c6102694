package dev.lorebatch.search;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.entity.EntityKind;

/**
 * Lists issues or merge requests of the mirror.
 */
public class EntityList {

	private static final String LIST = """
			SELECT p.reference_path, %6$s.iid, %6$s.title, %6$s.state, %6$s.author_username, %6$s.milestone_title, %6$s.created_at, %6$s.updated_at,
				%6$s.web_url, %2$s AS confidential, coalesce(%6$s.gone_at, p.gone_at) AS gone_at, (SELECT json_group_array(name) FROM (SELECT l.name FROM %1$s_labels x
					JOIN labels l ON l.id = x.label_id WHERE x.%1$s_id = %6$s.id ORDER BY l.name)) AS labels
			FROM %3$s JOIN projects p ON p.id = %6$s.project_id WHERE %4$s AND coalesce(%6$s.gone_at, p.gone_at) IS %7$s
			ORDER BY %6$s.%5$s, p.reference_path, %6$s.iid LIMIT ?
			""";

	private final JdbcClient jdbc;

	public EntityList(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * The first so many.
	 * @param gone whether those are wanted that are gone from GitLab, instead of those
	 * that are there
	 */
	public List<ListedEntity> find(EntityKind kind, SearchFilter filter, boolean gone, Sort sort, boolean descending,
			int limit) {
		boolean issues = kind == EntityKind.ISSUE;
		String alias = issues ? "i" : "m";
		String tables = issues ? "issues i LEFT JOIN merge_requests m ON 0"
				: "merge_requests m LEFT JOIN issues i ON 0";
		String confidential = issues ? "i.confidential" : "0";
		String condition = filter.of(kind).sql().replace("d.confidential", confidential);
		String sql = LIST.formatted(kind.value(), confidential, tables, condition,
				sort.column() + (descending ? " DESC" : ""), alias, gone ? "NOT NULL" : "NULL");
		List<Object> parameters = new ArrayList<>(filter.parameters());
		parameters.add(limit);
		return this.jdbc.sql(sql)
			.params(parameters)
			.query((row, index) -> new ListedEntity(kind, row.getString(1), row.getLong(2), row.getString(3),
					row.getString(4), row.getString(5), row.getString(6), row.getString(7), row.getString(8),
					row.getString(9), row.getBoolean(10), labels(row.getString(12)), row.getString(11)))
			.list();
	}

	private static List<String> labels(String json) {
		return List.of(JsonMapper.shared().readValue(json, String[].class));
	}

	/**
	 * What to sort by.
	 */
	public enum Sort {

		UPDATED("updated_at"), CREATED("created_at"), IID("iid");

		private final String column;

		Sort(String column) {
			this.column = column;
		}

		String column() {
			return this.column;
		}

	}

	/**
	 * One line of the list.
	 *
	 * @param goneAt when it was found to be gone, {@code null} if it is there
	 */
	public record ListedEntity(EntityKind kind, String project, long iid, String title, String state,
			@Nullable String author, @Nullable String milestone, @Nullable String createdAt, @Nullable String updatedAt,
			@Nullable String webUrl, boolean confidential, List<String> labels, @Nullable String goneAt) {

		/**
		 * As GitLab writes it.
		 */
		public String reference() {
			return this.project + this.kind.sigil() + this.iid;
		}

	}

}
