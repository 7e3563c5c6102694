package dev.lorebatch.run;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.TransformException;
import dev.lorebatch.failure.LoreException;

/**
 * Why one requested entity failed.
 *
 * @param httpStatus GitLab's answer, or {@code null} if there was none
 * @param errorCode the name of an exit code
 * @param attempts how often it was asked
 * @param retryable whether asking again later may help although nobody changed anything
 */
public record EntityFailure(EntityRef entity, EntityOutcome outcome, @Nullable Integer httpStatus, String errorCode,
		String message, int attempts, boolean retryable) {

	/**
	 * Tells why an entity failed.
	 */
	public static EntityFailure of(EntityRef entity, EntityOutcome outcome, LoreException cause, int attempts) {
		return new EntityFailure(entity, outcome, cause.httpStatus(), cause.exitCode().name(),
				String.valueOf(cause.getMessage()), attempts, cause.retryable());
	}

	/**
	 * Of a payload that cannot be turned into a row.
	 */
	public static EntityFailure ofTransform(EntityRef entity, TransformException cause) {
		return of(entity, EntityOutcome.TRANSFORM_FAILED, cause, 1);
	}

}
