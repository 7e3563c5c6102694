package dev.lorebatch.lock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.database.WriteTransactions;
import dev.lorebatch.entity.Timestamps;

/**
 * The claim of this process on one run. While it is open a thread keeps it fresh and
 * looks whether somebody asked the run to stop. Thread-safe.
 */
public final class RunLease implements AutoCloseable {

	static final Duration LENGTH = Duration.ofSeconds(30);

	static final Duration HEARTBEAT = Duration.ofSeconds(5);

	private static final Duration STOP_POLL = Duration.ofMillis(500);

	private static final Logger logger = LoggerFactory.getLogger(RunLease.class);

	private final String runId;

	private final String token;

	private final WriteTransactions transactions;

	private final JdbcClient jdbc;

	private final Clock clock;

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "lease");
		thread.setDaemon(true);
		return thread;
	});

	private final List<ScheduledFuture<?>> tasks = new CopyOnWriteArrayList<>();

	private volatile boolean stopSeen;

	private final @Nullable Instant previousSignOfLife;

	private volatile Runnable onClose = () -> {
	};

	RunLease(String runId, String token, @Nullable Instant previousSignOfLife, WriteTransactions transactions,
			JdbcClient jdbc, Clock clock) {
		this.runId = runId;
		this.token = token;
		this.previousSignOfLife = previousSignOfLife;
		this.transactions = transactions;
		this.jdbc = jdbc;
		this.clock = clock;
	}

	public String runId() {
		return this.runId;
	}

	/**
	 * When the dead process that had the run before gave its last sign of life: the best
	 * estimate of its end. {@code null} if nobody had it.
	 */
	public @Nullable Instant previousSignOfLife() {
		return this.previousSignOfLife;
	}

	/**
	 * Starts the heartbeat.
	 * @param onStopRequest called once, from the heartbeat thread, when another process
	 * asked this run to stop or took the lease away
	 */
	public void keepAlive(Runnable onStopRequest) {
		schedule(this::beat, HEARTBEAT);
		schedule(() -> lookForStopRequest(onStopRequest), STOP_POLL);
	}

	/**
	 * Makes sure, inside a write transaction, that no other process took the run away:
	 * one that was suspended for longer than its lease may be taken for dead.
	 * @throws LeaseLostException if another one did
	 */
	public void verifyHeld(WriteTransaction tx) {
		Long held = tx.queryForLong("SELECT count(*) FROM run_leases WHERE token = ?", this.token);
		if (held == null || held == 0) {
			List<LeaseOwner> owners = tx.query(RunLeases.FIND, LeaseOwner::map, this.runId);
			throw new LeaseLostException(this.runId, owners.isEmpty() ? null : owners.get(0));
		}
	}

	String token() {
		return this.token;
	}

	/**
	 * @param action what follows when the run is given free
	 */
	void onClose(Runnable action) {
		this.onClose = action;
	}

	private void schedule(Runnable task, Duration delay) {
		this.tasks.add(
				this.scheduler.scheduleWithFixedDelay(task, delay.toMillis(), delay.toMillis(), TimeUnit.MILLISECONDS));
	}

	void beat() {
		try {
			String now = Timestamps.format(this.clock.instant());
			String expires = Timestamps.format(this.clock.instant().plus(LENGTH));
			this.transactions
				.run((tx) -> tx.update("UPDATE run_leases SET heartbeat_at = ?, expires_at = ?, beats = beats + 1 "
						+ "WHERE run_id = ? AND token = ?", now, expires, this.runId, this.token));
		}
		catch (DataAccessException | TransactionException ex) {
			logger.debug("The heartbeat of run {} failed and will be tried again", this.runId, ex);
		}
	}

	private void lookForStopRequest(Runnable onStopRequest) {
		if (this.stopSeen) {
			return;
		}
		try {
			List<Boolean> requested = this.jdbc
				.sql("SELECT stop_requested_at IS NOT NULL FROM run_leases WHERE run_id = ? AND token = ?")
				.params(this.runId, this.token)
				.query(Boolean.class)
				.list();
			if (requested.isEmpty() || requested.get(0)) {
				this.stopSeen = true;
				onStopRequest.run();
			}
		}
		catch (DataAccessException ex) {
			logger.debug("Looking for a stop request failed and will be tried again", ex);
		}
	}

	/**
	 * Gives the run, and with it the mutation lock, free. A disk that is full must not
	 * hide how the run ended: a lease that stays ends with its process.
	 */
	@Override
	public void close() {
		this.onClose.run();
		this.tasks.forEach((task) -> task.cancel(false));
		this.scheduler.shutdown();
		try {
			this.scheduler.awaitTermination(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		try {
			this.transactions.run(
					(tx) -> tx.update("DELETE FROM run_leases WHERE run_id = ? AND token = ?", this.runId, this.token));
		}
		catch (DataAccessException | TransactionException ex) {
			logger.debug("The lease of run {} cannot be deleted", this.runId, ex);
		}
	}

}
