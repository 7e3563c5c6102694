package dev.lorebatch.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionStatus;

import dev.lorebatch.crash.FailPoint;
import dev.lorebatch.crash.FailPoints;

/**
 * Takes SQLite's write lock at the start of every transaction that may write, so that it
 * waits for the lock at once instead of failing with a stale snapshot at its first write.
 * The driver's own {@code transaction_mode=IMMEDIATE} is not used in the pool: a BUSY
 * during its BEGIN leaves a connection behind that no longer begins transactions.
 */
class ImmediateTransactionManager extends JdbcTransactionManager {

	private static final long serialVersionUID = 1L;

	/** When the transaction of this thread got the write lock. */
	private final transient ThreadLocal<Long> lockedAt = new ThreadLocal<>();

	private final transient WriteTimes times;

	ImmediateTransactionManager(DataSource dataSource, WriteTimes times) {
		super(dataSource);
		this.times = times;
	}

	@Override
	protected void prepareTransactionalConnection(Connection connection, TransactionDefinition definition)
			throws SQLException {
		super.prepareTransactionalConnection(connection, definition);
		if (!definition.isReadOnly()) {
			try (Statement statement = connection.createStatement()) {
				statement.executeUpdate("DELETE FROM write_lock WHERE 0");
			}
			this.lockedAt.set(System.nanoTime());
		}
	}

	@Override
	protected void doCleanupAfterCompletion(Object transaction) {
		Long start = this.lockedAt.get();
		if (start != null) {
			this.times.add(System.nanoTime() - start);
			this.lockedAt.remove();
		}
		super.doCleanupAfterCompletion(transaction);
	}

	@Override
	protected void doCommit(DefaultTransactionStatus status) {
		FailPoints.reach(FailPoint.BEFORE_COMMIT);
		super.doCommit(status);
		FailPoints.reach(FailPoint.AFTER_COMMIT);
	}

}
