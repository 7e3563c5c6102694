package dev.lorebatch.entity;

/**
 * The full path of a project.
 */
public final class ProjectPath {

	private ProjectPath() {
	}

	/**
	 * As GitLab says it now, which may differ from the path that was asked for; servers
	 * before groups had one segment.
	 */
	public static String of(Payload project) {
		String path = project.optionalText("path_with_namespace");
		return (path != null) ? path : project.text("path");
	}

}
