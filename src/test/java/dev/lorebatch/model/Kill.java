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
import java.util.regex.Pattern;

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

	private static final Pattern DEPENDENT_SET = Pattern.compile("/(issues|merge_requests)/[0-9]+/");

	private final Path file;

	private final Path left;

	private final AtomicInteger commits;

	private final boolean elsewhere;

	private volatile boolean counts;

	private volatile boolean dead;

	private Kill(Path file, int commit, boolean counts, boolean elsewhere) {
		this.file = file;
		this.left = file.resolveSibling("left-of-" + file.getFileName());
		this.commits = new AtomicInteger(commit);
		this.counts = counts;
		this.elsewhere = elsewhere;
	}

	/**
	 * At one of all commits.
	 * @param commit how many commits there are before it dies
	 */
	static Kill at(Path file, int commit) {
		return new Kill(file, commit, true, false);
	}

	/**
	 * At one of the commits after the first request for a dependent set.
	 * @param commit how many commits there are from then on before it dies
	 * @param elsewhere whether on a machine whose processes cannot be seen from here, and
	 * whose clock is ahead
	 */
	static Kill behindIngest(Path file, int commit, boolean elsewhere) {
		return new Kill(file, commit, false, elsewhere);
	}

	/**
	 * Begins to count the commits of the mirror.
	 */
	void watch(TestMirror mirror) {
		((ConfigurableTransactionManager) mirror.bean(PlatformTransactionManager.class)).addListener(this);
	}

	/**
	 * Tells which request the run sends.
	 */
	void asked(String path) {
		this.counts |= DEPENDENT_SET.matcher(path).find();
	}

	boolean isDead() {
		return this.dead;
	}

	@Override
	public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
		if (failure == null && this.counts && this.commits.decrementAndGet() == 0) {
			execute(this.file, "VACUUM INTO '" + this.left + "'");
			this.dead = true;
		}
	}

	/**
	 * Puts in the place of the database what was there when the process died, if it did.
	 * The mirror must be closed. Its lease names this process, which lives, so it gets a
	 * process that does not, or one of another machine, of which only the heartbeat
	 * tells, with times of a clock that is ahead.
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
		execute(this.file,
				this.elsewhere
						? "UPDATE run_leases SET host = 'elsewhere/1/pid:[1]', "
								+ "heartbeat_at = '2099-01-01T00:00:00.000Z', expires_at = '2099-01-01T00:00:30.000Z'"
						: "UPDATE run_leases SET pid = " + NOBODY);
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
