package dev.lorebatch.view;

import org.jspecify.annotations.Nullable;

/**
 * The view a run has of one of its projects.
 *
 * @param projectGitlabId GitLab's id of the project
 * @param project its path; {@code null} if the mirror has no row of it
 * @param previous the view of the run before, {@link View#UNKNOWN} if that was not noted,
 * {@code null} if there was no run
 * @param issuesAnew whether all issues were listed, because no view that sees as much had
 * listed them
 * @param mergeRequestsAnew whether all merge requests were listed, too
 */
public record RunView(long projectGitlabId, @Nullable String project, View view, @Nullable View previous,
		boolean issuesAnew, boolean mergeRequestsAnew) {

	/**
	 * Whether the run before had another view.
	 */
	public boolean isChanged() {
		return this.previous != null && this.previous.id() != this.view.id();
	}

	/**
	 * Whether the run before may have seen what this one does not see.
	 */
	public boolean mayHideMore() {
		return this.previous != null && isChanged() && !this.view.covers(this.previous);
	}

	/**
	 * Whether this run may see what the run before did not see.
	 */
	public boolean mayShowMore() {
		return this.previous != null && isChanged() && !this.previous.covers(this.view);
	}

}
