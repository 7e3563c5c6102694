package dev.lorebatch.ollama;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.support.OllamaStub;
import dev.lorebatch.support.OllamaStub.Answer;
import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.EmbeddingException.Kind;
import dev.lorebatch.vector.EmbeddingProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OllamaEmbeddingProviderIntegrationTests {

	private OllamaStub ollama;

	private OllamaEmbeddingProvider provider;

	@BeforeEach
	void start() throws Exception {
		this.ollama = new OllamaStub();
		this.provider = provider(this.ollama.url(), Duration.ofSeconds(30));
	}

	@AfterEach
	void stop() {
		this.ollama.close();
	}

	@Test
	void asksForAllTextsAtOnceAndNotToCutThem() {
		assertThat(this.provider.embed(List.of("one", "two"))).hasSize(2).allMatch((vector) -> vector.length == 4);
		assertThat(this.ollama.requests()).singleElement().satisfies((request) -> {
			assertThat(request.method()).isEqualTo("POST");
			assertThat(request.path()).isEqualTo("/api/embed");
			assertThat(request.body().toString())
				.isEqualTo("{\"model\":\"test-embed\",\"input\":[\"one\",\"two\"],\"truncate\":false}");
			assertThat(request.headers()).doesNotContainKeys("Authorization", "PRIVATE-TOKEN");
		});
	}

	@Test
	void learnsTheDimensionsFromTheFirstAnswer() {
		assertThat(this.provider.dimensions()).isZero();
		this.provider.embed(List.of("one"));
		assertThat(this.provider.dimensions()).isEqualTo(4);
		this.ollama.behave((input) -> OllamaStub.vectors("[[1,2]]"));
		this.provider.embed(List.of("one"));
		assertThat(this.provider.dimensions()).isEqualTo(4);
	}

	@Test
	void learnsTheDimensionsAnewAfterForgettingTheModel() {
		this.provider.embed(List.of("one"));
		this.ollama.pull("b".repeat(64), 2);
		this.provider.forgetModel();
		assertThat(this.provider.dimensions()).isZero();
		assertThat(this.provider.embed(List.of("one"))).allMatch((vector) -> vector.length == 2);
		assertThat(this.provider.dimensions()).isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource({ "test-embed,test-embed:latest", "test-embed:latest,test-embed:latest", "Test-Embed,test-embed:latest",
			"test-embed:v1,test-embed:v1", "me/test-embed,me/test-embed:latest", "test-embed,test-embed",
			"host:5000/me/test-embed,host:5000/me/test-embed:latest" })
	void theDigestOfTheModelIsInTheListOfModels(String model, String listed) {
		this.ollama.answerTags(() -> new Answer(200, """
				{"models":[{"name":"test-embed:v0","digest":"00"},{"name":"other/%1$s","digest":"01"},
				{"name":"%1$s","model":"%1$s","digest":"sha256:ABCDEF"},{"name":"test-embed2:latest","digest":"02"}]}
				""".formatted(listed)));
		assertThat(provider(this.ollama.url(), model).digest()).isEqualTo("abcdef");
		assertThat(this.ollama.looks()).isOne();
		assertThat(this.ollama.requests()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "{\"models\":[]}", "{\"models\":null}", "{\"object\":\"list\",\"data\":[]}",
			"{\"models\":[{\"name\":\"test-embed:v2\",\"digest\":\"ab\"}]}",
			"{\"models\":[{\"name\":\"test-embed:latest\"}]}",
			"{\"models\":[{\"name\":\"test-embed:latest\",\"digest\":\" \"}]}" })
	void aServerMayTellNoDigest(String body) {
		this.ollama.answerTags(() -> new Answer(200, body));
		assertThat(this.provider.digest()).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 404, 405, 501 })
	void aServerMayHaveNoListOfModels(int status) {
		this.ollama.answerTags(() -> OllamaStub.error(status, "not here"));
		assertThat(this.provider.digest()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "503,busy", "500,broken", "403,forbidden", "200,<html>", "200,''" })
	void anAnswerThatSaysNothingIsNotTakenForNoDigest(int status, String body) {
		this.ollama.answerTags(() -> new Answer(status, body));
		assertThatExceptionOfType(EmbeddingException.class).isThrownBy(this.provider::digest);
		assertThat(this.ollama.looks()).as("nobody waits for it").isOne();
	}

	@Test
	void learnsNothingFromAnAnswerOfTwoMinds() {
		this.ollama.behave((input) -> OllamaStub.vectors("[[1,2],[1,2,3]]"));
		assertThat(failure("one", "two").kind()).isEqualTo(Kind.FAILED);
		assertThat(this.provider.dimensions()).isZero();
	}

	@Test
	void numbersThatAreNoneBecomeNaN() {
		this.ollama.behave((input) -> OllamaStub.vectors("[[1,NaN],[null,\"x\"],[1e999,1]]"));
		List<float[]> vectors = this.provider.embed(List.of("one", "two", "three"));
		assertThat(vectors.get(0)[1]).isNaN();
		assertThat(vectors.get(1)).containsExactly(Float.NaN, Float.NaN);
		assertThat(vectors.get(2)[0]).isInfinite();
	}

	@Test
	void aMissingModelIsToldApart() {
		this.ollama.behave((input) -> OllamaStub.error(404, "model \"test-embed\" not found, try pulling it first"));
		EmbeddingException failure = failure("one");
		assertThat(failure.exitCode()).isEqualTo(ExitCode.MODEL_NOT_FOUND);
		assertThat(failure).hasMessage("Ollama at %s has no model test-embed", this.ollama.url());
		assertThat(this.ollama.requests()).as("a missing model is not asked for again").hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "400,the input length exceeds the context length", "500,input length exceeds maximum context length",
			"400,input is too long", "413,prompt too large" })
	void aTextThatIsTooLongIsToldApart(int status, String error) {
		this.ollama.behave((input) -> OllamaStub.error(status, error));
		assertThat(failure("one").kind()).isEqualTo(Kind.INPUT_TOO_LONG);
		assertThat(this.ollama.requests()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 429, 502, 503, 504 })
	void aBusyServerIsAskedAgain(int status) {
		AtomicInteger asked = new AtomicInteger();
		this.ollama.behave((input) -> (asked.incrementAndGet() < 3) ? OllamaStub.error(status, "server busy") : null);
		assertThat(this.provider.embed(List.of("one"))).hasSize(1);
		assertThat(this.ollama.requests()).hasSize(3);
	}

	@Test
	void givesUpAfterTheConfiguredAttempts() {
		this.ollama.behave((input) -> OllamaStub.error(503, "server busy"));
		EmbeddingException failure = failure("one");
		assertThat(failure.exitCode()).isEqualTo(ExitCode.EMBEDDING_UNAVAILABLE);
		assertThat(failure).hasMessageContaining("HTTP 503, server busy");
		assertThat(this.ollama.requests()).hasSize(3);
	}

	@Test
	void aServerThatIsDownIsUnavailable() {
		this.ollama.close();
		assertThat(failure("one").exitCode()).isEqualTo(ExitCode.EMBEDDING_UNAVAILABLE);
		assertThat(failure("one")).hasMessage("Ollama at %s cannot be reached", this.ollama.url());
	}

	@Test
	void aServerThatHangsIsUnavailable() {
		this.ollama.hang();
		this.provider = provider(this.ollama.url(), Duration.ofMillis(50));
		assertThat(failure("one").kind()).isEqualTo(Kind.UNAVAILABLE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "[]", "html", "{\"embeddings\":{}}", "{\"embeddings\":[[1,2]" })
	void anAnswerWithoutVectorsIsAFailure(String body) {
		this.ollama.behave((input) -> new Answer(200, body));
		assertThat(failure("one").exitCode()).isEqualTo(ExitCode.EMBEDDING_FAILED);
	}

	@Test
	void errorsAreOneBoundedLine() {
		this.ollama.behave((input) -> OllamaStub.error(500, "failed\n" + "x".repeat(5_000)));
		assertThat(failure("one").getMessage()).hasSizeLessThan(400).doesNotContain("\n");
	}

	@Test
	void cancellingEndsARequestThatHangs() throws Exception {
		this.ollama.hang();
		CompletableFuture<Kind> ended = CompletableFuture.supplyAsync(() -> failure("one").kind());
		while (this.ollama.requests().isEmpty()) {
			Thread.onSpinWait();
		}
		this.provider.cancel();
		assertThat(ended.get(20, TimeUnit.SECONDS)).isEqualTo(Kind.CANCELLED);
		assertThat(failure("one").kind()).isEqualTo(Kind.CANCELLED);
		this.provider.reset();
		this.ollama.behave((input) -> null);
		assertThat(this.provider.embed(List.of("one"))).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ftp://127.0.0.1", "http://user:secret@127.0.0.1", "nowhere", "http://127.0.0.1/?a=b" })
	void refusesUrlsThatCannotWork(String url) {
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> provider(URI.create(url), Duration.ofSeconds(1)))
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.CONFIG_INVALID))
			.withMessageNotContaining("secret");
	}

	@Test
	void refusesToGuessTheModel() {
		assertThatExceptionOfType(LoreException.class)
			.isThrownBy(() -> OllamaEmbeddingProvider.create(new EmbeddingProperties("ollama", this.ollama.url(), " ",
					null, null, null, 8, Duration.ofSeconds(1), 2_000, 200, retry())))
			.withMessage("lore.embedding.model is not set");
	}

	private EmbeddingException failure(String... texts) {
		try {
			this.provider.embed(List.of(texts));
		}
		catch (EmbeddingException ex) {
			return ex;
		}
		throw new AssertionError("There was no failure");
	}

	private static OllamaEmbeddingProvider provider(URI url, String model) {
		return OllamaEmbeddingProvider.create(new EmbeddingProperties("ollama", url, model, null, null, null, 8,
				Duration.ofSeconds(30), 2_000, 200, retry()));
	}

	private static OllamaEmbeddingProvider provider(URI url, Duration timeout) {
		return OllamaEmbeddingProvider.create(new EmbeddingProperties("ollama", url, OllamaStub.MODEL, null, null, null,
				8, timeout, 2_000, 200, retry()));
	}

	private static EmbeddingProperties.Retry retry() {
		return new EmbeddingProperties.Retry(3, Duration.ofMillis(1), Duration.ofMillis(2));
	}

}
