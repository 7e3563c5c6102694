package dev.lorebatch.embedding;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.vector.EmbeddingException;
import dev.lorebatch.vector.EmbeddingException.Kind;
import dev.lorebatch.vector.EmbeddingProvider;
import dev.lorebatch.vector.ModelVersion;

/**
 * Looks which model the configured name stands for, again and again: it may change while
 * vectors are made. What was made between two looks with the same digest was made with
 * that model. For one attempt and one thread.
 */
class ModelWatch {

	/** A server that tells nothing so often is not asked any more. */
	private static final int MAX_FAILURES = 3;

	/** Only the length of its vector is of interest. */
	private static final String PROBE = "dimensions";

	private final EmbeddingProvider provider;

	private boolean looked;

	private @Nullable String digest;

	private @Nullable String lastKnown;

	private int dimensions;

	private int failures;

	private @Nullable EmbeddingException failure;

	private boolean changed;

	ModelWatch(EmbeddingProvider provider) {
		this.provider = provider;
	}

	/**
	 * What the last look gave, {@code null} if that is nothing.
	 */
	@Nullable String digest() {
		return this.looked ? this.digest : look();
	}

	/**
	 * Asks the server, unless it has no digests or failed too often.
	 * @return {@code null} if it tells none
	 */
	@Nullable String look() {
		boolean givesNone = this.looked && this.digest == null && this.failures == 0;
		if (givesNone || this.failures >= MAX_FAILURES) {
			return null;
		}
		this.looked = true;
		try {
			this.digest = this.provider.digest();
		}
		catch (EmbeddingException ex) {
			this.digest = null;
			this.failures++;
			this.failure = (ex.kind() == Kind.CANCELLED) ? this.failure : ex;
		}
		note(this.digest);
		return this.digest;
	}

	private void note(@Nullable String told) {
		if (told == null || told.equals(this.lastKnown)) {
			return;
		}
		if (this.lastKnown != null) {
			change();
		}
		this.lastKnown = told;
	}

	private void change() {
		this.changed = true;
		this.dimensions = 0;
		this.provider.forgetModel();
	}

	/**
	 * Asks for one vector where the length of another one raised doubt.
	 * @return whether the model changed
	 * @throws EmbeddingException if there is no answer
	 */
	boolean isOfAnotherLength() {
		int known = this.provider.dimensions();
		if (known == 0 || probe() == known) {
			return false;
		}
		change();
		return true;
	}

	/**
	 * Learns how long vectors are.
	 * @throws EmbeddingException if there is no provider to ask
	 */
	void learnDimensions() {
		try {
			this.dimensions = probe();
		}
		catch (EmbeddingException ex) {
			if (ex.kind().concernsAllTexts()) {
				throw ex;
			}
			this.failure = ex;
		}
	}

	private int probe() {
		List<float[]> vectors = this.provider.embed(List.of(PROBE));
		return vectors.isEmpty() ? 0 : vectors.get(0).length;
	}

	/**
	 * Takes what others know of the dimensions.
	 */
	void noteDimensions(int known) {
		this.dimensions = known;
	}

	/**
	 * The model that the name stands for, as far as it is known.
	 */
	ModelVersion version() {
		int learnt = this.provider.dimensions();
		return new ModelVersion((learnt > 0) ? learnt : this.dimensions, this.lastKnown);
	}

	/**
	 * Whether the name came to stand for another model meanwhile.
	 */
	boolean hasChanged() {
		return this.changed;
	}

	/**
	 * Why the server could not be asked at least once, {@code null} if it could.
	 */
	@Nullable EmbeddingException failure() {
		return this.failure;
	}

	/**
	 * Whether anything was asked for at all.
	 */
	boolean hasLooked() {
		return this.looked;
	}

}
