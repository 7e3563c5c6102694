package dev.lorebatch.run;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityRef;
import dev.lorebatch.entity.TransformException;

/**
 * Why one requested entity failed.
 *
 * @param httpStatus GitLab's answer, or {@code null} if there was none
 * @param errorCode the name of an exit code
 * @param attempts how often it was asked
 */
public record EntityFailure(EntityRef entity, EntityOutcome outcome, @Nullable Integer httpStatus, String errorCode,
		String message, int attempts) {

	/**
	 * Of a payload that cannot be turned into a row.
	 */
	public static EntityFailure ofTransform(EntityRef entity, TransformException cause) {
		return new EntityFailure(entity, EntityOutcome.TRANSFORM_FAILED, null, cause.exitCode().name(),
				String.valueOf(cause.getMessage()), 1);
	}

}
