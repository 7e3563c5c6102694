package dev.lorebatch.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import dev.lorebatch.failure.ExitCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Integration tests for {@link WriteTransactions} and {@link WriteTransaction}.
 */
@Timeout(30)
class WriteTransactionsIntegrationTests {

	@TempDir
	Path folder;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private TestDatabase database;

	@BeforeEach
	void open() {
		this.database = TestDatabase.in(this.folder);
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.database.close();
	}

	@Test
	void commitsWhatTheWorkWrote() {
		Integer changed = this.database.transactions().call((tx) -> tx.update(insert("a")));
		assertThat(changed).isOne();
		assertThat(this.database.count("projects")).isOne();
	}

	@Test
	void writesNothingIfTheWorkFails() {
		Throwable failure = catchThrowable(() -> this.database.transactions().run((tx) -> {
			tx.update(insert("a"));
			throw new UnsupportedOperationException("half way");
		}));
		assertThat(failure).isInstanceOf(UnsupportedOperationException.class).hasMessage("half way");
		assertThat(this.database.count("projects")).isZero();
	}

	@Test
	void readsItsOwnWrites() {
		Long count = this.database.transactions().call((tx) -> {
			tx.updateAll("INSERT INTO projects (gitlab_id, path) VALUES (?, ?)",
					List.of(new @Nullable Object[] { 1, "a" }, new @Nullable Object[] { 2, "b" }));
			return tx.queryForLong("SELECT count(*) FROM projects");
		});
		assertThat(count).isEqualTo(2);
		Long none = this.database.transactions().call((tx) -> tx.queryForLong("SELECT id FROM projects WHERE 0"));
		assertThat(none).isNull();
	}

	@Test
	void joinsATransactionThatIsOpen() {
		Throwable failure = catchThrowable(() -> this.database.transactions().run((outer) -> {
			outer.update(insert("a"));
			this.database.transactions().run((inner) -> inner.update(insert("b")));
			throw new UnsupportedOperationException();
		}));
		assertThat(failure).isInstanceOf(UnsupportedOperationException.class);
		assertThat(this.database.count("projects")).isZero();
	}

	@Test
	void isOfNoUseAfterItsEnd() {
		AtomicReference<WriteTransaction> leaked = new AtomicReference<>();
		this.database.transactions().run(leaked::set);
		assertThatIllegalStateException().isThrownBy(() -> leaked.get().update(insert("a")))
			.withMessageContaining("ended");
		assertThatIllegalStateException().isThrownBy(() -> leaked.get().updateAll(insert("a"), List.of()));
		assertThatIllegalStateException().isThrownBy(() -> leaked.get().queryForLong("SELECT 1"));
		assertThatIllegalStateException()
			.isThrownBy(() -> leaked.get().query("SELECT 1", (row, index) -> row.getLong(1)));
		assertThat(this.database.count("projects")).isZero();
	}

	@Test
	void isOfNoUseAfterAFailure() {
		AtomicReference<WriteTransaction> leaked = new AtomicReference<>();
		catchThrowable(() -> this.database.transactions().run((tx) -> {
			leaked.set(tx);
			throw new UnsupportedOperationException();
		}));
		assertThatIllegalStateException().isThrownBy(() -> leaked.get().update(insert("a")));
	}

	@Test
	void isOfNoUseInAnotherThread() {
		this.database.transactions().run((tx) -> {
			Future<Integer> other = this.threads.submit(() -> tx.update(insert("a")));
			ExecutionException failure = catchThrowableOfType(ExecutionException.class,
					() -> other.get(10, TimeUnit.SECONDS));
			assertThat(failure).hasRootCauseInstanceOf(IllegalStateException.class)
				.hasMessageContaining("another thread");
		});
		assertThat(this.database.count("projects")).isZero();
	}

	@Test
	void takesTheWriteLockAtItsBegin() throws SQLException {
		try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + this.database.file());
				Statement statement = other.createStatement()) {
			statement.execute("PRAGMA busy_timeout = 0");
			this.database.transactions().run((tx) -> {
				SQLiteException failure = catchThrowableOfType(SQLiteException.class,
						() -> statement.executeUpdate(insert("other")));
				assertThat(failure.getResultCode()).isEqualTo(SQLiteErrorCode.SQLITE_BUSY);
			});
			statement.executeUpdate(insert("other"));
		}
		assertThat(this.database.count("projects")).isOne();
	}

	@Test
	void theSecondWriterWaitsForTheFirst() throws Exception {
		// given
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch finish = new CountDownLatch(1);
		CompletableFuture<Void> first = CompletableFuture.runAsync(() -> this.database.transactions().run((tx) -> {
			begun.countDown();
			awaitQuietly(finish);
			tx.update(insert("first"));
		}), this.threads);
		assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

		// when
		CompletableFuture<Long> second = CompletableFuture.supplyAsync(
				() -> this.database.transactions().call((tx) -> tx.queryForLong("SELECT count(*) FROM projects")),
				this.threads);

		// then
		await().during(java.time.Duration.ofMillis(200)).until(() -> !second.isDone());
		finish.countDown();
		first.get(10, TimeUnit.SECONDS);
		assertThat(second.get(10, TimeUnit.SECONDS)).isOne();
	}

	@Test
	void readersDoNotWaitForAWriter() {
		this.database.transactions().run((tx) -> {
			tx.update(insert("a"));
			Future<Long> reader = this.threads.submit(() -> this.database.count("projects"));
			try {
				assertThat(reader.get(5, TimeUnit.SECONDS)).isZero();
			}
			catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException ex) {
				throw new AssertionError(ex);
			}
		});
	}

	@Test
	void aReadOnlyTransactionTakesNoWriteLock() {
		WriteTimes times = new WriteTimes();
		TransactionTemplate readOnly = new TransactionTemplate(
				new DatabaseConfiguration().transactionManager(this.database.dataSource(), times));
		readOnly.setReadOnly(true);
		readOnly.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		readOnly.executeWithoutResult((status) -> {
			Future<?> writer = this.threads.submit(() -> this.database.execute(insert("a")));
			await().untilAsserted(() -> assertThat(writer).isDone());
		});
		assertThat(this.database.count("projects")).isOne();
		assertThat(times.summary()).isNull();
	}

	@Test
	void tellsHowLongTheWriteLockWasHeld() {
		WriteTimes times = new WriteTimes();
		TransactionTemplate write = new TransactionTemplate(
				new DatabaseConfiguration().transactionManager(this.database.dataSource(), times));
		write.executeWithoutResult((status) -> pause(30));
		write.executeWithoutResult((status) -> status.setRollbackOnly());
		assertThat(times.summary()).isNotNull().satisfies((summary) -> {
			assertThat(summary.count()).isEqualTo(2);
			assertThat(summary.longest()).isGreaterThan(29);
			assertThat(summary.p99()).isEqualTo(summary.longest());
			assertThat(summary.median()).isLessThan(summary.longest());
		});
	}

	private static void pause(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void manyThreadsWriteOneAfterTheOther() throws Exception {
		List<Future<?>> writers = new java.util.ArrayList<>();
		for (int thread = 0; thread < 8; thread++) {
			int first = thread * 1_000;
			writers.add(this.threads.submit(() -> {
				for (int row = 0; row < 10; row++) {
					int id = first + row;
					this.database.transactions().run((tx) -> {
						tx.queryForLong("SELECT count(*) FROM projects");
						tx.update("INSERT INTO projects (gitlab_id, path) VALUES (?1, 'p' || ?1)", id);
					});
				}
			}));
		}
		for (Future<?> writer : writers) {
			writer.get(20, TimeUnit.SECONDS);
		}
		assertThat(this.database.count("projects")).isEqualTo(80);
	}

	@Test
	void foreignKeysAreEnforced() {
		Throwable failure = catchThrowable(() -> this.database.execute("""
				INSERT INTO labels (project_id, name) VALUES (4711, 'bug')
				"""));
		assertThat(failure).isNotNull();
		assertThat(DatabaseErrors.findIn(failure)).isNotNull()
			.satisfies((error) -> assertThat(error.exitCode()).isEqualTo(ExitCode.DATABASE));
	}

	private static String insert(String path) {
		return "INSERT INTO projects (gitlab_id, path) VALUES (abs(random()), '" + path + "')";
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
