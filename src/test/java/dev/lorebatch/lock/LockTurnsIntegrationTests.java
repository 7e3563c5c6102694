package dev.lorebatch.lock;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.database.TestDatabase;
import dev.lorebatch.entity.MutableClock;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * How a long run and short ones share the mutation lock.
 */
@Timeout(30)
class LockTurnsIntegrationTests {

	private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

	@TempDir
	Path folder;

	private final MutableClock clock = new MutableClock(NOW);

	private final List<String> notices = new ArrayList<>();

	private final AtomicInteger pauses = new AtomicInteger();

	private final AtomicBoolean stopped = new AtomicBoolean();

	private final List<RunLease> open = new ArrayList<>();

	/** What happens while somebody waits. */
	private Runnable meanwhile = () -> {
	};

	private TestDatabase database;

	private LeaseWatch watch;

	private RunLeases leases;

	private SyncLock lock;

	private MirrorTransactions transactions;

	private RunLease shortRun;

	private RunLease longRun;

	@BeforeEach
	void openDatabase() {
		this.database = TestDatabase.in(this.folder);
		this.watch = new LeaseWatch(this.clock, this.clock::nanos, (duration) -> {
		});
		this.leases = new RunLeases(this.database.transactions(), this.database.jdbc(), this.watch);
		this.lock = new SyncLock(this.database.transactions(), new LockProperties(Duration.ofSeconds(30)), this.watch,
				(duration) -> {
					this.pauses.incrementAndGet();
					this.clock.advance(duration);
					this.meanwhile.run();
				});
		this.transactions = new MirrorTransactions(this.database.transactions(), this.lock);
		this.shortRun = lease("short");
		this.longRun = lease("long");
		this.transactions.begin(this.shortRun);
		this.transactions.beginInTurns(this.longRun, this.notices::add, this.stopped::get);
	}

	@AfterEach
	void closeDatabase() {
		this.open.forEach(RunLease::close);
		this.database.close();
	}

	@Test
	void aLongRunTakesTheLockWhenItWritesAndAShortOneTakesItFromIt() {
		write("long");
		assertThat(holder()).containsExactly("long");
		assertThat(acquire(this.shortRun)).isTrue();
		assertThat(this.pauses).as("the short one did not wait").hasValue(0);
		write("short");
		assertThat(holder()).containsExactly("short");
	}

	@Test
	void aLongRunWaitsForTheShortOneHoweverLongThatTakesAndGoesOn() {
		acquire(this.shortRun);
		this.meanwhile = () -> {
			if (this.pauses.get() == 400) { // more than the patience of a short run
				this.lock.release(this.shortRun);
			}
		};
		write("long");
		assertThat(this.pauses).hasValue(400);
		assertThat(this.notices).singleElement().asString().startsWith("letting run short (process ");
		assertThat(this.database.count("sync_lock_waiters")).isZero();
	}

	@Test
	void whoeverWaitsLongerIsNext() {
		RunLease second = lease("second");
		acquire(this.shortRun);
		AtomicInteger order = new AtomicInteger();
		this.meanwhile = () -> {
			if (order.getAndIncrement() == 0) {
				this.lock.release(this.shortRun);
				LoreException failure = catchThrowableOfType(LockedException.class,
						() -> patience(Duration.ZERO).acquire(second, this.notices::add, () -> false));
				assertThat(failure).as("the long run was there first").hasMessageContaining("run long");
			}
		};
		write("long");
		assertThat(holder()).containsExactly("long");
		assertThat(acquire(second)).as("and is next after that").isTrue();
	}

	@Test
	void twoLongRunsTakeTurns() {
		RunLease other = lease("other");
		this.transactions.beginInTurns(other, this.notices::add, () -> false);
		for (String run : List.of("long", "other", "long", "other")) {
			write(run);
			assertThat(holder()).containsExactly(run);
		}
		assertThat(this.pauses).hasValue(0);
	}

	@Test
	void aWaitingProcessThatHangsIsPassedOver() {
		acquire(this.shortRun);
		this.database.transactions().run((tx) -> this.lock.takeTurn(tx, this.longRun));
		this.lock.release(this.shortRun);
		RunLease second = lease("second");
		assertThat(acquire(second)).isTrue();
		assertThat(this.clock.instant()).isBetween(NOW.plusSeconds(5), NOW.plusSeconds(6));
	}

	@ParameterizedTest
	@ValueSource(longs = { 3, -3 })
	void aWaitingProcessThatHangsIsPassedOverWhateverItsClockSaid(long hours) {
		acquire(this.shortRun);
		this.database.transactions().run((tx) -> this.lock.takeTurn(tx, this.longRun));
		this.lock.release(this.shortRun);
		this.clock.step(Duration.ofHours(hours));
		assertThat(acquire(lease("second"))).isTrue();
		assertThat(this.pauses).as("looks that it waited").hasValueLessThan(30);
	}

	@Test
	void aWaitingProcessKeepsItsPlaceThoughTheClockIsSet() {
		RunLease second = lease("second");
		acquire(this.shortRun);
		this.meanwhile = () -> {
			this.clock.step(Duration.ofHours(1));
			assertThat(catchThrowableOfType(LockedException.class,
					() -> patience(Duration.ZERO).acquire(second, this.notices::add, () -> false)))
				.isNotNull();
			if (this.pauses.get() == 3) {
				this.lock.release(this.shortRun);
				assertThat(catchThrowableOfType(LockedException.class,
						() -> patience(Duration.ZERO).acquire(second, this.notices::add, () -> false)))
					.as("the long run was there first")
					.hasMessageContaining("run long");
			}
		};
		write("long");
		assertThat(holder()).containsExactly("long");
	}

	@Test
	void aLongRunThatIsStoppedWhileItWaitsSaysSoAndWritesNothing() {
		acquire(this.shortRun);
		this.meanwhile = () -> this.stopped.set(this.pauses.get() == 2);
		LoreException failure = catchThrowableOfType(LoreException.class, () -> write("long"));
		assertThat(failure.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
		assertThat(this.pauses).hasValue(2);
		assertThat(this.database.count("sync_lock_waiters")).isZero();
		assertThat(holder()).containsExactly("short");
	}

	@Test
	void aShortRunThatGivesUpLeavesTheQueue() {
		RunLease second = lease("second");
		acquire(this.shortRun);
		assertThat(catchThrowableOfType(LockedException.class, () -> acquire(second))).isNotNull();
		assertThat(this.database.count("sync_lock_waiters")).isZero();
	}

	private void write(String runId) {
		this.transactions.run(runId,
				(tx) -> assertThat(tx.queryForLong("SELECT count(*) FROM sync_locks WHERE run_id = ?", runId)).isOne());
	}

	private boolean acquire(RunLease lease) {
		return this.lock.acquire(lease, this.notices::add, () -> false);
	}

	private SyncLock patience(Duration patience) {
		return new SyncLock(this.database.transactions(), new LockProperties(patience), this.watch, (duration) -> {
		});
	}

	private List<String> holder() {
		return this.database.rows("SELECT run_id FROM sync_locks");
	}

	private RunLease lease(String runId) {
		RunLease lease = this.leases.acquire(runId);
		this.open.add(lease);
		return lease;
	}

}
