package dev.lorebatch.entity;

import org.jspecify.annotations.Nullable;

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

	/**
	 * Where the server has its web pages: the project's URL without the project;
	 * {@code null} if the server does not say.
	 */
	public static @Nullable String server(Payload project) {
		return server(project.optionalText("web_url"), of(project));
	}

	/**
	 * The same of a project whose URL and full path are known.
	 */
	public static @Nullable String server(@Nullable String url, String path) {
		String end = "/" + path;
		return (url != null && url.endsWith(end)) ? url.substring(0, url.length() - end.length()) : null;
	}

}
