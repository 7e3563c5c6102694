package dev.lorebatch.functional;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The logical content of the database: every row of every content table, with local ids
 * replaced by what they stand for, so that two databases can be compared that were
 * written in a different order.
 */
public final class DatabaseDump {

	private static final Set<String> BOOKKEEPING = Set.of("run_leases", "sync_locks", "write_lock",
			"flyway_schema_history", "sync_run_entities", "sync_run_retries", "sync_run_fetches", "last_fetches",
			"sync_watermarks", "dependent_states", "sync_run_projects", "sync_run_failures", "sync_lock_waiters",
			"sync_reconciliations", "token_views", "token_view_salt", "views", "sync_run_views", "reference_scans",
			"former_project_paths");

	/** When something was done, and how often, is no content. */
	private static final Set<String> NO_CONTENT = Set.of("id", "enqueued_at", "completed_at", "marked_at", "attempts",
			"next_attempt_at", "noted_at");

	private static final Map<String, String> OWNERS = Map.of("source_id", "source_type", "parent_id", "parent_type",
			"entity_id", "entity_type");

	private final TestDatabase database;

	private final Map<String, String> names = new HashMap<>();

	private DatabaseDump(TestDatabase database) {
		this.database = database;
		names("project", "SELECT id, path AS name FROM projects");
		names("issue",
				"SELECT i.id, p.path || '#' || i.iid AS name FROM issues i JOIN projects p ON p.id = i.project_id");
		names("merge_request", "SELECT m.id, p.path || '!' || m.iid AS name FROM merge_requests m "
				+ "JOIN projects p ON p.id = m.project_id");
		names("label", "SELECT id, name FROM labels");
		names("discussion", "SELECT id, coalesce('issue ' || issue_id, 'merge_request ' || merge_request_id) AS parent,"
				+ " gitlab_id AS name FROM discussions");
		for (Map<String, @Nullable Object> row : database.query("SELECT id, source_type, source_id FROM documents")) {
			this.names.put("document " + row.get("id"),
					String.valueOf(this.names.get(row.get("source_type") + " " + row.get("source_id"))));
		}
	}

	/**
	 * The sorted rows by table.
	 */
	public static Map<String, List<String>> of(TestDatabase database) {
		DatabaseDump dump = new DatabaseDump(database);
		Map<String, List<String>> tables = new TreeMap<>();
		for (String table : contentTables(database)) {
			tables.put(table, dump.rows(table));
		}
		checkFullText(database);
		return tables;
	}

	/**
	 * The rows of some tables as they are, local ids and times included.
	 */
	static Map<String, List<String>> exact(TestDatabase database, String condition, String... tables) {
		Map<String, List<String>> rows = new TreeMap<>();
		for (String table : tables) {
			List<String> lines = new ArrayList<>();
			database.query("SELECT * FROM " + table + " WHERE " + condition).forEach((row) -> lines.add(exact(row)));
			rows.put(table, lines.stream().sorted().toList());
		}
		return rows;
	}

	/**
	 * Every content row as it is.
	 */
	static Map<String, List<String>> exactContent(TestDatabase database) {
		return exact(database, "1",
				contentTables(database).stream()
					.filter((table) -> !table.equals("dependent_jobs"))
					.toArray(String[]::new));
	}

	private static Set<String> contentTables(TestDatabase database) {
		Set<String> tables = new TreeSet<>();
		for (Map<String, @Nullable Object> row : database
			.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'BATCH_%' "
					+ "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'documents_fts%'")) {
			tables.add(String.valueOf(row.get("name")));
		}
		tables.removeAll(BOOKKEEPING);
		return tables;
	}

	/**
	 * SQLite compares the full-text index with the documents, and fails if they differ.
	 */
	private static void checkFullText(TestDatabase database) {
		database.execute("INSERT INTO documents_fts (documents_fts, rank) VALUES ('integrity-check', 1)");
	}

	private List<String> rows(String table) {
		List<String> rows = new ArrayList<>();
		for (Map<String, @Nullable Object> row : this.database.query("SELECT * FROM " + table)) {
			List<String> cells = new ArrayList<>();
			row.forEach((column, value) -> {
				if (!NO_CONTENT.contains(column)) {
					cells.add(column + "=" + shown(row, column, value));
				}
			});
			rows.add(String.join(" | ", cells));
		}
		return rows.stream().sorted().toList();
	}

	private String shown(Map<String, @Nullable Object> row, String column, @Nullable Object value) {
		if (value == null || column.endsWith("gitlab_id")) {
			return plain(value);
		}
		String ownerColumn = OWNERS.get(column);
		String owner = (ownerColumn != null) ? String.valueOf(row.get(ownerColumn))
				: column.endsWith("_id") ? column.substring(0, column.length() - 3) : "";
		return this.names.getOrDefault(owner + " " + value, plain(value));
	}

	private static String exact(Map<String, @Nullable Object> row) {
		List<String> cells = new ArrayList<>();
		row.forEach((column, value) -> cells.add(column + "=" + plain(value)));
		return String.join(" | ", cells);
	}

	private static String plain(@Nullable Object value) {
		return (value instanceof byte[] bytes) ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
	}

	private void names(String kind, String sql) {
		for (Map<String, @Nullable Object> row : this.database.query(sql)) {
			Object parent = row.get("parent");
			String prefix = (parent != null) ? this.names.get(String.valueOf(parent)) + "/" : "";
			this.names.put(kind + " " + row.get("id"), prefix + row.get("name"));
		}
	}

}
