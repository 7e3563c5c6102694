package dev.lorebatch.ollama;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.retry.backoff.ExponentialRandomBackOffPolicy;
import org.springframework.retry.support.RetryTemplate;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;
import dev.lorebatch.http.Cancellation;
import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.EmbeddingException.Kind;
import dev.lorebatch.vector.EmbeddingProperties;
import dev.lorebatch.vector.EmbeddingProvider;

/**
 * Asks {@code POST /api/embed} of Ollama, and {@code GET /api/tags} for the digest of the
 * model, which the answers with vectors do not have. Texts that are too long are refused
 * instead of cut silently, so that the caller can cut them well. Thread-safe.
 */
public final class OllamaEmbeddingProvider implements EmbeddingProvider {

	/** The name it has in the configuration. */
	public static final String NAME = "ollama";

	/** The usual models take 512 tokens to 8,192, and a token is two bytes or more. */
	private static final int LONGEST = 16_384;

	private static final int LARGEST_BATCH = 1_000;

	private final String model;

	private final int batchSize;

	private final OllamaExchange exchange;

	private final OllamaAnswers answers;

	private final RetryTemplate retryTemplate;

	private final Cancellation cancellation;

	private volatile int dimensions;

	private OllamaEmbeddingProvider(String model, int batchSize, OllamaExchange exchange, OllamaAnswers answers,
			RetryTemplate retryTemplate, Cancellation cancellation) {
		this.model = model;
		this.batchSize = batchSize;
		this.exchange = exchange;
		this.answers = answers;
		this.retryTemplate = retryTemplate;
		this.cancellation = cancellation;
	}

	/**
	 * A provider for the configured server and model. Nothing is sent yet.
	 * @throws LoreException if the configuration is not usable
	 */
	public static OllamaEmbeddingProvider create(EmbeddingProperties properties) {
		String model = (properties.model() != null) ? properties.model().strip() : "";
		validate(properties, model);
		Cancellation cancellation = new Cancellation(EmbeddingException::cancelled);
		ExponentialRandomBackOffPolicy waits = new ExponentialRandomBackOffPolicy();
		waits.setInitialInterval(Math.max(properties.retry().initialWait().toMillis(), 1));
		waits.setMaxInterval(Math.max(properties.retry().maxWait().toMillis(), 1));
		waits.setMultiplier(2);
		waits.setSleeper(cancellation);
		RetryTemplate retryTemplate = new RetryTemplate();
		retryTemplate.setRetryPolicy(new UnavailableRetryPolicy(properties.retry().maxAttempts()));
		retryTemplate.setBackOffPolicy(waits);
		LoginHeader login = LoginHeader.from(properties);
		return new OllamaEmbeddingProvider(model, properties.batchSize(),
				new OllamaExchange(properties, login, cancellation), new OllamaAnswers(properties.url(), model, login),
				retryTemplate, cancellation);
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public String model() {
		return this.model;
	}

	@Override
	public int dimensions() {
		return this.dimensions;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Asks once: whoever needs the answer can do without it.
	 */
	@Override
	public @Nullable String digest() {
		return this.answers.digest(this.exchange.get("/api/tags"));
	}

	@Override
	public void forgetModel() {
		this.dimensions = 0;
	}

	@Override
	public int batchSize() {
		return this.batchSize;
	}

	@Override
	public int maxInputBytes() {
		return LONGEST;
	}

	@Override
	public List<float[]> embed(List<String> texts) {
		Map<String, Object> request = new LinkedHashMap<>();
		request.put("model", this.model);
		request.put("input", texts);
		request.put("truncate", false);
		byte[] body = OllamaAnswers.JSON.writeValueAsBytes(request);
		List<float[]> vectors = this.retryTemplate
			.execute((context) -> this.answers.vectors(this.exchange.post("/api/embed", body)));
		learnDimensions(vectors);
		return vectors;
	}

	@Override
	public void cancel() {
		this.cancellation.cancel();
	}

	@Override
	public void reset() {
		this.cancellation.reset();
	}

	/**
	 * From the first answer; it has to be of one mind.
	 */
	private void learnDimensions(List<float[]> vectors) {
		if (this.dimensions > 0 || vectors.isEmpty()) {
			return;
		}
		int first = vectors.get(0).length;
		if (vectors.stream().anyMatch((vector) -> vector.length != first)) {
			throw new EmbeddingException(Kind.FAILED,
					"Ollama gave vectors of different lengths for model %s".formatted(this.model));
		}
		this.dimensions = first;
	}

	private static void validate(EmbeddingProperties properties, String model) {
		if (model.isEmpty()) {
			throw invalid("lore.embedding.model is not set", "set it to a model that Ollama has, see `ollama list`");
		}
		URI url = properties.url();
		boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
		if (url.getUserInfo() != null) {
			throw invalid("lore.embedding.url must not contain a user or password", "correct it");
		}
		if (!http || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
			throw invalid("lore.embedding.url '%s' is not an http or https URL".formatted(url), "correct it");
		}
		if (properties.batchSize() < 1 || properties.batchSize() > LARGEST_BATCH) {
			throw invalid("lore.embedding.batch-size is %d, it must be 1 to %d".formatted(properties.batchSize(),
					LARGEST_BATCH), "correct it");
		}
		if (properties.timeout().isZero() || properties.timeout().isNegative()) {
			throw invalid("lore.embedding.timeout must be longer than nothing", "correct it");
		}
		if (properties.retry().maxAttempts() < 1) {
			throw invalid("lore.embedding.retry.max-attempts must be 1 or more", "correct it");
		}
	}

	private static LoreException invalid(String message, String suggestion) {
		return new LoreException(ExitCode.CONFIG_INVALID, message, suggestion);
	}

}
