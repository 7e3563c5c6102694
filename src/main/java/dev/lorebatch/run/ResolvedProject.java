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
		Payload permissions = this.payload.object("permissions");
		return permissions != null
				&& (level(permissions, "project_access") >= PLANNER || level(permissions, "group_access") >= PLANNER);
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
