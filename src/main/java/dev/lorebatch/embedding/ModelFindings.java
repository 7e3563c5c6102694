package dev.lorebatch.embedding;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.LoreException;
import dev.lorebatch.vector.ModelVersion;

/**
 * What is known of the model that the configured name stands for.
 *
 * @param version the model, as it was seen last
 * @param unproven how many documents have vectors that may be of another model: it is not
 * known with which they were made, and that of the model is
 * @param unasked why the server could not be asked for it, {@code null} if it could
 */
public record ModelFindings(ModelVersion version, long unproven, @Nullable LoreException unasked) {
}
