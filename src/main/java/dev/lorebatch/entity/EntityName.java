package dev.lorebatch.entity;

import org.jspecify.annotations.Nullable;

/**
 * An issue or merge request as a text names it, see {@link ReferenceGrammar}.
 *
 * @param project the project as it is written: its full path, or the last segment of it
 * if it belongs to the group of the project that the text is of; {@code null} if it is
 * that project
 * @param iid positive
 */
public record EntityName(EntityKind kind, @Nullable String project, long iid) {

	/**
	 * Returns whether the name leaves out the group of its project.
	 */
	public boolean leavesOutGroup() {
		return this.project != null && !this.project.contains("/");
	}

	/**
	 * Returns the full path of the project that is meant.
	 * @param own full path of the project that the text is of; returned in these letters
	 * if it is meant, since GitLab tells no capitals in paths
	 */
	public String projectPath(String own) {
		if (this.project == null) {
			return own;
		}
		String path = leavesOutGroup() ? own.substring(0, own.lastIndexOf('/') + 1) + this.project : this.project;
		return path.equalsIgnoreCase(own) ? own : path;
	}

}
