package dev.lorebatch.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is in a database file.
 */
final class FileSizes {

	private static final String BYTES = """
			SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name GROUP BY m.tbl_name
			""";

	private final Map<String, Long> bytes = new TreeMap<>();

	private final long rows;

	private final long issues;

	private final long notes;

	private final long all;

	private final double rawOfIssues;

	private final double rawOfDiscussions;

	private final double textOfIssues;

	private final double vectorsOfIssues;

	FileSizes(Path file) {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
			try (Statement statement = connection.createStatement(); ResultSet tables = statement.executeQuery(BYTES)) {
				while (tables.next()) {
					this.bytes.put(tables.getString(1), tables.getLong(2));
				}
			}
			this.issues = count(connection, "SELECT count(*) FROM issues");
			this.notes = count(connection, "SELECT count(*) FROM notes");
			this.all = count(connection, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
			this.rawOfIssues = share(connection, "raw_payloads", "length(payload)", "resource_type = 'issue'");
			this.rawOfDiscussions = share(connection, "raw_payloads", "length(payload)",
					"resource_type = 'discussion'");
			this.textOfIssues = share(connection, "documents", "length(content)", "source_type = 'issue'");
			this.vectorsOfIssues = share(connection, "embeddings JOIN documents d ON d.id = document_id", "1",
					"d.source_type = 'issue'");
			this.rows = this.issues + this.notes + count(connection, """
					SELECT (SELECT count(*) FROM discussions) + (SELECT count(*) FROM raw_payloads)
						+ (SELECT count(*) FROM documents) + (SELECT count(*) FROM embeddings)
						+ (SELECT count(*) FROM issue_labels) + (SELECT count(*) FROM issue_assignees)
					""");
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static double share(Connection connection, String from, String what, String where) throws SQLException {
		long all = count(connection, "SELECT sum(%s) FROM %s".formatted(what, from));
		return (double) count(connection, "SELECT sum(%s) FROM %s WHERE %s".formatted(what, from, where)) / all;
	}

	private static long count(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
			return result.getLong(1);
		}
	}

	/**
	 * Of a table with its indexes; full-text and other virtual tables are named by their
	 * parts.
	 */
	long of(String... prefixes) {
		long sum = 0;
		for (String prefix : prefixes) {
			sum += this.bytes.entrySet()
				.stream()
				.filter((table) -> table.getKey().startsWith(prefix))
				.mapToLong(Map.Entry::getValue)
				.sum();
		}
		return sum;
	}

	/**
	 * Of an issue itself: its row, labels, raw payload, document and vectors.
	 */
	long perIssue() {
		double bytes = of("issues", "issue_", "labels") + of("raw_payloads") * this.rawOfIssues
				+ of("documents") * this.textOfIssues + of("embeddings") * this.vectorsOfIssues;
		return Math.round(bytes / this.issues);
	}

	/**
	 * The same of a note, with what its thread has.
	 */
	long perNote() {
		double bytes = of("notes", "discussions") + of("raw_payloads") * this.rawOfDiscussions
				+ of("documents") * (1 - this.textOfIssues) + of("embeddings") * (1 - this.vectorsOfIssues);
		return Math.round(bytes / this.notes);
	}

	long all() {
		return this.all;
	}

	/**
	 * Of the tables that hold content.
	 */
	long rows() {
		return this.rows;
	}

	long issues() {
		return this.issues;
	}

	long notes() {
		return this.notes;
	}

}
