package dev.lorebatch.lock;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.entity.MutableClock;
import dev.lorebatch.entity.Timestamps;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Integration tests for {@link RunLeases}, {@link RunLease} and {@link SyncLock}.
 */
@Timeout(30)
class RunLeasesIntegrationTests {

	private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

	/** Above the largest process id Linux can give. */
	private static final long DEAD_PID = 999_999_999;

	@TempDir
	Path folder;

	private final MutableClock clock = new MutableClock(NOW);

	private final List<String> notices = new ArrayList<>();

	private final AtomicInteger pauses = new AtomicInteger();

	private final List<RunLease> open = new ArrayList<>();

	/** What happens while somebody waits. */
	private Runnable meanwhile = () -> {
	};

	private TestDatabase database;

	private LeaseWatch watch;

	private RunLeases leases;

	@BeforeEach
	void openDatabase() {
		this.database = TestDatabase.in(this.folder);
		this.watch = new LeaseWatch(this.clock, this.clock::nanos, this::pass);
		this.leases = new RunLeases(this.database.transactions(), this.database.jdbc(), this.watch);
	}

	@AfterEach
	void closeDatabase() {
		this.open.forEach(RunLease::close);
		this.database.close();
	}

	@Test
	void aRunHasOneLease() {
		// given
		acquire("R");

		// when
		LockedException failure = catchThrowableOfType(LockedException.class, () -> this.leases.acquire("R"));

		// then
		assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCKED);
		assertThat(failure).hasMessageContaining("run R is already running")
			.hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
		assertThat(failure.actions()).singleElement()
			.satisfies((action) -> assertThat(action.arguments()).containsExactly("runs", "show", "R"));
		assertThat(this.leases.isAlive("R")).isTrue();
		assertThat(this.leases.describeLiveOwner("R")).hasValueSatisfying(
				(owner) -> assertThat(owner).startsWith("process " + ProcessHandle.current().pid() + " on "));
	}

	@Test
	void runsDoNotDisturbEachOther() {
		acquire("R");
		acquire("S");
		assertThat(this.leases.isAlive("R")).isTrue();
		assertThat(this.leases.isAlive("S")).isTrue();
		assertThat(this.leases.isAlive("none")).isFalse();
		assertThat(this.leases.describeLiveOwner("none")).isEmpty();
	}

	@Test
	void aRunIsFreeAfterItsEnd() {
		this.leases.acquire("R").close();
		assertThat(this.leases.isAlive("R")).isFalse();
		assertThat(this.database.count("run_leases")).isZero();
		acquire("R");
	}

	@Test
	void aLeaseOfADeadProcessIsTakenOver() {
		// given one that is not even expired, and that holds the lock
		insertLease("R", here(), DEAD_PID, null, NOW.plusSeconds(25));
		insertLock("R");
		assertThat(this.leases.isAlive("R")).isFalse();

		// when
		RunLease lease = acquire("R");

		// then
		assertThat(this.leases.isAlive("R")).isTrue();
		assertThat(lease.previousSignOfLife()).isEqualTo(NOW.minusSeconds(5));
		assertThat(this.database.count("sync_locks")).isZero();
	}

	@Test
	void aLaterProcessWithTheSameIdIsAnotherOne() {
		insertLease("R", here(), ProcessHandle.current().pid(), ProcessIdentity.current().startedAt(),
				NOW.plusSeconds(25));
		this.database.execute("UPDATE run_leases SET process_start_ticks = ?",
				ProcessIdentity.current().startTicks() + 1);
		assertThat(this.leases.isAlive("R")).isFalse();
		acquire("R");
	}

	@Test
	void aLeaseOfAnOlderVersionWhoseStartDiffersIsJudgedByItsHeartbeat() {
		insertLease("R", here(), ProcessHandle.current().pid(), Instant.parse("2001-01-01T00:00:00Z"),
				NOW.minusSeconds(1));
		assertThat(this.leases.isAlive("R")).as("not proven to be dead").isTrue();
		assertThat(this.leases.isProvenAlive("R")).isFalse();
		acquire("R");
		assertThat(this.clock.instant()).isBetween(NOW.plusSeconds(15), NOW.plusSeconds(16));
	}

	@Test
	void aProcessOnThisHostIsAliveEvenIfItsLeaseHasExpired() {
		insertLease("R", here(), ProcessHandle.current().pid(), ProcessIdentity.current().startedAt(),
				NOW.minusSeconds(3_600));
		assertThat(this.leases.isAlive("R")).isTrue();
		assertThatExceptionOfType(LockedException.class).isThrownBy(() -> this.leases.acquire("R"));
	}

	@Test
	void aProcessOnAnotherHostIsAliveUntilItsLeaseExpires() {
		// given
		insertLease("R", "elsewhere/boot/ns", DEAD_PID, null, NOW.plusSeconds(25));

		// then
		assertThat(this.leases.isAlive("R")).isTrue();
		assertThat(this.leases.describeLiveOwner("R")).contains("process 999999999 on elsewhere");
		assertThatExceptionOfType(LockedException.class).isThrownBy(() -> this.leases.acquire("R"));

		// when
		this.clock.advance(Duration.ofSeconds(26));

		// then
		assertThat(this.leases.isAlive("R")).isFalse();
		acquire("R");
	}

	@Test
	void anExpiredLeaseIsNoProofOfDeathAtFirstSight() {
		insertLease("R", "elsewhere/boot/ns", DEAD_PID, null, NOW.minusSeconds(25));
		assertThat(this.leases.isAlive("R")).isTrue();
		assertThat(this.leases.isProvenAlive("R")).isFalse();
		assertThat(this.leases.anyDead()).isFalse();
		this.leases.decide(this.notices::add);
		assertThat(this.clock.instant()).isBetween(NOW.plusSeconds(15), NOW.plusSeconds(16));
		assertThat(this.notices).singleElement().asString().startsWith("watching the heartbeat of run R (process ");
		assertThat(this.leases.removeDead()).extracting(RunLeases.Removed::runId).containsExactly("R");
	}

	@Test
	void nothingIsWatchedIfNothingIsInDoubt() {
		acquire("here");
		insertLease("far", "elsewhere/boot/ns", DEAD_PID, null, NOW.plusSeconds(25));
		insertLease("dead", here(), DEAD_PID, null, NOW.plus(Duration.ofHours(3)));
		this.leases.decide(this.notices::add);
		assertThat(this.pauses).hasValue(0);
		assertThat(this.notices).isEmpty();
	}

	@Test
	void watchingEndsWhenTheHeartbeatMoves() {
		insertLease("far", "elsewhere/boot/ns", 1, null, NOW.minus(Duration.ofHours(3)));
		this.meanwhile = () -> beat("far");
		this.leases.decide(this.notices::add);
		assertThat(this.clock.instant()).as("at its first heartbeat").isEqualTo(NOW.plusSeconds(5));
		assertThat(this.leases.isProvenAlive("far")).isTrue();
	}

	@Test
	void watchingEndsWhenTheCommandIsToStop() {
		insertLease("R", "elsewhere/boot/ns", 1, null, NOW.plus(Duration.ofHours(3)));
		LoreException failure = catchThrowableOfType(LoreException.class,
				() -> this.leases.acquire("R", this.notices::add, () -> this.pauses.get() >= 2));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
		assertThat(this.pauses).hasValue(2);
	}

	@Test
	void aClockThatIsSetForwardWhileARunWaitsDoesNotEndItsWait() {
		RunLease owner = acquire("R");
		RunLease waiting = acquire("S");
		SyncLock lock = lock(Duration.ofSeconds(30));
		acquire(lock, owner);
		this.meanwhile = () -> {
			if (this.pauses.get() == 2) {
				this.clock.step(Duration.ofHours(3));
			}
			if (this.pauses.get() == 100) {
				lock.release(owner);
			}
		};
		assertThat(acquire(lock, waiting)).isTrue();
		assertThat(this.pauses).hasValue(100);
	}

	@Test
	void everyHeartbeatMovesThoughTheClockStandsStill() {
		RunLease lease = acquire("R");
		String before = this.database.rows("SELECT heartbeat_at FROM run_leases").get(0);
		lease.beat();
		lease.beat();
		assertThat(this.database.rows("SELECT beats, heartbeat_at FROM run_leases")).containsExactly("2|" + before);
	}

	@Test
	void aLeaseWrittenByAClockThreeHoursAheadDoesNotKeepTheRunOfADeadProcess() {
		insertLease("R", "elsewhere/boot/ns", 1, null, NOW.plus(Duration.ofHours(3)));
		acquire("R");
		assertThat(this.clock.instant()).as("watched for the length of a lease")
			.isBetween(NOW.plusSeconds(30), NOW.plusSeconds(31));
	}

	@Test
	void theLockOfADeadProcessWhoseClockWasThreeHoursAheadIsTakenOver() {
		insertLease("far", "elsewhere/boot/ns", 1, null, NOW.plus(Duration.ofHours(3)));
		insertLock("far");
		assertThat(acquire(lock(Duration.ofSeconds(30)), acquire("S"))).as("within the default wait").isTrue();
		assertThat(this.clock.instant()).isBetween(NOW.plusSeconds(30), NOW.plusSeconds(31));
	}

	@Test
	void aProcessWhoseClockIsThreeHoursBehindKeepsItsLockWhileItsHeartbeatMoves() {
		insertLease("far", "elsewhere/boot/ns", 1, null, NOW.minus(Duration.ofHours(3)));
		insertLock("far");
		RunLease waiting = acquire("S");
		this.meanwhile = () -> beat("far");
		assertThatExceptionOfType(LockedException.class).isThrownBy(() -> acquire(lock(Duration.ofMinutes(2)), waiting))
			.withMessageContaining("run far");
		assertThat(this.database.rows("SELECT run_id FROM sync_locks")).containsExactly("far");
		assertThatExceptionOfType(LockedException.class).isThrownBy(() -> this.leases.acquire("far"));
	}

	@Test
	void aStepOfTheClockDoesNotMakeALiveProcessDead() {
		acquire("R");
		this.database.execute("UPDATE run_leases SET process_started_at = ?",
				Timestamps.format(ProcessIdentity.current().startedAt().plusSeconds(5)));
		assertThat(this.leases.isAlive("R")).isTrue();
		assertThatExceptionOfType(LockedException.class).isThrownBy(() -> this.leases.acquire("R"));
	}

	@Test
	void oneOfManyThreadsGetsTheRun() throws Exception {
		int threads = 6;
		CyclicBarrier barrier = new CyclicBarrier(threads);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		List<Future<RunLease>> attempts = new ArrayList<>();
		for (int thread = 0; thread < threads; thread++) {
			attempts.add(executor.submit(() -> {
				barrier.await();
				return this.leases.acquire("R");
			}));
		}
		int locked = 0;
		for (Future<RunLease> attempt : attempts) {
			try {
				this.open.add(attempt.get(20, TimeUnit.SECONDS));
			}
			catch (ExecutionException ex) {
				assertThat(ex).hasCauseInstanceOf(LockedException.class);
				locked++;
			}
		}
		executor.shutdown();
		assertThat(this.open).hasSize(1);
		assertThat(locked).isEqualTo(threads - 1);
	}

	@Test
	void aStopRequestIsSeenOnce() {
		// given
		RunLease lease = acquire("R");
		AtomicInteger stops = new AtomicInteger();
		lease.keepAlive(stops::incrementAndGet);

		// when
		boolean asked = this.leases.requestStop("R");

		// then
		assertThat(asked).isTrue();
		await().untilAsserted(() -> assertThat(stops).hasValue(1));
		assertThat(this.leases.requestStop("R")).isTrue();
		await().during(Duration.ofMillis(700)).until(() -> stops.get() == 1);
	}

	@Test
	void aLeaseThatWasTakenAwayStopsTheRun() {
		RunLease lease = acquire("R");
		AtomicInteger stops = new AtomicInteger();
		lease.keepAlive(stops::incrementAndGet);
		this.database.execute("DELETE FROM run_leases");
		await().untilAsserted(() -> assertThat(stops).hasValue(1));
	}

	@Test
	void stoppingARunNobodyWorksOnIsNotPossible() {
		assertThat(this.leases.requestStop("R")).isFalse();
	}

	@Test
	void aStopRequestDoesNotSurviveTheAttempt() {
		insertLease("R", here(), DEAD_PID, null, NOW.plusSeconds(25));
		this.leases.requestStop("R");
		AtomicInteger stops = new AtomicInteger();
		acquire("R").keepAlive(stops::incrementAndGet);
		await().during(Duration.ofMillis(700)).until(() -> stops.get() == 0);
	}

	@Test
	void closingALeaseThatWasLostLeavesThatOfTheNewOwner() {
		RunLease lost = this.leases.acquire("R");
		this.database.execute("DELETE FROM run_leases");
		acquire("R");
		lost.close();
		assertThat(this.leases.isAlive("R")).isTrue();
	}

	@Test
	void theLockIsTakenAndReleased() {
		// given
		SyncLock lock = lock(Duration.ZERO);
		RunLease first = acquire("R");
		RunLease second = acquire("S");

		// then
		assertThat(acquire(lock, first)).isTrue();
		assertThat(acquire(lock, first)).as("one that has it keeps it").isTrue();
		assertThatExceptionOfType(LockedException.class).isThrownBy(() -> acquire(lock, second));

		// when
		lock.release(second);
		assertThatExceptionOfType(LockedException.class).isThrownBy(() -> acquire(lock, second));
		lock.release(first);

		// then
		assertThat(acquire(lock, second)).isTrue();
		assertThat(this.notices).isEmpty();
	}

	@Test
	void theLockGoesWithTheLease() {
		SyncLock lock = lock(Duration.ZERO);
		RunLease first = this.leases.acquire("R");
		acquire(lock, first);
		first.close();
		assertThat(this.database.count("sync_locks")).isZero();
		assertThat(acquire(lock, acquire("S"))).isTrue();
	}

	@Test
	void theLockOfADeadProcessIsTakenOver() {
		insertLease("dead", here(), DEAD_PID, null, NOW.plusSeconds(25));
		insertLock("dead");
		RunLease lease = acquire("R");
		assertThat(acquire(lock(Duration.ZERO), lease)).isTrue();
		assertThat(this.database.rows("SELECT run_id FROM sync_locks")).containsExactly("R");
	}

	@Test
	void theLockOfAnotherHostIsTakenOverWhenItsLeaseExpires() {
		// given
		insertLease("far", "elsewhere/boot/ns", 1, null, NOW.plusSeconds(10));
		insertLock("far");
		RunLease lease = acquire("R");

		// when
		boolean taken = acquire(lock(Duration.ofSeconds(30)), lease);

		// then
		assertThat(taken).isTrue();
		assertThat(this.clock.instant()).as("it has expired, and was silent for three heartbeats")
			.isBetween(NOW.plusSeconds(15), NOW.plusSeconds(16));
	}

	@Test
	void waitingIsBoundedAndAnnouncedOnce() {
		// given
		RunLease owner = acquire("R");
		RunLease waiting = acquire("S");
		SyncLock lock = lock(Duration.ofSeconds(3));
		acquire(lock, owner);

		// when
		LockedException failure = catchThrowableOfType(LockedException.class, () -> acquire(lock, waiting));

		// then
		assertThat(failure).hasMessageContaining("run R").hasMessageContaining("waited 3 s");
		assertThat(failure.actions().get(0).arguments()).containsExactly("runs", "show", "R");
		assertThat(this.clock.instant()).isBetween(NOW.plusSeconds(3), NOW.plusSeconds(4));
		assertThat(this.notices).singleElement().asString().contains("waiting up to 3 s for run R");
		assertThat(this.pauses).hasValue(15);
		assertThat(this.database.rows("SELECT run_id FROM sync_locks")).containsExactly("R");
	}

	@Test
	void waitingEndsWhenTheLockIsFree() {
		RunLease owner = acquire("R");
		RunLease waiting = acquire("S");
		SyncLock lock = new SyncLock(this.database.transactions(), new LockProperties(Duration.ofMinutes(5)),
				this.watch, (duration) -> {
					this.clock.advance(duration);
					if (this.pauses.incrementAndGet() == 3) {
						lock(Duration.ZERO).release(owner);
					}
				});
		acquire(lock, owner);
		assertThat(acquire(lock, waiting)).isTrue();
		assertThat(this.pauses).hasValue(3);
	}

	@Test
	void waitingEndsWhenTheRunIsToStop() {
		RunLease owner = acquire("R");
		RunLease waiting = acquire("S");
		SyncLock lock = lock(Duration.ofMinutes(5));
		acquire(lock, owner);
		boolean taken = lock.acquire(waiting, this.notices::add, () -> this.pauses.get() >= 2);
		assertThat(taken).isFalse();
		assertThat(this.pauses).hasValue(2);
		assertThat(lock.acquire(waiting, this.notices::add, () -> true)).isFalse();
	}

	@Test
	void theLockIsVerifiedInsideTheTransaction() {
		// given
		SyncLock lock = lock(Duration.ZERO);
		RunLease lease = acquire("R");
		acquire(lock, lease);
		this.database.transactions().run((tx) -> lock.verifyHeld(tx, lease));

		// when the process sleeps so long that another one takes the lock
		lock.release(lease);
		acquire(lock, acquire("S"));

		// then
		assertThatLost(lock, lease);
	}

	@Test
	void aRunThatWasTakenAwayIsVerifiedInsideTheTransaction() {
		SyncLock lock = lock(Duration.ZERO);
		RunLease lease = acquire("R");
		acquire(lock, lease);
		this.database.execute("UPDATE run_leases SET pid = ?", DEAD_PID);
		this.database.execute("UPDATE run_leases SET process_start_ticks = NULL");
		RunLeases others = new RunLeases(this.database.transactions(), this.database.jdbc(), this.watch);
		RunLease other = others.acquire("R");
		assertThatTaken("run R was taken over by process " + ProcessHandle.current().pid(),
				(tx) -> lock.verifyHeld(tx, lease));
		assertThatTaken("run R was taken over by process", (tx) -> this.leases.verifyHeld(tx, "R"));
		other.close();
		assertThatTaken("run R was taken from this process", (tx) -> this.leases.verifyHeld(tx, "R"));
		this.database.transactions().run((tx) -> others.verifyHeld(tx, "R"));
	}

	@Test
	void theLockIsNotHeldBeforeItIsTakenNorAfterItsRelease() {
		SyncLock lock = lock(Duration.ZERO);
		RunLease lease = acquire("R");
		assertThatLost(lock, lease);
		acquire(lock, lease);
		lock.release(lease);
		assertThatLost(lock, lease);
	}

	@Test
	void aRunThatLostItsLeaseCannotTakeTheLock() {
		RunLease lease = acquire("R");
		this.database.execute("DELETE FROM run_leases WHERE run_id = 'R'");
		LoreException failure = catchThrowableOfType(LoreException.class, () -> acquire(lock(Duration.ZERO), lease));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCKED);
		assertThat(failure).isInstanceOf(LeaseLostException.class)
			.hasMessageContaining("run R was taken from this process");
	}

	private void assertThatLost(SyncLock lock, RunLease lease) {
		LoreException failure = catchThrowableOfType(LoreException.class,
				() -> this.database.transactions().run((tx) -> lock.verifyHeld(tx, lease)));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCKED);
		assertThat(failure).hasMessageContaining("run R lost the lock");
	}

	private void assertThatTaken(String message, Consumer<WriteTransaction> work) {
		assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> this.database.transactions().run(work))
			.withMessageContaining(message)
			.satisfies((failure) -> assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCKED));
	}

	private RunLease acquire(String runId) {
		RunLease lease = this.leases.acquire(runId);
		this.open.add(lease);
		return lease;
	}

	private boolean acquire(SyncLock lock, RunLease lease) {
		return lock.acquire(lease, this.notices::add, () -> false);
	}

	private SyncLock lock(Duration patience) {
		return new SyncLock(this.database.transactions(), new LockProperties(patience), this.watch, this::pass);
	}

	private void pass(Duration duration) {
		this.pauses.incrementAndGet();
		this.clock.advance(duration);
		this.meanwhile.run();
	}

	/**
	 * The heartbeat of a process whose clock is three hours behind, every 5 seconds.
	 */
	private void beat(String runId) {
		Instant now = this.clock.instant();
		if (Duration.between(NOW, now).toMillis() % 5_000 == 0) {
			this.database.execute("UPDATE run_leases SET heartbeat_at = ?, expires_at = ? WHERE run_id = ?",
					Timestamps.format(now.minus(Duration.ofHours(3))),
					Timestamps.format(now.minus(Duration.ofHours(3)).plusSeconds(30)), runId);
		}
	}

	private static String here() {
		return ProcessIdentity.current().host();
	}

	private void insertLease(String runId, String host, long pid, @Nullable Instant processStartedAt,
			Instant expiresAt) {
		this.database.execute("""
				INSERT INTO run_leases (run_id, token, host, pid, process_started_at, acquired_at, heartbeat_at,
					expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
				""", runId, "token of " + runId, host, pid,
				(processStartedAt != null) ? Timestamps.format(processStartedAt) : null,
				Timestamps.format(NOW.minusSeconds(60)), Timestamps.format(NOW.minusSeconds(5)),
				Timestamps.format(expiresAt));
	}

	private void insertLock(String runId) {
		this.database.execute("INSERT INTO sync_locks (name, run_id, token, acquired_at) VALUES ('sync', ?, ?, ?)",
				runId, "token of " + runId, Timestamps.format(NOW));
	}

}
