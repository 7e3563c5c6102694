package dev.lorebatch.functional;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.sample.SampleGitLab;
import dev.lorebatch.sample.SampleOptions;
import dev.lorebatch.sample.SampleTokens;
import dev.lorebatch.support.OllamaStub;
import dev.lorebatch.support.TestMirror;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.lorebatch.functional.CliResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code embed} and the phase embed against a stub of Ollama.
 */
class EmbedFunctionalTests {

	/** What users were promised, and patience with a machine that has much else to do. */
	private static final Duration PROMISED = Duration.ofSeconds(5 + 3);

	@TempDir
	Path folder;

	private SampleGitLab sample;

	private OllamaStub ollama;

	private LoreHome home;

	@BeforeEach
	void start() throws Exception {
		this.sample = SampleGitLab.start(SampleOptions.defaults());
		this.ollama = new OllamaStub();
		this.home = LoreHome.of(this.folder, this.sample.url())
			.with("LORE_EMBEDDING_PROVIDER", "ollama")
			.with("LORE_EMBEDDING_URL", this.ollama.url().toString())
			.with("LORE_EMBEDDING_MODEL", OllamaStub.MODEL)
			.with("LORE_EMBEDDING_RETRY_INITIALWAIT", "1ms")
			.with("LORE_EMBEDDING_RETRY_MAXWAIT", "2ms")
			.warmRuns();
	}

	@AfterEach
	void stop() {
		this.ollama.close();
		this.sample.close();
	}

	@Test
	void embedFinishesWhatAnOutageLeftAndEveryTroubleHasItsExitCode() {
		this.ollama.behave((input) -> OllamaStub.error(503, "server busy"));
		CliResult synced = this.home.run("sync", "-p", "harbor/lighthouse", "--issue", "5", "--run-id", "r1");
		assertThat(synced).succeeded();
		assertThat(synced.data().path("phase").asString()).isEqualTo("done");
		assertThat(synced.data().path("warnings").get(0).asString()).contains("have no vectors yet", "HTTP 503");
		assertThat(synced.recoveryActions()).anyMatch((command) -> command.contains(" embed"));
		long documents = this.home.database().number("SELECT count(*) FROM documents d WHERE " + TestMirror.EMBEDDABLE);
		assertThat(this.home.database().count("pending_embeddings")).isEqualTo(documents).isPositive();

		this.home.without("LORE_GITLAB_TOKEN");
		CliResult unavailable = this.home.run("embed");
		assertThat(unavailable).failedWithResult(ExitCode.EMBEDDING_UNAVAILABLE)
			.hasMessageContaining("HTTP 503, server busy");
		this.ollama.behave((input) -> OllamaStub.error(404, "model \"test-embed\" not found"));
		assertThat(this.home.run("embed")).failedWithResult(ExitCode.MODEL_NOT_FOUND);
		this.ollama.behave((input) -> OllamaStub.vectors(input.stream().map((text) -> "[0,0,0]").toList().toString()));
		assertThat(this.home.run("embed")).failedWithResult(ExitCode.EMBEDDING_FAILED);
		assertThat(this.home.database().count("embeddings")).isZero();

		this.ollama.behave((input) -> null);
		CliResult finished = this.home.shell(unavailable.actions().get(0));
		assertThat(finished).succeeded();
		assertThat(finished.data().path("documents").asLong()).isEqualTo(documents);
		assertThat(finished.data().path("pending").asLong()).isZero();
		assertThat(this.home.database().number("SELECT count(DISTINCT document_id) FROM embeddings"))
			.isEqualTo(documents);
		assertThat(this.ollama.requests())
			.allSatisfy((request) -> assertThat(request.toString()).doesNotContain(SampleTokens.FULL));
	}

	@Test
	void signalStopsASyncAndAnEmbedWhoseProviderNeverAnswers() throws Exception {
		CountDownLatch asked = hang();
		LoreProcess sync = this.home.start("sync", "-p", "harbor/lighthouse", "--issue", "5", "--run-id", "r1");
		assertThat(asked.await(90, TimeUnit.SECONDS)).isTrue();
		assertThat(sync.signal("TERM").await(PROMISED)).failedWithResult(ExitCode.TERMINATED);
		assertThat(this.home.database().run("r1")).containsEntry("status", "stopped").containsEntry("phase", "embed");

		CountDownLatch askedAgain = hang();
		LoreProcess embed = this.home.start("embed");
		assertThat(askedAgain.await(90, TimeUnit.SECONDS)).isTrue();
		CliResult second = this.home.run("embed");
		assertThat(second).failedWith(ExitCode.LOCKED).hasMessageContaining("another embed is at work");
		assertThat(embed.signal("INT").await(PROMISED)).failedWithResult(ExitCode.INTERRUPTED);
		assertThat(this.home.database().count("run_leases")).isZero();
		assertThat(this.home.database().count("sync_locks")).isZero();

		this.ollama.behave((input) -> null);
		assertThat(this.home.run("runs", "restart", "r1")).succeeded();
		assertThat(this.home.database().count("pending_embeddings")).isZero();
	}

	@Test
	void embedWithoutDatabaseOrProviderSaysSo() {
		assertThat(this.home.run("embed")).failedWith(ExitCode.NOT_FOUND_LOCALLY);
		assertThat(this.home.files()).isEmpty();
		this.home.with("LORE_EMBEDDING_PROVIDER", "none");
		assertThat(this.home.run("sync", "-p", "harbor/charts", "--mr", "1")).succeeded();
		assertThat(this.home.run("embed")).failedWith(ExitCode.CONFIG_INVALID)
			.hasMessageContaining("lore.embedding.provider is none");
		this.home.with("LORE_EMBEDDING_PROVIDER", "ollama").without("LORE_EMBEDDING_MODEL");
		assertThat(this.home.run("embed")).failedWith(ExitCode.CONFIG_INVALID)
			.hasMessageContaining("lore.embedding.model is not set");
	}

	private CountDownLatch hang() {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		this.ollama.behave((input) -> {
			asked.countDown();
			try {
				never.await(3, TimeUnit.MINUTES);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return null;
		});
		return asked;
	}

}
