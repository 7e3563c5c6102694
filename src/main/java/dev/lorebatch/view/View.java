package dev.lorebatch.view;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code views}: what GitLab shows one user at one access level in one project.
 * Views have no order, because a Guest sees confidential issues of their own; but from
 * Reporter on nothing is hidden.
 *
 * @param id local id, 0 if the view is not known
 * @param username {@code null} if GitLab does not tell whose the token is
 * @param accessLevel GitLab's number, {@code null} if GitLab does not tell one
 * @param seesEverything whether the level is known to hide nothing
 */
public record View(long id, @Nullable String username, @Nullable Integer accessLevel, boolean seesEverything) {

	/** The view of whatever was read before views were noted. It covers nothing. */
	public static final View UNKNOWN = new View(0, null, null, false);

	public boolean isKnown() {
		return this.id != 0;
	}

	/**
	 * Whether this view is known to see at least as much as another one.
	 */
	public boolean covers(View other) {
		return isKnown() && (this.seesEverything || this.id == other.id);
	}

	/**
	 * Returns the user and the level in words, for messages.
	 */
	public String describe() {
		if (!isKnown()) {
			return "somebody unknown";
		}
		return "%s, %s".formatted((this.username != null) ? this.username : "a token without a user",
				levelName(this.accessLevel));
	}

	/**
	 * Returns GitLab's name of an access level
	 * (https://docs.gitlab.com/api/access_requests/#valid-access-levels).
	 */
	private static String levelName(@Nullable Integer level) {
		if (level == null) {
			return "at a level that GitLab does not tell";
		}
		return switch (level) {
			case 5 -> "Minimal Access";
			case 10 -> "Guest";
			case 15 -> "Planner";
			case 20 -> "Reporter";
			case 30 -> "Developer";
			case 40 -> "Maintainer";
			case 50 -> "Owner";
			default -> "access level " + level;
		};
	}

}
