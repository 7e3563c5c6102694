package dev.lorebatch.maintenance;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.lorebatch.database.ReadOnlyDatabase;
import dev.lorebatch.failure.RecoveryAction;

/**
 * Whether the full-text index says what the documents say. SQLite's own comparison is a
 * write, which would stop a sync; so the documents are split into words once more, in
 * memory, and compared with the words in the index: for each document every word, its
 * column and its place.
 */
class FullTextCheck {

	static final String NAME = "full_text";

	/** As in the migration; a test holds the two together. */
	static final String TOKENIZE = "unicode61 remove_diacritics 2";

	private static final String COLUMNS = "title, content, keywords, identifiers, reference";

	private static final int BATCH = 500;

	private static final String WORDS = "SELECT doc, term, col, offset FROM ";

	List<Finding> run(ReadOnlyDatabase database) throws SQLException {
		database
			.define("CREATE VIRTUAL TABLE temp.document_words USING fts5vocab('main', 'documents_fts', 'instance')");
		JdbcClient jdbc = database.jdbc();
		Map<Long, Long> indexed = new HashMap<>();
		jdbc.sql(WORDS + "temp.document_words").query((RowCallbackHandler) (row) -> add(indexed, row));
		Map<Long, Long> written = words(jdbc);
		TreeSet<Long> all = new TreeSet<>(indexed.keySet());
		all.addAll(written.keySet());
		List<String> different = all.stream()
			.filter((id) -> !Objects.equals(indexed.get(id), written.get(id)))
			.map((id) -> "document " + id)
			.toList();
		if (different.isEmpty()) {
			return List.of();
		}
		return List.of(new Finding(NAME, Severity.ERROR, "documents whose words in the full-text index are wrong",
				different.size(), different.subList(0, Math.min(different.size(), Finding.MAX_EXAMPLES)),
				"rebuild the index with any SQLite shell: INSERT INTO documents_fts (documents_fts) VALUES ('rebuild')",
				List.of(RecoveryAction.of("check again afterwards", "db", "check"))));
	}

	private static Map<Long, Long> words(JdbcClient jdbc) throws SQLException {
		Map<Long, Long> words = new HashMap<>();
		try (Connection memory = DriverManager.getConnection("jdbc:sqlite::memory:");
				Statement statement = memory.createStatement()) {
			statement.executeUpdate("CREATE VIRTUAL TABLE split USING fts5 (" + COLUMNS + ", content = '', tokenize = '"
					+ TOKENIZE + "')");
			statement.executeUpdate("CREATE VIRTUAL TABLE words USING fts5vocab('split', 'instance')");
			long last = Long.MIN_VALUE;
			for (List<Text> batch = next(jdbc, last); !batch.isEmpty(); batch = next(jdbc, last)) {
				insert(memory, batch);
				try (ResultSet rows = statement.executeQuery(WORDS + "words")) {
					while (rows.next()) {
						add(words, rows);
					}
				}
				statement.executeUpdate("INSERT INTO split (split) VALUES ('delete-all')");
				last = batch.get(batch.size() - 1).id();
			}
		}
		return words;
	}

	private static void insert(Connection memory, List<Text> batch) throws SQLException {
		memory.setAutoCommit(false);
		try (PreparedStatement insert = memory
			.prepareStatement("INSERT INTO split (rowid, " + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)")) {
			for (Text text : batch) {
				insert.setLong(1, text.id());
				for (int column = 0; column < text.columns().size(); column++) {
					insert.setString(column + 2, text.columns().get(column));
				}
				insert.executeUpdate();
			}
		}
		memory.commit();
		memory.setAutoCommit(true);
	}

	private static List<Text> next(JdbcClient jdbc, long afterId) {
		return new ArrayList<>(jdbc
			.sql("SELECT id, " + COLUMNS + " FROM indexed_documents WHERE id > ? ORDER BY id LIMIT " + BATCH)
			.param(afterId)
			.query((row, index) -> new Text(row.getLong(1),
					List.of(row.getString(2), row.getString(3), row.getString(4), row.getString(5), row.getString(6))))
			.list());
	}

	/**
	 * Sums up the words of a document; the order in which they come does not matter.
	 */
	private static void add(Map<Long, Long> words, ResultSet row) throws SQLException {
		long word = row.getString(2).hashCode() * 31L + row.getString(3).hashCode();
		words.merge(row.getLong(1), mix(word * 0x9E3779B97F4A7C15L + row.getLong(4)), Long::sum);
	}

	/** Spreads every bit over all others, as in SplitMix64. */
	private static long mix(long value) {
		long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
		return mixed ^ (mixed >>> 31);
	}

	private record Text(long id, List<String> columns) {

	}

}
