package dev.lorebatch.run;

import dev.lorebatch.entity.EntityKind;
import dev.lorebatch.entity.Payload;
import dev.lorebatch.entity.ProjectPath;

/**
 * A project of a run of whole projects.
 *
 * @param payload as GitLab sent it
 * @param fetch the number of the fetch the payload comes from
 */
public record ResolvedProject(Payload payload, long fetch) {

	private static final String DISABLED = "disabled";

	/** The lowest role with which all confidential issues are seen. */
	private static final long PLANNER = 15;

	/** The lowest role with which all internal notes are seen, too. */
	private static final long REPORTER = 20;

	public long gitlabId() {
		return this.payload.id("id");
	}

	public String path() {
		return ProjectPath.of(this.payload);
	}

	/**
	 * Whether GitLab says that the token's owner may see confidential issues. Those who
	 * are no members are not told; neither are administrators.
	 */
	public boolean seesConfidential() {
		return hasLevel(PLANNER);
	}

	/**
	 * Whether GitLab says that the token's owner may see every note, so that what it
	 * counts can be compared with what it lists. What is not told is no.
	 */
	public boolean seesEverything() {
		return hasLevel(REPORTER);
	}

	private boolean hasLevel(long wanted) {
		Payload permissions = this.payload.object("permissions");
		return permissions != null
				&& (level(permissions, "project_access") >= wanted || level(permissions, "group_access") >= wanted);
	}

	private static long level(Payload permissions, String access) {
		Payload granted = permissions.object(access);
		Long level = (granted != null) ? granted.number("access_level") : null;
		return (level != null) ? level : 0;
	}

	/**
	 * Whether the project has issues, or merge requests, at all. Servers say it with one
	 * field or the other; what they do not say is on.
	 */
	public boolean isEnabled(EntityKind kind) {
		Boolean enabled = this.payload.optionalFlag(kind.resource() + "_enabled");
		String level = this.payload.optionalText(kind.resource() + "_access_level");
		return !Boolean.FALSE.equals(enabled) && !DISABLED.equals(level);
	}

}
