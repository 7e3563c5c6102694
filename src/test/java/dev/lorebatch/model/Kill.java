package dev.lorebatch.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import dev.lorebatch.functional.TestDatabase;
import dev.lorebatch.support.TestMirror;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * The end of a process, as {@code kill -9} would have it, without a process. What such an
 * end leaves is the database as the last commit left it, which is copied at that very
 * instant: executions that are started, the lease of the run, queues half worked off.
 * Whatever the run does afterwards happens to a file that is thrown away.
 * <p>
 * All instants between two commits leave this. What it does not show: a commit that is
 * cut in half, which is SQLite's matter, the other files of a process, and signals.
 */
final class Kill implements TransactionExecutionListener {

	/** Beyond the largest process id of Linux. */
	private static final long NOBODY = 99_999_999;

	private final Path file;

	private final Path left;

	private final AtomicInteger commits;

	private volatile boolean dead;

	/**
	 * @param commit how many commits there are before it dies
	 */
	Kill(Path file, int commit) {
		this.file = file;
		this.left = file.resolveSibling("left-of-" + file.getFileName());
		this.commits = new AtomicInteger(commit);
	}

	/**
	 * Begins to count the commits of the mirror.
	 */
	void watch(TestMirror mirror) {
		((ConfigurableTransactionManager) mirror.bean(PlatformTransactionManager.class)).addListener(this);
	}

	boolean isDead() {
		return this.dead;
	}

	@Override
	public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
		if (failure == null && this.commits.decrementAndGet() == 0) {
			execute(this.file, "VACUUM INTO '" + this.left + "'");
			this.dead = true;
		}
	}

	/**
	 * Puts in the place of the database what was there when the process died, if it did.
	 * The mirror must be closed. Its lease names this process, which lives, so it gets a
	 * process that does not.
	 */
	void leaveWhatItLeft() {
		if (!this.dead) {
			return;
		}
		try {
			for (String suffix : new String[] { "-wal", "-shm" }) {
				Files.deleteIfExists(this.file.resolveSibling(this.file.getFileName() + suffix));
			}
			Files.move(this.left, this.file, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		execute(this.file, "UPDATE run_leases SET pid = " + NOBODY);
	}

	private static void execute(Path file, String sql) {
		try (Connection connection = new TestDatabase(file).connect();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(sql, ex);
		}
	}

}
