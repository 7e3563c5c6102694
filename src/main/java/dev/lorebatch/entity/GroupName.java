package dev.lorebatch.entity;

import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * The projects of a group, as users call them: {@code group/*} for those in it,
 * {@code group/**} for those of its subgroups, too.
 *
 * @param group full path or numeric id of the group
 */
public record GroupName(String group, boolean subgroups) {

	private static final String DIRECT = "/*";

	private static final String WITH_SUBGROUPS = "/**";

	/**
	 * Whether the text stands for the projects of a group.
	 */
	public static boolean isGroup(String text) {
		return text.endsWith(DIRECT) || text.endsWith(WITH_SUBGROUPS);
	}

	/**
	 * Only if {@link #isGroup}.
	 * @throws LoreException with {@link ExitCode#USAGE} if what is before the star is no
	 * path
	 */
	public static GroupName parse(String text) {
		boolean subgroups = text.endsWith(WITH_SUBGROUPS);
		String path = GitLabPages
			.decode(text.substring(0, text.length() - (subgroups ? WITH_SUBGROUPS : DIRECT).length()).strip())
			.replaceAll("^/+", "");
		// A path of one segment is one of a group; the rules for segments are those of
		// projects
		if (!ProjectName.isNumeric(path) && !ProjectName.isPath(path + "/project")) {
			throw new LoreException(ExitCode.USAGE, "%s is not a group".formatted(Excerpt.quote(text)),
					"give the full path with a star, group/*, or group/** with subgroups");
		}
		return new GroupName(path, subgroups);
	}

	/**
	 * As users write it.
	 */
	@Override
	public String toString() {
		return this.group + (this.subgroups ? WITH_SUBGROUPS : DIRECT);
	}

}
