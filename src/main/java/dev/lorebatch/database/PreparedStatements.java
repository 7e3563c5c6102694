package dev.lorebatch.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.ArgumentPreparedStatementSetter;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * The statements of one transaction: a transaction that writes many rows says the same
 * few things again and again, and preparing a statement takes longer than running it. For
 * the thread of the transaction.
 */
class PreparedStatements implements AutoCloseable {

	/** More than a transaction has, unless it makes them up as it goes. */
	private static final int MOST = 200;

	private final Connection connection;

	private final SQLExceptionTranslator translator;

	private final Map<String, PreparedStatement> idle = new HashMap<>();

	PreparedStatements(Connection connection, SQLExceptionTranslator translator) {
		this.connection = connection;
		this.translator = translator;
	}

	/**
	 * Runs one statement.
	 * @param work leaves no result open
	 */
	<T extends @Nullable Object> T execute(String sql, @Nullable Object[] arguments,
			PreparedStatementCallback<T> work) {
		PreparedStatement statement = null;
		try {
			// While it is at work nobody else gets it: a query can be asked again for
			// each of its rows
			statement = this.idle.remove(sql);
			statement = (statement != null) ? statement : this.connection.prepareStatement(sql);
			new ArgumentPreparedStatementSetter(arguments).setValues(statement);
			T result = work.doInPreparedStatement(statement);
			statement.clearParameters(); // they can be large
			keep(sql, statement);
			statement = null;
			return result;
		}
		catch (SQLException ex) {
			DataAccessException translated = this.translator.translate("write transaction", sql, ex);
			throw (translated != null) ? translated : new UncategorizedSQLException("write transaction", sql, ex);
		}
		finally {
			JdbcUtils.closeStatement(statement);
		}
	}

	private void keep(String sql, PreparedStatement statement) {
		PreparedStatement surplus = (this.idle.size() < MOST) ? this.idle.putIfAbsent(sql, statement) : statement;
		JdbcUtils.closeStatement(surplus == null ? null : statement);
	}

	@Override
	public void close() {
		this.idle.values().forEach(JdbcUtils::closeStatement);
		this.idle.clear();
	}

}
