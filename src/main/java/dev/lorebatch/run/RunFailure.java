package dev.lorebatch.run;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.entity.EntityRef;

/**
 * A row of {@code sync_run_failures}: an entity of a run of whole projects that failed.
 *
 * @param project the path of its project
 * @param httpStatus GitLab's answer, {@code null} if there was none, or it was not noted
 * @param errorCode the name of an exit code
 * @param retryable whether trying again later may help although nobody changed anything
 */
public record RunFailure(String project, EntityRef entity, String phase, @Nullable Integer httpStatus, String errorCode,
		String message, boolean retryable) {

	/**
	 * As GitLab writes it: {@code group/project#12}.
	 */
	public String reference() {
		return this.project + this.entity;
	}

}
