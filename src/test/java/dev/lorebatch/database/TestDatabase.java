package dev.lorebatch.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A database as the application opens it, without a Spring context. New ones are copies
 * of one that was migrated once, which is faster than migrating each.
 */
public final class TestDatabase implements AutoCloseable {

	private static byte @Nullable [] template;

	private final Path file;

	private final HikariDataSource dataSource;

	private final JdbcClient jdbc;

	private final WriteTransactions transactions;

	private TestDatabase(Path file) throws SQLException {
		this.file = file;
		DatabaseConfiguration configuration = new DatabaseConfiguration();
		DatabaseFile databaseFile = new DatabaseFile(file);
		this.dataSource = configuration.dataSource(databaseFile, configuration.openedDatabase(databaseFile));
		this.jdbc = JdbcClient.create(this.dataSource);
		this.transactions = configuration.writeTransactions(
				configuration.transactionManager(this.dataSource, new WriteTimes()), new JdbcTemplate(this.dataSource),
				this.dataSource);
	}

	/**
	 * A new, empty database in the folder.
	 */
	public static TestDatabase in(Path folder) {
		Path file = folder.resolve("lore.db");
		try {
			Files.write(file, template());
			return new TestDatabase(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The database of that file, created and migrated if need be.
	 */
	public static TestDatabase open(Path file) throws SQLException {
		return new TestDatabase(file);
	}

	private static synchronized byte[] template() throws IOException, SQLException {
		byte[] bytes = template;
		if (bytes == null) {
			Path folder = Files.createTempDirectory("lore-template");
			Path file = folder.resolve("lore.db");
			new TestDatabase(file).close();
			bytes = Files.readAllBytes(file);
			Files.delete(file);
			Files.delete(folder);
			template = bytes;
		}
		return bytes;
	}

	public Path file() {
		return this.file;
	}

	public HikariDataSource dataSource() {
		return this.dataSource;
	}

	public JdbcClient jdbc() {
		return this.jdbc;
	}

	public WriteTransactions transactions() {
		return this.transactions;
	}

	/**
	 * Runs one statement in a write transaction of its own.
	 */
	public void execute(String sql, @Nullable Object... arguments) {
		this.transactions.run((tx) -> tx.update(sql, arguments));
	}

	public long count(String fromWhere, @Nullable Object... arguments) {
		return this.jdbc.sql("SELECT count(*) FROM " + fromWhere)
			.params(Arrays.asList(arguments))
			.query(Long.class)
			.single();
	}

	/**
	 * The rows of a query, columns separated by a bar.
	 */
	public List<String> rows(String sql, @Nullable Object... arguments) {
		return this.jdbc.sql(sql).params(Arrays.asList(arguments)).query((row, index) -> {
			StringBuilder text = new StringBuilder();
			for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
				Object value = row.getObject(column);
				text.append((column > 1) ? "|" : "")
					.append((value instanceof byte[] bytes) ? HexFormat.of().formatHex(bytes) : value);
			}
			return text.toString();
		}).list();
	}

	/**
	 * Every row of every table, to tell whether anything changed.
	 */
	public String dump() {
		StringBuilder dump = new StringBuilder();
		for (String table : rows(
				"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")) {
			rows("SELECT * FROM " + table).forEach((row) -> dump.append(table).append(": ").append(row).append('\n'));
		}
		return dump.toString();
	}

	/**
	 * How SQLite would run a statement.
	 */
	public List<String> queryPlan(String sql, @Nullable Object... arguments) {
		return this.jdbc.sql("EXPLAIN QUERY PLAN " + sql)
			.params(Arrays.asList(arguments))
			.query((row, index) -> row.getString("detail"))
			.list();
	}

	/**
	 * A project to hang rows on.
	 * @return its local id
	 */
	public long insertProject(long gitlabId, String path) {
		return this.transactions.call((tx) -> tx
			.queryForLong("INSERT INTO projects (gitlab_id, path) VALUES (?, ?) RETURNING id", gitlabId, path));
	}

	/**
	 * An issue to hang rows on.
	 * @return its local id
	 */
	public long insertIssue(long projectId, long iid) {
		return this.transactions.call((tx) -> tx.queryForLong("""
				INSERT INTO issues (project_id, gitlab_id, iid, title, state, created_at, updated_at)
				VALUES (?, ?, ?, 'Title', 'opened', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z') RETURNING id
				""", projectId, 1_000 + iid, iid));
	}

	@Override
	public void close() {
		this.dataSource.close();
	}

}
