package dev.lorebatch.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.RowMapperResultSetExtractor;

/**
 * Proof that an immediate write transaction is open, and the only way to write. Whoever
 * changes the database asks for one as a parameter, so it can not be called outside a
 * transaction; only {@link WriteTransactions} makes them. One is good for the thread and
 * the time of that transaction, afterwards every call throws
 * {@link IllegalStateException}.
 */
public final class WriteTransaction {

	private final PreparedStatements statements;

	private final Thread owner = Thread.currentThread();

	private boolean open = true;

	WriteTransaction(PreparedStatements statements) {
		this.statements = statements;
	}

	/**
	 * Runs one INSERT, UPDATE or DELETE.
	 * @return the number of rows it changed
	 */
	public int update(String sql, @Nullable Object... arguments) {
		return statements().execute(sql, arguments, PreparedStatement::executeUpdate);
	}

	/**
	 * Runs one statement for many rows.
	 * @return the number of rows that changed, summed
	 */
	public int updateAll(String sql, List<@Nullable Object[]> rows) {
		PreparedStatements prepared = statements();
		int changed = 0;
		for (@Nullable
		Object[] row : rows) {
			changed += prepared.execute(sql, row, PreparedStatement::executeUpdate);
		}
		return changed;
	}

	/**
	 * Reads what this transaction sees, or what a RETURNING clause gives.
	 */
	public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
		RowMapperResultSetExtractor<T> extractor = new RowMapperResultSetExtractor<>(mapper);
		return statements().execute(sql, arguments, (statement) -> {
			try (ResultSet rows = statement.executeQuery()) {
				return extractor.extractData(rows);
			}
		});
	}

	/**
	 * Reads one number.
	 * @return {@code null} if there is no row
	 */
	public @Nullable Long queryForLong(String sql, @Nullable Object... arguments) {
		List<Long> found = query(sql, (row, index) -> row.getLong(1), arguments);
		return found.isEmpty() ? null : found.get(0);
	}

	void end() {
		this.open = false;
	}

	private PreparedStatements statements() {
		if (!this.open) {
			throw new IllegalStateException("The write transaction has ended");
		}
		if (Thread.currentThread() != this.owner) {
			throw new IllegalStateException("The write transaction belongs to another thread");
		}
		return this.statements;
	}

}
