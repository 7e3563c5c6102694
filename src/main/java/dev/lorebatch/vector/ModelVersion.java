package dev.lorebatch.vector;

import org.jspecify.annotations.Nullable;

/**
 * The model that a name stands for at one time. A server gives a name such as
 * {@code latest} to another model when it is pulled again, and vectors of two models
 * cannot be compared.
 *
 * @param dimensions how long its vectors are, 0 if that is not known
 * @param digest what the server calls its contents, {@code null} if it did not say it
 */
public record ModelVersion(int dimensions, @Nullable String digest) {

	/** Nothing is known. */
	public static final ModelVersion UNKNOWN = new ModelVersion(0, null);

	/**
	 * Whether both cannot be one model: something that is known of both differs.
	 */
	public boolean contradicts(ModelVersion other) {
		boolean length = this.dimensions != 0 && other.dimensions != 0 && this.dimensions != other.dimensions;
		boolean contents = this.digest != null && other.digest != null && !this.digest.equals(other.digest);
		return length || contents;
	}

}
