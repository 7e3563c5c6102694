package dev.lorebatch.run;

import dev.lorebatch.entity.EntityRef;

/**
 * A row of {@code sync_run_failures}: an entity of a run of whole projects that failed.
 *
 * @param project the path of its project
 * @param errorCode the name of an exit code
 */
public record RunFailure(String project, EntityRef entity, String phase, String errorCode, String message) {

	/**
	 * As GitLab writes it: {@code group/project#12}.
	 */
	public String reference() {
		return this.project + this.entity;
	}

}
