package dev.lorebatch.run;

import org.jspecify.annotations.Nullable;

/**
 * A project of the mirror whose path belongs to a project of the run now, and what GitLab
 * said when it was asked for it by id.
 *
 * @param path the path it has in the mirror
 * @param present as it is now, under another path; {@code null} if GitLab did not give it
 * @param absent whether GitLab answered that there is no such project for this token
 */
public record DisplacedProject(long gitlabId, String path, @Nullable ResolvedProject present, boolean absent) {

	/**
	 * What became of it, for people.
	 */
	public String describe() {
		String now = (this.present != null) ? "is %s now".formatted(this.present.path())
				: this.absent ? "is gone, or not visible to this token" : "cannot be found";
		return "%s belongs to another project now; project %d, which had that path, %s".formatted(this.path,
				this.gitlabId, now);
	}

}
