package dev.lorebatch.dependents;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.ArgumentMatchers;
import org.mockito.InOrder;
import tools.jackson.databind.json.JsonMapper;

import dev.lorebatch.database.WriteTransaction;
import dev.lorebatch.dependents.FetchAhead.Early;
import dev.lorebatch.dependents.FetchAhead.Key;
import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.lock.MirrorTransactions;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.JobType;
import dev.lorebatch.queue.QueueListener.QueuedEntity;
import dev.lorebatch.run.Phase;
import dev.lorebatch.run.RequestStats;
import dev.lorebatch.run.RunFetches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

@Timeout(60)
class FetchAheadTests {

	private static final long NUMBER = 41;

	private static final Payload PROJECT = new Payload(JsonMapper.shared().readTree("""
			{"id": 7, "path_with_namespace": "group/project", "web_url": "https://gitlab.example.com/group/project"}
			"""), "project");

	private static final int SETS = JobType.of(EntityKind.ISSUE).size();

	private final ExecutorService threads = Executors.newFixedThreadPool(2);

	private final RequestPool pool = mock(RequestPool.class);

	private final Fetchers fetchers = mock(Fetchers.class);

	private final MirrorTransactions transactions = mock(MirrorTransactions.class);

	private final RequestStats stats = new RequestStats(Clock.systemUTC());

	private final FetchAhead ahead = new FetchAhead(this.pool, this.fetchers, mock(RunFetches.class), this.transactions,
			this.stats);

	@BeforeEach
	void prepare() {
		given(this.pool.executor()).willReturn(this.threads);
		given(this.pool.concurrency()).willReturn(2);
		given(this.transactions.call(any(), ArgumentMatchers.<Function<WriteTransaction, Long>>any()))
			.willReturn(NUMBER);
		given(this.fetchers.fetch(any(), any())).willAnswer((call) -> {
			this.stats.sent();
			return FetchedJob.succeeded(call.getArgument(1), new PreparedSet(1, 0, (tx, parent, runId, absent) -> 0));
		});
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
	}

	@Test
	void aClaimedJobGetsWhatWasFetchedAhead() throws Exception {
		this.stats.begin(Phase.INGEST);
		this.ahead.queued(queued(1, 1));
		FetchWindow window = window(1);
		DependentJob claimed = job(99, JobType.DISCUSSIONS, 1);
		window.submit(claimed);
		FetchedJob fetched = window.take();
		assertThat(fetched.job()).isEqualTo(claimed.asFetch(NUMBER));
		assertThat(fetched.set()).isNotNull();
		assertThat(window.size()).isZero();
		InOrder order = inOrder(this.transactions, this.fetchers);
		order.verify(this.transactions).call(eq("run"), ArgumentMatchers.<Function<WriteTransaction, Long>>any());
		order.verify(this.fetchers).fetch(any(), eq(job(0, JobType.DISCUSSIONS, 1).asFetch(NUMBER)));
		assertThat(this.stats.take().requests()).isZero();
	}

	@Test
	void aJobThatWasNotAskedForAheadIsFetched() throws Exception {
		this.ahead.queued(queued(1, 1));
		FetchWindow window = window(1);
		DependentJob claimed = job(99, JobType.DISCUSSIONS, 2);
		window.submit(claimed);
		assertThat(window.take().job()).isEqualTo(claimed);
	}

	@Test
	void failuresAreDeliveredWithTheClaimedJob() throws Exception {
		given(this.fetchers.fetch(any(), any()))
			.willAnswer((call) -> FetchedJob.failed(call.getArgument(1), new dev.lorebatch.failure.LoreException(
					dev.lorebatch.failure.ExitCode.INTERNAL_ERROR, "broken", null)));
		this.ahead.queued(queued(1, 1));
		FetchWindow window = window(1);
		window.submit(job(99, JobType.STATE_EVENTS, 1));
		FetchedJob failed = window.take();
		assertThat(failed.job().id()).isEqualTo(99);
		assertThat(failed.failure()).hasMessage("broken");
	}

	@Test
	void onlySoManySetsAreHeldInMemory() {
		for (int iid = 1; iid <= 50; iid++) {
			this.ahead.queued(queued(1, iid));
		}
		assertThat(this.ahead.take(1)).hasSize(2 * 12);
		verify(this.transactions, times(1)).call(any(), ArgumentMatchers.<Function<WriteTransaction, Long>>any());
	}

	@Test
	void largeSetsAreFewer() throws Exception {
		given(this.fetchers.fetch(any(), any())).willAnswer((call) -> FetchedJob.succeeded(call.getArgument(1),
				new PreparedSet(60, 6_000, (tx, parent, runId, absent) -> 0)));
		this.ahead.queued(queued(1, 1));
		this.threads.shutdown();
		assertThat(this.threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		this.ahead.queued(queued(1, 2));
		assertThat(this.ahead.take(1).keySet()).isNotEmpty().allMatch((key) -> key.entityId() == 1);
	}

	@Test
	void whatAnotherAttemptBeganIsOfNoUse() {
		this.ahead.queued(queued(1, 1));
		assertThat(this.ahead.take(2)).isEmpty();
		this.ahead.queued(queued(2, 1));
		assertThat(this.ahead.take(2)).hasSize(SETS);
		assertThat(this.ahead.take(2)).isEmpty();
	}

	@Test
	void whatIsWithdrawnIsCancelled() throws Exception {
		CountDownLatch begun = new CountDownLatch(2);
		CountDownLatch interrupted = new CountDownLatch(2);
		given(this.fetchers.fetch(any(), any())).willAnswer((call) -> {
			begun.countDown();
			try {
				return new CountDownLatch(1).await(1, TimeUnit.HOURS);
			}
			finally {
				interrupted.countDown();
			}
		});
		this.ahead.queued(queued(1, 1));
		begun.await();
		this.ahead.withdrawn();
		interrupted.await();
		assertThat(this.ahead.take(1)).isEmpty();
	}

	@Test
	void theWindowEndsWhatNobodyClaimed() {
		given(this.pool.executor()).willReturn(mock(ExecutorService.class, (call) -> mock(Future.class)));
		this.ahead.queued(queued(1, 1));
		Map<Key, Early> begun = this.ahead.take(1);
		List<Early> early = List.copyOf(begun.values());
		FetchWindow window = new FetchWindow(this.pool, this.fetchers, Map.of(), begun);
		assertThat(window.cutShort()).isEmpty();
		assertThat(early).hasSize(SETS).allSatisfy((one) -> verify(one.task()).cancel(true));
		verify(this.fetchers, never()).fetch(any(), any());
	}

	private FetchWindow window(long attempt) {
		return new FetchWindow(this.pool, this.fetchers, Map.of(1L, ProjectContext.of(PROJECT)),
				new HashMap<>(this.ahead.take(attempt)));
	}

	private static QueuedEntity queued(long attempt, long iid) {
		return new QueuedEntity("run", attempt, PROJECT, 1, new EntityRef(EntityKind.ISSUE, iid), iid);
	}

	private static DependentJob job(long id, JobType type, long iid) {
		return new DependentJob(id, 1, type, new EntityRef(EntityKind.ISSUE, iid), iid, 0);
	}

}
