package dev.lorebatch.database;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * Proof that an immediate write transaction is open, and the only way to write. Whoever
 * changes the database asks for one as a parameter, so it can not be called outside a
 * transaction; only {@link WriteTransactions} makes them. One is good for the thread and
 * the time of that transaction, afterwards every call throws
 * {@link IllegalStateException}.
 */
public final class WriteTransaction {

	private final JdbcTemplate jdbc;

	private final Thread owner = Thread.currentThread();

	private boolean open = true;

	WriteTransaction(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Runs one INSERT, UPDATE or DELETE.
	 * @return the number of rows it changed
	 */
	public int update(String sql, @Nullable Object... arguments) {
		return jdbc().update(sql, arguments);
	}

	/**
	 * Runs one statement for many rows.
	 * @return the number of rows that changed, summed
	 */
	public int updateAll(String sql, List<@Nullable Object[]> rows) {
		int changed = 0;
		for (int count : jdbc().batchUpdate(sql, rows)) {
			changed += Math.max(count, 0);
		}
		return changed;
	}

	/**
	 * Reads what this transaction sees, or what a RETURNING clause gives.
	 */
	public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
		return jdbc().query(sql, mapper, arguments);
	}

	/**
	 * Reads one number.
	 * @return {@code null} if there is no row
	 */
	public @Nullable Long queryForLong(String sql, @Nullable Object... arguments) {
		List<Long> found = jdbc().query(sql, (row, index) -> row.getLong(1), arguments);
		return found.isEmpty() ? null : found.get(0);
	}

	void end() {
		this.open = false;
	}

	private JdbcTemplate jdbc() {
		if (!this.open) {
			throw new IllegalStateException("The write transaction has ended");
		}
		if (Thread.currentThread() != this.owner) {
			throw new IllegalStateException("The write transaction belongs to another thread");
		}
		return this.jdbc;
	}

}
