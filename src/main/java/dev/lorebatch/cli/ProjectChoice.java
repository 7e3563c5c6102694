package dev.lorebatch.cli;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.lorebatch.config.LoreEnvironment;
import dev.lorebatch.failure.ExitCode;
import dev.lorebatch.failure.LoreException;

/**
 * Which project is meant: the one named, else the only one configured.
 */
final class ProjectChoice {

	private static final Pattern NUMERIC = Pattern.compile("[1-9][0-9]{0,18}");

	private static final Pattern SEGMENT = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}\\p{M}_. +-]*");

	private ProjectChoice() {
	}

	static String choose(@Nullable String named, LoreEnvironment environment) {
		if (named != null) {
			return validate(named);
		}
		List<String> configured = environment.projects();
		if (configured.isEmpty()) {
			throw new LoreException(ExitCode.USAGE, "no project is named",
					"name one with -p group/project, or configure lore.projects");
		}
		if (configured.size() > 1) {
			throw new LoreException(ExitCode.AMBIGUOUS,
					"%d projects are configured: %s".formatted(configured.size(), String.join(", ", configured)),
					"choose one with -p");
		}
		return validate(configured.get(0));
	}

	/**
	 * A numeric id, or a path of two segments or more; one that is already URL-encoded is
	 * decoded.
	 */
	private static String validate(String text) {
		String path = decode(text.strip()).replaceAll("^/+|/+$", "");
		boolean valid = NUMERIC.matcher(path).matches();
		String[] segments = path.split("/", -1);
		if (!valid && segments.length >= 2 && path.length() <= 1_024) {
			valid = List.of(segments).stream().allMatch((segment) -> SEGMENT.matcher(segment).matches());
		}
		if (!valid) {
			String shown = (text.length() > 80) ? text.substring(0, 80) + "…" : text;
			throw new LoreException(ExitCode.USAGE,
					"'%s' is not a project path".formatted(shown.replaceAll("\\p{Cntrl}", " ")),
					"give the full path, group/project, or the numeric id");
		}
		return path;
	}

	private static String decode(String text) {
		try {
			return text.contains("%") ? URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8) : text;
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

}
