package dev.lorebatch.entity;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.Excerpt;
import dev.lorebatch.failure.LoreException;

/**
 * What users call a project: its full path, plain or URL-encoded, its numeric id, the URL
 * of one of its pages, or what {@code git clone} takes over https.
 */
public final class ProjectName {

	private static final int MAX_LENGTH = 1_024;

	private static final Pattern NUMERIC = Pattern.compile("[1-9][0-9]{0,18}");

	private static final Pattern SEGMENT = Pattern.compile("[\\p{L}\\p{N}_.][\\p{L}\\p{N}\\p{M}_. +-]*");

	/** GitLab's own pages are below these, and no projects. */
	private static final Set<String> RESERVED = Set.of("groups", "api");

	private ProjectName() {
	}

	/**
	 * The path, decoded, or the numeric id.
	 * @throws LoreException with {@link ExitCode#USAGE} if the text is no project of this
	 * GitLab
	 */
	public static String parse(String text, GitLabPages pages) {
		String name = read(text, pages);
		if (isNumeric(name) ? !isLong(name) : !isPath(name)) {
			throw new LoreException(ExitCode.USAGE, "%s is not a project path".formatted(Excerpt.quote(text)),
					"give the full path, group/project, or the numeric id");
		}
		return name;
	}

	/**
	 * What {@link #parse} takes, or how the path of a project ends: {@code project},
	 * {@code subgroup/project}.
	 * @throws LoreException with {@link ExitCode#USAGE} if no project can be called so
	 */
	public static String parseEnding(String text, GitLabPages pages) {
		String name = read(text, pages);
		return isEnding(name) ? name : parse(text, pages);
	}

	/**
	 * Whether it is one segment of a path, which can only be the end of one.
	 */
	public static boolean isEnding(String name) {
		return !isNumeric(name) && name.length() <= MAX_LENGTH && isSegment(name);
	}

	private static String read(String text, GitLabPages pages) {
		String stripped = text.strip();
		String path = GitLabPages.isUrl(stripped) ? withoutPage(pages.pathOf(stripped))
				: GitLabPages.decode(stripped).replaceAll("^/+|/+$", "");
		return path.endsWith(".git") ? path.substring(0, path.length() - ".git".length()) : path;
	}

	public static boolean isNumeric(String name) {
		return NUMERIC.matcher(name).matches();
	}

	static boolean isPath(String path) {
		String[] segments = path.split("/", -1);
		return segments.length >= 2 && path.length() <= MAX_LENGTH && !RESERVED.contains(segments[0])
				&& Stream.of(segments).allMatch(ProjectName::isSegment);
	}

	/**
	 * The pages of a project are below {@code /-/}.
	 */
	private static String withoutPage(String path) {
		int page = (path + "/").indexOf("/-/");
		return (page >= 0) ? path.substring(0, page) : path;
	}

	private static boolean isSegment(String segment) {
		return !segment.equals(".") && !segment.equals("..") && SEGMENT.matcher(segment).matches();
	}

	private static boolean isLong(String digits) {
		return iid(digits) != null;
	}

	/**
	 * A positive 64-bit number, else {@code null}.
	 */
	static @Nullable Long iid(String digits) {
		try {
			long value = Long.parseLong(digits);
			return (value > 0) ? value : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
