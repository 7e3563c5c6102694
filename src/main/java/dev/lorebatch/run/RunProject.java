package dev.lorebatch.run;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.LoreException;

/**
 * A row of {@code sync_run_projects}: what became of one project in one run.
 *
 * @param project its path, or what was asked for if it could not be resolved
 * @param gitlabId GitLab's id, {@code null} if it could not be resolved
 * @param outcome {@code resolved}, {@code synced} or {@code failed}
 * @param issues what the listing of its issues gave
 * @param mergeRequests what that of its merge requests gave
 * @param failure why it failed, {@code null} if it did not
 */
public record RunProject(String project, @Nullable Long gitlabId, String outcome, Listed issues, Listed mergeRequests,
		@Nullable Failure failure) {

	public boolean isFailed() {
		return this.outcome.equals("failed");
	}

	/**
	 * What a listing gave.
	 *
	 * @param enabled whether the project has such entities at all, {@code null} if GitLab
	 * was not asked
	 * @param listed how many, {@code null} if it was not read to its end
	 * @param changed how many of these changed the mirror
	 * @param gone how many were found to be gone, {@code null} if nobody looked
	 */
	public record Listed(@Nullable Boolean enabled, @Nullable Integer listed, @Nullable Integer changed,
			@Nullable Integer gone) {

	}

	/**
	 * Why a project failed.
	 *
	 * @param httpStatus GitLab's answer, {@code null} if there was none
	 * @param errorCode the name of an exit code
	 * @param retryable whether trying again later may help although nobody changed
	 * anything
	 */
	public record Failure(@Nullable Integer httpStatus, String errorCode, String message, boolean retryable) {

		/**
		 * Tells why a project failed.
		 */
		public static Failure of(LoreException cause) {
			return new Failure(cause.httpStatus(), cause.exitCode().name(), String.valueOf(cause.getMessage()),
					cause.retryable());
		}

	}

}
