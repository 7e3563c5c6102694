package dev.lorebatch.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.ArgumentPreparedStatementSetter;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * The statements of one connection: a run says the same few things many thousand times,
 * and preparing a statement takes longer than running it. For the thread that has the
 * connection.
 * <p>
 * The driver must not look for generated keys: it would leave a statement of its own in
 * progress after each INSERT, until the INSERT is closed.
 */
class PreparedStatements {

	/** More than there are in the program; made-up ones push each other out. */
	private static final int MOST = 200;

	private final Connection connection;

	private final SQLExceptionTranslator translator;

	/** The one that was used last comes last. */
	private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();

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
		PreparedStatement same = this.idle.putIfAbsent(sql, statement);
		if (same != null) {
			JdbcUtils.closeStatement(statement);
		}
		else if (this.idle.size() > MOST) {
			Iterator<PreparedStatement> oldest = this.idle.values().iterator();
			JdbcUtils.closeStatement(oldest.next());
			oldest.remove();
		}
	}

}
