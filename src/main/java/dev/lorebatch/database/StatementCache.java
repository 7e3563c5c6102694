package dev.lorebatch.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.sqlite.SQLiteConnection;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * The prepared statements of each connection of the pool. Neither the driver nor the pool
 * keeps them. Thread-safe, as one connection is used by one thread at a time.
 */
class StatementCache {

	private final SQLExceptionTranslator translator;

	private final Map<SQLiteConnection, PreparedStatements> kept = new ConcurrentHashMap<>();

	StatementCache(SQLExceptionTranslator translator) {
		this.translator = translator;
	}

	/**
	 * Those of a connection, for as long as the caller has it.
	 */
	PreparedStatements of(Connection connection) {
		try {
			SQLiteConnection physical = connection.unwrap(SQLiteConnection.class);
			PreparedStatements statements = this.kept.get(physical);
			return (statements != null) ? statements : add(physical);
		}
		catch (SQLException ex) {
			throw new DataAccessResourceFailureException("The connection is not one of SQLite", ex);
		}
	}

	/**
	 * The pool replaces connections now and then. A connection that is closed has closed
	 * its statements.
	 */
	private PreparedStatements add(SQLiteConnection connection) {
		this.kept.keySet().removeIf(StatementCache::isClosed);
		PreparedStatements statements = new PreparedStatements(connection, this.translator);
		this.kept.put(connection, statements);
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

}
