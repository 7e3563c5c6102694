package dev.lorebatch.run;

import org.jspecify.annotations.Nullable;

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
	private static final int PLANNER = 15;

	/** The lowest role with which internal notes are seen, too. */
	private static final int REPORTER = 20;

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
		Integer level = accessLevel();
		return level != null && level >= PLANNER;
	}

	/**
	 * Whether GitLab says that nothing of the project's issues and merge requests is
	 * hidden from the token's owner, internal notes included.
	 */
	public boolean seesEverything() {
		Integer level = accessLevel();
		return level != null && level >= REPORTER;
	}

	/**
	 * Whether GitLab sent the permissions, even if they are empty.
	 */
	public boolean tellsPermissions() {
		return this.payload.object("permissions") != null;
	}

	/**
	 * Returns the access level of the token's owner: the higher one of the project and
	 * its groups, {@code null} if GitLab tells none. It tells none of those who are no
	 * members, administrators included.
	 */
	public @Nullable Integer accessLevel() {
		Payload permissions = this.payload.object("permissions");
		if (permissions == null) {
			return null;
		}
		Integer ofProject = level(permissions, "project_access");
		Integer ofGroup = level(permissions, "group_access");
		return (ofProject == null || (ofGroup != null && ofGroup > ofProject)) ? ofGroup : ofProject;
	}

	private static @Nullable Integer level(Payload permissions, String access) {
		Payload granted = permissions.object(access);
		Long level = (granted != null) ? granted.number("access_level") : null;
		return (level != null) ? level.intValue() : null;
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
