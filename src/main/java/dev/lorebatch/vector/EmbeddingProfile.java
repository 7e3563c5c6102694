package dev.lorebatch.vector;

/**
 * What vectors are made with now, as far as the settings say it. Those made with anything
 * else are out of date, and so are those of another {@link ModelVersion}.
 *
 * @param provider name of the provider
 * @param model name of its model
 * @param chunkSize largest chunk of a document, in bytes
 */
public record EmbeddingProfile(String provider, String model, int chunkSize) {

	/** No vectors are made. */
	public static final String NONE = "none";

	/**
	 * Whether vectors are made at all.
	 */
	public boolean isEnabled() {
		return !this.provider.equals(NONE);
	}

}
