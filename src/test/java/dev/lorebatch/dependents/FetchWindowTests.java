package dev.lorebatch.dependents;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.gitlab.RequestPool;
import dev.lorebatch.queue.DependentJob;
import dev.lorebatch.queue.JobType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

@Timeout(60)
class FetchWindowTests {

	private static final ProjectContext PROJECT = new ProjectContext(7, "group/project", "https://gitlab.example.com");

	private final ExecutorService oneThread = Executors.newSingleThreadExecutor();

	private final RequestPool pool = mock(RequestPool.class);

	private final Fetchers fetchers = mock(Fetchers.class);

	@AfterEach
	void close() {
		this.oneThread.shutdownNow();
	}

	@Test
	void cutShortGivesBackWhatIsUnderWayAndKeepsWhatEnded() throws Exception {
		CountDownLatch hanging = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		DependentJob ended = job(1);
		DependentJob underWay = job(2);
		DependentJob waiting = job(3);
		given(this.pool.executor()).willReturn(this.oneThread);
		given(this.fetchers.fetch(PROJECT, ended)).willReturn(fetched(ended));
		given(this.fetchers.fetch(PROJECT, underWay)).willAnswer((call) -> {
			hanging.countDown();
			try {
				return new CountDownLatch(1).await(1, java.util.concurrent.TimeUnit.HOURS);
			}
			finally {
				interrupted.countDown();
			}
		});
		FetchWindow window = new FetchWindow(this.pool, this.fetchers, Map.of(1L, PROJECT), new HashMap<>());
		window.submit(ended);
		window.submit(underWay);
		window.submit(waiting);
		hanging.await();
		assertThat(window.cutShort()).containsExactlyInAnyOrder(underWay, waiting);
		assertThat(window.size()).isOne();
		assertThat(window.take().job()).isEqualTo(ended);
		assertThat(window.size()).isZero();
		interrupted.await();
	}

	private static FetchedJob fetched(DependentJob job) {
		return FetchedJob.succeeded(job, new PreparedSet(1, 0, (tx, parent, runId, absent) -> 0));
	}

	private static DependentJob job(long id) {
		return new DependentJob(id, 1, JobType.DISCUSSIONS, new EntityRef(EntityKind.ISSUE, id), id, 1);
	}

}
