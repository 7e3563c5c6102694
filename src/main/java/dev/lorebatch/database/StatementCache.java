package dev.lorebatch.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.ArgumentPreparedStatementSetter;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * Runs statements, and keeps them prepared for each connection of the pool: a run says
 * the same few things many thousand times, and preparing one takes longer than running
 * it. Neither the driver nor the pool keeps them. Thread-safe, as a connection is used by
 * one thread at a time.
 */
class StatementCache {

	/** More than there are in the program; made-up ones push each other out. */
	private static final int MOST = 200;

	private final DataSource dataSource;

	private final SQLExceptionTranslator translator;

	private final Map<SQLiteConnection, Map<String, PreparedStatement>> kept = new ConcurrentHashMap<>();

	StatementCache(DataSource dataSource, SQLExceptionTranslator translator) {
		this.dataSource = dataSource;
		this.translator = translator;
	}

	/**
	 * Runs one statement on the connection of the transaction.
	 * @param work leaves no result open
	 */
	<T extends @Nullable Object> T execute(String sql, @Nullable Object[] arguments,
			PreparedStatementCallback<T> work) {
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		try {
			SQLiteConnection physical = connection.unwrap(SQLiteConnection.class);
			PreparedStatement statement = take(physical, sql);
			boolean ended = false;
			try {
				new ArgumentPreparedStatementSetter(arguments).setValues(statement);
				T result = work.doInPreparedStatement(statement);
				statement.clearParameters(); // they can be large
				ended = true;
				return result;
			}
			finally {
				giveBack(physical, sql, statement, ended);
			}
		}
		catch (SQLException ex) {
			DataAccessException translated = this.translator.translate("write transaction", sql, ex);
			throw (translated != null) ? translated : new UncategorizedSQLException("write transaction", sql, ex);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	/**
	 * While it is taken, nobody else gets it: a query can be asked again for each of its
	 * rows.
	 */
	private PreparedStatement take(SQLiteConnection connection, String sql) throws SQLException {
		Map<String, PreparedStatement> statements = this.kept.get(connection);
		PreparedStatement statement = (statements != null) ? statements.remove(sql) : null;
		return (statement != null) ? statement : connection.prepareStatement(sql);
	}

	private void giveBack(SQLiteConnection connection, String sql, PreparedStatement statement, boolean usable) {
		PreparedStatement surplus = usable ? of(connection).putIfAbsent(sql, statement) : statement;
		if (surplus != null) {
			JdbcUtils.closeStatement(statement);
		}
	}

	private Map<String, PreparedStatement> of(SQLiteConnection connection) {
		Map<String, PreparedStatement> statements = this.kept.get(connection);
		if (statements == null) {
			this.kept.keySet().removeIf(StatementCache::isClosed); // the pool replaces
																	// them
			statements = new Recent();
			this.kept.put(connection, statements);
		}
		return statements;
	}

	private static boolean isClosed(SQLiteConnection connection) {
		try {
			return connection.isClosed();
		}
		catch (SQLException ex) {
			return true;
		}
	}

	/**
	 * The statements of one connection; those that were not used for longest are closed.
	 */
	private static final class Recent extends LinkedHashMap<String, PreparedStatement> {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, PreparedStatement> eldest) {
			if (size() <= MOST) {
				return false;
			}
			JdbcUtils.closeStatement(eldest.getValue());
			return true;
		}

	}

}
