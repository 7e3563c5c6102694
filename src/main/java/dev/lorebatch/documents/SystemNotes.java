package dev.lorebatch.documents;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What GitLab noted by itself, in one line: there is a lot of it and little in it.
 */
final class SystemNotes {

	private static final int MAX_SHOWN = 20;

	private static final int MAX_LENGTH = 200;

	private SystemNotes() {
	}

	/**
	 * For example {@code 3 system notes: mentioned in !4; assigned to @ada}, {@code null}
	 * if there are none. What is said more than once is shown once.
	 */
	static @Nullable String summarize(Collection<String> bodies) {
		if (bodies.isEmpty()) {
			return null;
		}
		LinkedHashSet<String> different = new LinkedHashSet<>();
		bodies.forEach((body) -> different.add(firstLine(body)));
		List<String> shown = new ArrayList<>(different).subList(0, Math.min(MAX_SHOWN, different.size()));
		String more = (different.size() > MAX_SHOWN) ? "; …" : "";
		String count = bodies.size() + ((bodies.size() == 1) ? " system note: " : " system notes: ");
		return count + String.join("; ", shown) + more;
	}

	private static String firstLine(String body) {
		String line = body.lines().map(String::strip).filter((text) -> !text.isEmpty()).findFirst().orElse("");
		boolean fits = line.codePointCount(0, line.length()) <= MAX_LENGTH;
		return fits ? line : line.substring(0, line.offsetByCodePoints(0, MAX_LENGTH)) + "…";
	}

}
