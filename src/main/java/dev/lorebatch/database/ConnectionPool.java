package dev.lorebatch.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import dev.lorebatch.failure.LoreException;

/**
 * The connections to one file. Nobody gets one when the path does not lead to that file
 * any more: a new connection would lead to another file, an old one to a file that nobody
 * finds.
 */
final class ConnectionPool extends HikariDataSource {

	/**
	 * For the step or its partitions, what they read ahead, and the heartbeat. Nobody
	 * needs a second one while it has one, so fewer would do, only slower.
	 */
	private static final int SIZE = 8;

	private final OpenedDatabase opened;

	/**
	 * @param connections gives new connections to the file
	 */
	ConnectionPool(DataSource connections, OpenedDatabase opened) {
		this.opened = opened;
		setPoolName("lore");
		setDataSource(new DelegatingDataSource(connections) {

			@Override
			public Connection getConnection() throws SQLException {
				return toTheFile(super.getConnection());
			}

		});
		setMaximumPoolSize(SIZE);
		setMinimumIdle(1);
		// One stays open, and with it SQLite's side files
		setMaxLifetime(0);
	}

	@Override
	public Connection getConnection() throws SQLException {
		try {
			this.opened.requireInPlaceOften();
		}
		catch (LoreException ex) {
			throw new SQLNonTransientConnectionException(ex.getMessage(), ex);
		}
		return super.getConnection();
	}

	@Override
	public void close() {
		try {
			this.opened.requireInPlace();
		}
		catch (LoreException ex) {
			// kept there for whoever claims something later
		}
		this.opened.closing();
		super.close();
	}

	private Connection toTheFile(Connection connection) throws SQLException {
		this.opened.connected();
		try {
			this.opened.requireInPlace();
			return connection;
		}
		catch (LoreException ex) {
			connection.close();
			throw new SQLNonTransientConnectionException(ex.getMessage(), ex);
		}
	}

}
