package dev.lorebatch.job;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

import dev.lorebatch.run.ProjectSyncRequest;
import dev.lorebatch.run.RunMode;
import dev.lorebatch.run.SurgicalRequest;
import dev.lorebatch.sample.SampleEntity;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.FaultyGitLab;
import dev.lorebatch.support.FaultyGitLab.Answer;
import dev.lorebatch.support.TestMirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A long run with a surgical one in the middle of it, in two contexts on one database.
 */
@Timeout(180)
class LongRunIntegrationTests {

	private static final String PROJECT = "harbor/tools/rope-kit";

	private final SampleGitLab sample = SampleGitLab.start(SampleOptions.defaults());

	private final SampleEntity issue = this.sample.project(PROJECT).issue(1);

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	@TempDir
	Path folder;

	private FaultyGitLab gitlab;

	private TestMirror mirror;

	private TestMirror surgical;

	@BeforeEach
	void open() throws Exception {
		this.gitlab = new FaultyGitLab(this.sample.url());
		this.mirror = TestMirror.open(this.folder.resolve("lore.db"), this.gitlab.url());
		this.surgical = TestMirror.open(this.folder.resolve("lore.db"), this.sample.url(), "lore.lock.wait=1s");
	}

	@AfterEach
	void close() {
		this.executor.shutdownNow();
		this.surgical.close();
		this.mirror.close();
		this.gitlab.close();
		this.sample.close();
	}

	@Test
	void aSurgicalRunDoesNotWaitForALongOneAndIsNotOverwrittenByWhatThatAskedForBefore() throws Exception {
		CountDownLatch answered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		AtomicBoolean held = new AtomicBoolean();
		this.gitlab.intercept((path) -> {
			if (!path.endsWith("/issues/1/discussions") || !held.compareAndSet(false, true)) {
				return null;
			}
			Answer old = fetch(path); // as it is now
			answered.countDown();
			hold(release);
			return old;
		});
		Future<JobExecution> full = this.executor.submit(() -> this.mirror
			.run(new ProjectSyncRequest("long", RunMode.FULL, List.of(PROJECT), null, true, true)));
		assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
		this.issue.addNote(Instant.parse("2026-11-22T10:00:00Z"), "keeper", "written while the long run waits");

		JobExecution cut = this.surgical.run(new SurgicalRequest("cut", PROJECT, List.of(1L), List.of(), true, true));

		assertThat(cut.getAllFailureExceptions()).isEmpty();
		assertThat(cut.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(full.isDone()).isFalse();
		assertThat(notes()).isOne();
		release.countDown();
		assertThat(full.get(120, TimeUnit.SECONDS).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(notes()).as("the older list did not replace the newer one").isOne();
		assertThat(this.mirror.count("SELECT count(*) FROM documents WHERE content LIKE '%written while the long%'"))
			.isOne();
		assertThat(this.mirror.count("SELECT count(*) FROM sync_locks")).isZero();
		assertThat(this.mirror.count("SELECT count(*) FROM dependent_states WHERE complete = 0")).isZero();
	}

	@Test
	void aLongRunCanBeStoppedWhileItWaitsForAnother() throws Exception {
		CountDownLatch holding = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		AtomicBoolean held = new AtomicBoolean();
		try (FaultyGitLab slow = new FaultyGitLab(this.sample.url());
				TestMirror other = TestMirror.open(this.folder.resolve("lore.db"), slow.url())) {
			slow.intercept((path) -> {
				if (path.endsWith("/discussions") && held.compareAndSet(false, true)) {
					holding.countDown();
					hold(release);
				}
				return null;
			});
			ExecutorService second = Executors.newSingleThreadExecutor();
			Future<JobExecution> cut = second
				.submit(() -> other.run(new SurgicalRequest("cut", PROJECT, List.of(1L), List.of(), false, false)));
			assertThat(holding.await(60, TimeUnit.SECONDS)).isTrue();
			Future<JobExecution> full = this.executor.submit(() -> this.mirror
				.run(new ProjectSyncRequest("long", RunMode.FULL, List.of(PROJECT), null, false, false)));
			await().atMost(Duration.ofSeconds(60))
				.until(() -> this.mirror.count("SELECT count(*) FROM sync_lock_waiters") > 0);

			this.mirror.bean(ActiveRuns.class).stopAll();

			assertThat(full.get(60, TimeUnit.SECONDS).getStatus()).isEqualTo(BatchStatus.STOPPED);
			release.countDown();
			assertThat(cut.get(60, TimeUnit.SECONDS).getStatus()).isEqualTo(BatchStatus.COMPLETED);
			second.shutdownNow();
			this.mirror.bean(ActiveRuns.class).reset();
			assertThat(
					this.mirror.run(new ProjectSyncRequest("long", RunMode.FULL, List.of(PROJECT), null, false, false))
						.getStatus())
				.isEqualTo(BatchStatus.COMPLETED);
		}
	}

	private long notes() {
		return this.mirror.count("SELECT count(*) FROM notes WHERE body = 'written while the long run waits'");
	}

	private Answer fetch(String path) {
		try {
			HttpRequest request = HttpRequest.newBuilder(URI.create(this.sample.url() + path + "?per_page=100"))
				.header("PRIVATE-TOKEN", SampleTokens.FULL)
				.build();
			return Answer.of(200,
					HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
		}
		catch (java.io.IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void hold(CountDownLatch latch) {
		try {
			latch.await(120, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
